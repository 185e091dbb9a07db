pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Inkstone

// The conversations by day. Arrows walk, Enter opens, F2 renames, Del deletes, Ctrl+D pins.
ListView {
    id: list

    required property Models models
    property bool pageOpen: false
    property string renaming
    property Item former  // what had the keyboard before
    signal chatAsked

    // The row becomes the current one before its field is there: the list gives a new current row the keyboard.
    function rename(chat: string) {
        const row = models.conversations.indexOf(chat);
        if (row < 0 || renaming === chat)
            return;
        renaming = "";
        former = Window.activeFocusItem;
        currentIndex = row;
        positionViewAtIndex(row, ListView.Contain);
        renaming = chat;
    }
    function endRenaming() {
        renaming = "";
        former?.forceActiveFocus(Qt.OtherFocusReason);
    }

    clip: true
    model: models.conversations
    activeFocusOnTab: true
    keyNavigationEnabled: !renaming
    boundsBehavior: Flickable.StopAtBounds
    currentIndex: -1
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Chats")
    onActiveFocusChanged: if (activeFocus && currentIndex < 0)
        currentIndex = 0

    readonly property string focused: (currentItem as ChatRow)?.chatId ?? ""
    Keys.onReturnPressed: open(focused)
    Keys.onEnterPressed: open(focused)
    Keys.onDeletePressed: models.conversations.remove(focused)
    // Here F2 and Ctrl+D mean the row that has the keyboard, elsewhere the open conversation.
    Keys.onShortcutOverride: event => event.accepted = event.key === Qt.Key_F2 || (event.key === Qt.Key_D && event.modifiers === Qt.ControlModifier)
    Keys.onPressed: event => {
        if (event.key === Qt.Key_F2) {
            rename(focused);
            event.accepted = true;
        } else if (event.key === Qt.Key_D && event.modifiers === Qt.ControlModifier) {
            models.conversations.pin(focused, !models.conversations.pinnedOf(focused));
            event.accepted = true;
        }
    }
    function open(chat: string) {
        models.conversations.open(chat);
        chatAsked();
    }

    T.ScrollBar.vertical: AppScrollBar {}

    section.property: "section"
    section.delegate: Qt.createComponent("ChatSection.qml", list)  // inline, it could not be made: Qt 6.4
    delegate: ChatRow {
        width: list.width
        current: !list.pageOpen && chatId === list.models.conversations.current
        focused: list.activeFocus && ListView.isCurrentItem
        renaming: chatId === list.renaming
        onClicked: list.open(chatId)
        onMenuAsked: at => {
            list.currentIndex = index;
            menu.chat = chatId;
            menu.openAt(at);
        }
        onRenamed: name => list.models.conversations.rename(chatId, name)
        onRenameEnded: list.endRenaming()
        onRenameLeft: list.renaming = ""
    }
    Note {
        visible: list.count === 0
        x: 16
        y: 16
        width: list.width - 32
        wrapMode: Text.Wrap
        text: qsTr("Chats appear here and are saved as you type.")
    }

    AppMenu {
        id: menu
        property string chat
        label: qsTr("Chat menu")
        rows: [
            { id: "rename", text: qsTr("Rename"), icon: "pencil", key: "F2" },
            { id: "pin", text: list.models.conversations.pinnedOf(chat) ? qsTr("Unpin") : qsTr("Pin"), icon: "pin", key: "Ctrl D", line: true },
            { id: "delete", text: qsTr("Delete"), icon: "trash", key: "Del" }
        ]
        onChosen: id => {
            if (id === "rename")
                list.rename(chat);
            else if (id === "pin")
                list.models.conversations.pin(chat, !list.models.conversations.pinnedOf(chat));
            else
                list.models.conversations.remove(chat);
        }
    }
}
