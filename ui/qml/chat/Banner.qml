import QtQuick
import Inkstone

// A fact about the whole program: bold fact, sentence, one action.
Rectangle {
    id: banner

    property string fact
    property string sentence
    property string action
    property string iconName: "alert"
    property color meaning: Theme.danger
    property bool closable: false
    signal acted
    signal dismissed

    implicitHeight: Math.max(40, words.height + 22)
    radius: Theme.cardRadius
    color: Theme.panel
    border.color: meaning
    Accessible.role: Accessible.AlertMessage
    Accessible.name: fact + " " + sentence

    Icon {
        x: 12
        y: 13
        name: banner.iconName
        color: banner.meaning
    }
    Column {
        id: words
        x: 38
        y: 10
        width: parent.width - x - (button.visible ? button.width + 24 : 16) - (cross.visible ? 32 : 0)
        Words {
            width: parent.width
            wrapMode: Text.Wrap
            text: banner.fact
            font.weight: Font.DemiBold
        }
        Words {
            width: parent.width
            visible: text
            wrapMode: Text.Wrap
            text: banner.sentence
            color: Theme.ink2
        }
    }
    AppButton {
        id: button
        objectName: "banner.action"
        visible: text
        small: true
        anchors.right: parent.right
        anchors.rightMargin: cross.visible ? 40 : 8
        y: 6
        text: banner.action
        onClicked: banner.acted()
    }
    IconButton {
        id: cross
        objectName: "banner.close"
        visible: banner.closable
        anchors.right: parent.right
        anchors.rightMargin: 6
        y: 6
        iconName: "close"
        iconSize: 12
        text: qsTr("Close banner")
        Accessible.name: qsTr("Close: %1").arg(banner.fact)
        onClicked: banner.dismissed()
    }
}
