import QtQuick
import QtQuick.Templates as T
import Inkstone

// A way to a page, at the foot of the sidebar.
T.Button {
    id: row

    property string iconName
    property string keyText
    property bool active: false

    implicitHeight: 30
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: row.clicked()
    Keys.onReturnPressed: row.clicked()

    background: Rectangle {
        radius: Theme.radius
        color: row.down ? Theme.pressed : row.active ? Theme.selected : row.hovered ? Theme.hover : "transparent"
        FocusRing {
            visible: row.visualFocus
            gap: -2
        }
        Rectangle {
            visible: row.active
            x: -8
            y: 5
            width: 3
            height: 20
            color: Theme.accentInk
        }
    }
    contentItem: Item {
        Icon {
            x: 6
            anchors.verticalCenter: parent.verticalCenter
            name: row.iconName
        }
        Words {
            x: 28
            height: parent.height
            text: row.text
        }
        Words {
            anchors.right: parent.right
            anchors.rightMargin: 8
            height: parent.height
            text: row.keyText
            color: Theme.ink2
            font.pixelSize: 12
        }
    }
}
