pragma ComponentBehavior: Bound
import QtQuick
import Inkstone

// The open conversation: banner, transcript or empty state, jump button, toasts, composer.
FocusScope {
    id: page

    required property Models models
    readonly property int side: width < 720 ? 16 : 24
    readonly property int columnWidth: Math.min(760, width - 2 * side)
    readonly property Status status: models.status
    signal libraryAsked

    function focusComposer() {
        composer.focusText();
    }
    function focusTranscript() {
        transcript.forceActiveFocus(Qt.TabFocusReason);
    }
    function jumpToEnd() {
        transcript.toEnd();
    }
    function goToApproval() {
        transcript.goToApproval();
    }
    function walkMessages(step: int) {
        const from = transcript.indexAt(transcript.width / 2, transcript.contentY + 40);
        const row = models.transcript.nextMessageRow(from < 0 ? 0 : from, step);
        transcript.following = false;
        transcript.positionViewAtIndex(row, ListView.Beginning);
    }

    Column {
        id: banners
        x: Math.round((page.width - width) / 2)
        y: visible ? 12 : 0
        width: page.columnWidth
        spacing: 8
        visible: page.status.troubleHeadline || page.status.refusalHeadline || page.status.modelHeadline
        Banner {
            width: parent.width
            visible: fact
            fact: page.status.troubleHeadline
            sentence: page.status.trouble
            closable: true
            onDismissed: page.status.dismissTrouble()
        }
        Banner {
            width: parent.width
            visible: fact
            fact: page.status.refusalHeadline
            sentence: page.status.refusal
            closable: true
            onDismissed: page.status.dismissRefusal()
        }
        Banner {
            width: parent.width
            visible: fact
            fact: page.status.modelHeadline
            sentence: page.status.modelError
            action: page.models.models.starter ? "" : qsTr("Use the starter model")
            onActed: page.models.models.loadStarter()
        }
    }
    Transcript {
        id: transcript
        y: banners.visible ? banners.height + 20 : 0
        width: parent.width
        height: composer.y - y - 8
        visible: !empty.visible
        models: page.models
        side: page.side
    }
    EmptyState {
        id: empty
        anchors.fill: transcript
        visible: page.models.transcript.empty && !page.status.busy
        models: page.models
        onLibraryAsked: page.libraryAsked()
        onAsked: question => {
            composer.send(question);
            page.focusComposer();
        }
    }
    JumpButton {
        objectName: "transcript.latest"
        visible: transcript.visible && !transcript.atEnd && !transcript.following
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: composer.top
        anchors.bottomMargin: 12
        onClicked: transcript.toEnd()
    }
    Toasts {
        anchors.left: parent.left
        anchors.leftMargin: page.side
        anchors.bottom: composer.top
        anchors.bottomMargin: 12
        models: page.models
    }
    ComposerBox {
        id: composer
        models: page.models
        onLibraryAsked: page.libraryAsked()
        width: Math.min(792, page.columnWidth + (page.width < 720 ? 16 : 32))
        x: Math.round((page.width - width) / 2)
        anchors.bottom: parent.bottom
        anchors.bottomMargin: page.height < 520 ? 8 : 12
        most: page.height < 556 ? 72 : Math.max(96, page.height * 0.4 - 80)
    }
}
