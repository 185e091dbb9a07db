import QtQuick
import Inkstone

// A chat's new name, in place.
AppField {
    id: field

    signal renamed(string name)
    signal finished

    function start() {
        forceActiveFocus(Qt.OtherFocusReason);
        selectAll();
    }

    objectName: "sidebar.rename"
    label: qsTr("New name")
    implicitHeight: 28
    onAccepted: renamed(text)
    onActiveFocusChanged: if (!activeFocus)
        renamed(text)
    Keys.onEscapePressed: finished()
}
