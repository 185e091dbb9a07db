import QtQuick
import Inkstone

// Something that floats over the window and goes away with Esc or a click beside it. Opened at an item.
FocusScope {
    id: sheet

    property Item opener: null
    property bool above: false
    property int margin: 4
    property Item former: null
    signal closed

    parent: Theme.overlay
    visible: false
    z: 10

    function openAt(item: Item) {
        opener = item;
        former = item.Window.activeFocusItem;
        const corner = item.mapToItem(Theme.overlay, 0, above ? -height - margin : item.height + margin);
        x = Math.max(8, Math.min(corner.x, Theme.overlay.width - width - 8));
        y = Math.max(8, Math.min(corner.y, Theme.overlay.height - height - 8));
        visible = true;
        forceActiveFocus(Qt.PopupFocusReason);
    }
    function close() {
        if (!visible)
            return;
        visible = false;
        if (former)
            former.forceActiveFocus(Qt.PopupFocusReason);
        closed();
    }

    Keys.onEscapePressed: close()

    MouseArea {
        parent: Theme.overlay
        anchors.fill: parent
        z: 9
        visible: sheet.visible
        acceptedButtons: Qt.AllButtons
        hoverEnabled: true
        onPressed: sheet.close()
        onWheel: wheel => wheel.accepted = true
    }
    Rectangle {
        anchors.fill: parent
        radius: Theme.cardRadius
        color: Theme.sheet
        border.color: Theme.control
        MouseArea {
            anchors.fill: parent
        }
    }
}
