pragma ComponentBehavior: Bound
import QtQuick
import Inkstone

// The keys of this version.
SettingCard {
    id: table

    readonly property var keys: [
        ["Ctrl+N", qsTr("New chat")], ["Ctrl+K", qsTr("Search chats")], ["Ctrl+L", qsTr("To the message field")],
        ["Enter", qsTr("Send")], ["Shift+Enter", qsTr("New line")], ["Esc", qsTr("Close, or stop the answer")],
        ["Ctrl+B", qsTr("Show or hide the sidebar")], ["Ctrl+Tab", qsTr("Next chat")], ["F2", qsTr("Rename the chat")],
        ["Ctrl+D", qsTr("Pin the chat")], ["Del", qsTr("Delete the chat, in the list")], ["F6", qsTr("Next region")],
        ["Alt+↑ Alt+↓", qsTr("Previous, next message")], ["Ctrl+End", qsTr("Jump to latest")],
        ["Ctrl+Shift+A", qsTr("To the waiting approval")], ["A  F  D", qsTr("On an approval: once, folder, deny")],
        ["Ctrl +  Ctrl −  Ctrl 0", qsTr("Larger, smaller, normal")], ["Ctrl+,", qsTr("Settings")]
    ]
    readonly property int columns: width > 560 ? 2 : 1

    title: qsTr("Keys")
    Grid {
        width: parent.width
        columns: table.columns
        topPadding: 4
        bottomPadding: 4
        Repeater {
            model: table.keys
            Item {
                id: line
                required property var modelData
                width: parent ? (parent.width - 8) / table.columns : 0
                height: 28
                Words {
                    width: 130
                    height: 28
                    text: line.modelData[0]
                    color: Theme.ink2
                    font.pixelSize: 12
                }
                Words {
                    x: 138
                    height: 28
                    width: parent.width - 146
                    elide: Text.ElideRight
                    spoken: true
                    text: line.modelData[1]
                    Accessible.name: line.modelData[0] + ": " + text
                }
            }
        }
    }
}
