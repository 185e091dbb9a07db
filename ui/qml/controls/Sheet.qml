import QtQuick
import Inkstone

// Something that floats over the window and goes away with Esc or a click beside it. Opened at an item.
FocusScope {
    id: sheet

    property Item opener: null
    property bool above: false
    property int margin: 4
    property Item former: null
    property rect place  // of the opener
    signal closed

    parent: Theme.overlay
    // Bound, not set once: rows come and change the height after it is opened.
    x: Math.max(8, Math.min(place.x, (parent?.width ?? 0) - width - 8))
    y: Math.max(8, Math.min(above ? place.y - height - margin : place.y + place.height + margin, (parent?.height ?? 0) - height - 8))
    visible: false
    z: 10

    function openAt(item: Item) {
        opener = item;
        former = item.Window.activeFocusItem;
        const corner = item.mapToItem(Theme.overlay, 0, 0);
        place = Qt.rect(corner.x, corner.y, item.width, item.height);
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

    // Accepted here, so that Esc does not stop an answer, too.
    Keys.onShortcutOverride: event => event.accepted = event.key === Qt.Key_Escape
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
