pragma ComponentBehavior: Bound
import QtQuick
import Inkstone

// Seal, New chat, search, the conversations, Trash, Settings.
FocusScope {
    id: sidebar

    required property Models models
    property string page
    signal hideAsked
    signal pageAsked(string name)
    signal chatAsked  // a conversation was chosen

    function focusSearch() {
        field.forceActiveFocus(Qt.ShortcutFocusReason);
        field.selectAll();
    }
    function focusList() {
        chats.forceActiveFocus(Qt.TabFocusReason);
    }
    function renameCurrent() {
        field.clear();  // found chats may stand in the list's place
        chats.rename(models.conversations.current);
    }

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Sidebar")

    Rectangle {
        anchors.fill: parent
        color: Theme.panel
    }
    MouseArea {
        anchors.fill: parent
    }

    Item {
        id: top
        width: parent.width
        height: 44
        Seal {
            x: 12
            y: 10
        }
        Words {
            x: 44
            height: parent.height
            text: "Inkstone"
            font.pixelSize: 14
            font.weight: Font.DemiBold
        }
        IconButton {
            objectName: "sidebar.hide"
            anchors.right: parent.right
            anchors.rightMargin: 12
            y: 8
            iconName: "sidebar"
            text: qsTr("Hide sidebar")
            onClicked: sidebar.hideAsked()
        }
    }
    NewChatButton {
        id: newChat
        objectName: "sidebar.newChat"
        x: 12
        y: 48
        width: parent.width - 24
        onClicked: {
            sidebar.models.conversations.create();
            sidebar.chatAsked();
        }
    }
    AppField {
        id: field
        objectName: "sidebar.search"
        x: 12
        y: 88
        width: parent.width - 24
        label: qsTr("Search chats")
        hint: qsTr("Search chats")
        iconName: "search"
        keyCap: "Ctrl K"
        clearable: true
        onTextChanged: sidebar.models.search.query = text
        Keys.onEscapePressed: event => {
            event.accepted = text.length > 0;
            clear();
        }
        Keys.onDownPressed: field.text ? results.forceActiveFocus() : chats.forceActiveFocus()
    }
    ChatList {
        id: chats
        anchors.top: field.bottom
        anchors.topMargin: 4
        anchors.bottom: bottom.top
        width: parent.width
        visible: !field.text
        models: sidebar.models
        pageOpen: sidebar.page !== ""
        onChatAsked: sidebar.chatAsked()
    }
    SearchResults {
        id: results
        anchors.top: field.bottom
        anchors.topMargin: 8
        anchors.bottom: bottom.top
        width: parent.width
        visible: field.text
        models: sidebar.models
        onChatAsked: sidebar.chatAsked()
    }
    Item {
        id: bottom
        anchors.bottom: parent.bottom
        width: parent.width
        height: 76
        Hairline {
            width: parent.width
        }
        NavRow {
            objectName: "sidebar.nav.trash"
            x: 8
            y: 8
            width: parent.width - 16
            iconName: "trash"
            text: qsTr("Trash")
            keyText: sidebar.models.trash.count > 0 ? sidebar.models.trash.count : ""
            active: sidebar.page === "trash"
            onClicked: sidebar.pageAsked("trash")
        }
        NavRow {
            objectName: "sidebar.nav.settings"
            x: 8
            y: 38
            width: parent.width - 16
            iconName: "settings"
            text: qsTr("Settings")
            keyText: "Ctrl ,"
            active: sidebar.page === "settings"
            onClicked: sidebar.pageAsked("settings")
        }
    }
    Hairline {
        anchors.right: parent.right
        height: parent.height
        width: 1
    }
}
