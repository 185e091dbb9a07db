pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Inkstone

// What was found, or that nothing was.
ListView {
    id: list

    required property Models models
    signal chatAsked

    clip: true
    model: models.search
    activeFocusOnTab: visible
    keyNavigationEnabled: true
    boundsBehavior: Flickable.StopAtBounds
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Found chats")
    Keys.onReturnPressed: open((currentItem as HitRow)?.chatId ?? "")

    function open(chat: string) {
        models.conversations.open(chat);
        chatAsked();
    }

    T.ScrollBar.vertical: AppScrollBar {}
    delegate: HitRow {
        width: list.width
        focused: list.activeFocus && ListView.isCurrentItem
        onClicked: list.open(chatId)
    }

    Column {
        visible: list.models.search.answered && list.count === 0
        x: 16
        y: 8
        width: list.width - 32
        spacing: 4
        Words {
            width: parent.width
            wrapMode: Text.Wrap
            spoken: true
            font.weight: Font.Medium
            text: qsTr("No chat contains “%1”").arg(list.models.search.query)
        }
        Note {
            width: parent.width
            wrapMode: Text.Wrap
            text: qsTr("Titles and messages were searched.")
        }
    }
}
