import QtQuick
import QtQuick.Templates as T
import Inkstone

// Back to the end of the conversation.
T.Button {
    id: button

    implicitHeight: 32
    implicitWidth: words.implicitWidth + 52
    text: qsTr("Jump to latest")
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: button.clicked()
    Keys.onReturnPressed: button.clicked()

    background: Rectangle {
        radius: 16
        color: button.down ? Theme.pressed : button.hovered ? Theme.hover : Theme.sheet
        border.color: Theme.control
        FocusRing {
            visible: button.visualFocus
            round: 16
        }
    }
    Item {
        anchors.fill: parent
        Icon {
            x: 14
            anchors.verticalCenter: parent.verticalCenter
            name: "down"
            color: Theme.ink
        }
        Words {
            id: words
            x: 37
            height: parent.height
            text: button.text
            font.weight: Font.Medium
        }
    }
}
