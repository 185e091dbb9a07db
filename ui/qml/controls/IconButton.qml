import QtQuick
import QtQuick.Templates as T
import Inkstone

// 28 x 28 with one icon; `text` is its name and its tip.
T.Button {
    id: button

    required property string iconName
    property color inkColor: hovered ? Theme.ink : Theme.ink2
    property int iconSize: 16
    property bool active: false

    implicitWidth: 28
    implicitHeight: 28
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: if (button.enabled)
        button.clicked()
    Keys.onReturnPressed: button.clicked()
    Keys.onEnterPressed: button.clicked()

    background: Rectangle {
        radius: Theme.radius
        color: button.down ? Theme.pressed : button.hovered || button.active ? Theme.hover : "transparent"
        FocusRing {
            visible: button.visualFocus
            gap: 0
        }
    }
    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: button.iconName
            size: button.iconSize
            color: button.enabled ? button.inkColor : Theme.disabled
        }
    }
    Tip {
        target: button
        text: button.text
        wanted: button.hovered && !button.down
    }
}
