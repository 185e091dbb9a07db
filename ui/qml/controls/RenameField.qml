import QtQuick
import Inkstone

// A chat's new name, in place. Enter keeps it, and so does going elsewhere; Esc does not.
AppField {
    id: field

    property bool over: false
    signal renamed(string name)
    signal ended  // by Enter or Esc
    signal moved  // the keyboard went elsewhere

    function start() {
        forceActiveFocus(Qt.OtherFocusReason);
        selectAll();
    }
    function end(keep: bool, then: var) {
        if (over)
            return;
        over = true;
        if (keep)
            renamed(text);
        then();
    }

    objectName: "sidebar.rename"
    label: qsTr("New name")
    implicitHeight: 28
    onActiveFocusChanged: if (!activeFocus)
        end(true, moved)
    // Accepted here, so that Enter does not open the chat, nor Esc stop an answer.
    Keys.onShortcutOverride: event => event.accepted = event.key === Qt.Key_Escape
    Keys.onReturnPressed: end(true, ended)
    Keys.onEnterPressed: end(true, ended)
    Keys.onEscapePressed: end(false, ended)
}
