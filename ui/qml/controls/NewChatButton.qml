import QtQuick
import QtQuick.Templates as T
import Inkstone

T.Button {
    id: button

    implicitHeight: 32
    text: qsTr("New chat")
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: button.clicked()
    Keys.onReturnPressed: button.clicked()

    background: Rectangle {
        radius: Theme.radius
        color: button.down ? Theme.pressed : button.hovered ? Theme.hover : Theme.sheet
        border.color: Theme.lineStrong
        FocusRing {
            visible: button.visualFocus
        }
    }
    contentItem: Item {
        Icon {
            x: 10
            anchors.verticalCenter: parent.verticalCenter
            name: "plus"
            color: Theme.ink
        }
        Words {
            x: 33
            height: parent.height
            text: button.text
            font.weight: Font.Medium
        }
        KeyCap {
            anchors.right: parent.right
            anchors.rightMargin: 8
            anchors.verticalCenter: parent.verticalCenter
            text: "Ctrl N"
        }
    }
}
