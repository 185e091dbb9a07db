import QtQuick
import Inkstone

// What a conversation is doing: each state has its own shape.
Item {
    id: mark

    property string kind

    width: 12
    height: 12
    Icon {
        visible: mark.kind === "running" || mark.kind === "waiting"
        size: 12
        name: mark.kind === "running" ? "ring" : "pause"
        color: mark.kind === "running" ? Theme.blue : Theme.amber
    }
    Rectangle {
        visible: mark.kind === "unread"
        anchors.centerIn: parent
        width: 8
        height: 8
        radius: 4
        color: Theme.green
    }
    Rectangle {
        visible: mark.kind === "failed"
        anchors.centerIn: parent
        width: 7
        height: 7
        rotation: 45
        antialiasing: true
        color: Theme.danger
    }
}
