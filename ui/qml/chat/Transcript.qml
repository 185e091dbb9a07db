pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Inkstone

// The conversation. Follows its end while the end is in view; any scroll up releases it.
RowsView {
    id: list

    property bool following: true
    readonly property bool atEnd: contentHeight <= height || contentY + height >= originY + contentHeight - 24

    clip: true
    model: models.transcript
    cacheBuffer: 600
    activeFocusOnTab: true
    keyNavigationEnabled: false
    boundsBehavior: Flickable.StopAtBounds
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Conversation")

    function toEnd() {
        following = true;
        positionViewAtEnd();
    }
    function keepEnd() {
        if (following)
            positionViewAtEnd();
    }
    function goTo(row: int) {
        following = false;
        currentIndex = row;
        positionViewAtIndex(row, ListView.Contain);
        currentItem?.forceActiveFocus(Qt.OtherFocusReason);
    }
    function goToApproval() {
        const row = models.transcript.rowOfApproval(models.transcript.waitingApproval);
        if (row < 0)
            return;
        positionViewAtIndex(row, ListView.Contain);
        currentIndex = row;
        const card = (itemAtIndex(row) as MessageRow)?.card as Item;
        card?.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    onContentHeightChanged: settle.restart()
    onHeightChanged: settle.restart()
    onMovementStarted: following = false
    onMovementEnded: following = atEnd
    Timer {
        id: settle
        interval: 0
        onTriggered: list.keepEnd()
    }
    Keys.onPressed: event => {
        const page = height * 0.9;
        const steps = { [Qt.Key_Up]: -48, [Qt.Key_Down]: 48, [Qt.Key_PageUp]: -page, [Qt.Key_PageDown]: page };
        const step = steps[event.key];
        if (step === undefined || event.modifiers !== Qt.NoModifier)
            return;
        event.accepted = true;
        contentY = Math.max(originY, Math.min(contentY + step, originY + Math.max(0, contentHeight - height)));
        following = atEnd;
    }
    Connections {
        target: list.models.transcript
        function onOpened() {
            list.following = true;
            settle.restart();
        }
    }

    T.ScrollBar.vertical: AppScrollBar {
        onPressedChanged: if (pressed)
            list.following = false;
        else
            list.following = list.atEnd
    }
    delegate: MessageRow {
        id: row
        width: list.width
        models: list.models
        side: list.side
        // the lower end with the buttons, or all of it
        inView: {
            const top = y - list.contentY;
            return top + height <= list.height + 4 && (top >= -4 || height > list.height);
        }
    }
    footer: Qt.createComponent("WaitLine.qml", list)  // inline, it could not be made: Qt 6.4
    topMargin: 4
    bottomMargin: 12
}
