import QtQuick
import Inkstone

// Title, where answers come from, and what can be done with the chat.
Item {
    id: header

    required property Models models
    property bool sidebarShown: true
    property string pageTitle  // a page that is not a chat
    signal sidebarAsked
    signal renameAsked

    readonly property ConversationList chats: models.conversations
    readonly property string modelState: models.status.model

    implicitHeight: 44
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Header")

    IconButton {
        id: show
        objectName: "header.sidebar"
        visible: !header.sidebarShown
        x: 8
        y: 8
        iconName: "sidebar"
        text: qsTr("Show sidebar")
        onClicked: header.sidebarAsked()
    }
    Words {
        objectName: "header.title"
        x: header.sidebarShown ? 24 : 48
        height: parent.height
        width: right.x - x - 16
        elide: Text.ElideRight
        spoken: true
        text: header.pageTitle || header.chats.currentTitle || qsTr("New chat")
        font.pixelSize: 14
        font.weight: Font.DemiBold
    }
    Row {
        id: right
        anchors.right: parent.right
        anchors.rightMargin: 12
        height: parent.height
        spacing: 8
        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            width: badge.implicitWidth + 18
            height: 24
            radius: Theme.radius
            color: Theme.sheet
            border.color: header.modelState === "failed" ? Theme.danger : Theme.lineStrong
            Row {
                id: badge
                anchors.centerIn: parent
                spacing: 6
                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    size: 14
                    name: header.modelState === "failed" ? "alert" : header.modelState === "loading" ? "ring" : "chip"
                    color: header.modelState === "failed" ? Theme.danger : header.modelState === "loading" ? Theme.blue : Theme.ink
                }
                Words {
                    objectName: "header.place"
                    anchors.verticalCenter: parent.verticalCenter
                    spoken: true
                    font.pixelSize: 12
                    font.weight: Font.Medium
                    color: header.modelState === "failed" ? Theme.danger : Theme.ink
                    text: header.modelState === "failed" ? qsTr("No model") : header.modelState === "loading" ? qsTr("Local, loading") : qsTr("Local")
                }
            }
        }
        IconButton {
            id: more
            objectName: "header.more"
            anchors.verticalCenter: parent.verticalCenter
            visible: !header.pageTitle && header.chats.currentTitle.length > 0
            iconName: "more"
            text: qsTr("More for this chat")
            active: menu.visible
            onClicked: menu.openAt(more)
        }
    }
    Hairline {
        anchors.bottom: parent.bottom
        width: parent.width
    }
    AppMenu {
        id: menu
        label: qsTr("More for this chat")
        rows: [
            { id: "rename", text: qsTr("Rename"), icon: "pencil", key: "F2" },
            { id: "pin", text: header.chats.currentPinned ? qsTr("Unpin") : qsTr("Pin"), icon: "pin", key: "Ctrl D", line: true },
            { id: "delete", text: qsTr("Delete"), icon: "trash" }
        ]
        onChosen: id => {
            if (id === "rename")
                header.renameAsked();
            else if (id === "pin")
                header.chats.pin(header.chats.current, !header.chats.currentPinned);
            else
                header.chats.remove(header.chats.current);
        }
    }
}
