import QtQuick
import Inkstone

// The name above a group of chats.
Item {
    id: head

    required property string section
    readonly property var names: ({
        "pinned": qsTr("Pinned"), "today": qsTr("Today"), "yesterday": qsTr("Yesterday"), "earlier": qsTr("Earlier")
    })

    width: ListView.view?.width ?? 0
    height: 32
    Note {
        x: 16
        y: 12
        text: head.names[head.section] ?? ""
        font.weight: Font.Medium
    }
}
