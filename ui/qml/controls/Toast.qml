import QtQuick
import Inkstone

// A sentence with Undo, for 8 s; stays while it is hovered or focused.
Rectangle {
    id: toast

    required property string message
    required property string subject
    signal undone
    signal expired

    width: row.implicitWidth + 28
    height: 44
    radius: Theme.cardRadius
    color: Theme.sheet
    border.color: Theme.control
    Accessible.role: Accessible.AlertMessage
    Accessible.name: message

    HoverHandler {
        id: over
    }
    Timer {
        interval: 8000
        running: !over.hovered && !undo.activeFocus && !close.activeFocus
        onTriggered: toast.expired()
    }
    Row {
        id: row
        x: 16
        height: parent.height
        spacing: 12
        Words {
            text: toast.message
            width: Math.min(implicitWidth, 320)
            elide: Text.ElideRight
            anchors.verticalCenter: parent.verticalCenter
        }
        AppButton {
            id: undo
            objectName: "toast.undo"
            kind: "quiet"
            small: true
            iconName: "undo"
            inkColor: Theme.blue
            text: qsTr("Undo")
            Accessible.name: qsTr("Undo: %1").arg(toast.message)
            anchors.verticalCenter: parent.verticalCenter
            onClicked: toast.undone()
        }
        IconButton {
            id: close
            objectName: "toast.close"
            iconName: "close"
            iconSize: 12
            text: qsTr("Close message")
            anchors.verticalCenter: parent.verticalCenter
            onClicked: toast.expired()
        }
    }
}
