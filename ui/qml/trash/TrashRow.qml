import QtQuick
import Inkstone

// One deleted chat: title, age, and the way back.
Item {
    id: row

    required property string chatId
    required property string title
    required property string time
    signal restoreAsked

    objectName: "trash.chat." + chatId
    implicitHeight: 40
    Accessible.role: Accessible.ListItem
    Accessible.name: Theme.joined([name.text, time])
    Accessible.onPressAction: restoreAsked()

    Words {
        id: name
        height: parent.height
        width: parent.width - age.width - button.width - 32
        elide: Text.ElideRight
        text: row.title || qsTr("New chat")
    }
    Note {
        id: age
        anchors.right: button.left
        anchors.rightMargin: 16
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        text: row.time
    }
    AppButton {
        id: button
        objectName: "trash.restore." + row.chatId
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        small: true
        iconName: "undo"
        text: qsTr("Restore")
        Accessible.name: qsTr("Restore: %1").arg(name.text)
        onClicked: row.restoreAsked()
    }
    Hairline {
        anchors.bottom: parent.bottom
        width: parent.width
    }
}
