import QtQuick
import QtQuick.Templates as T
import Inkstone

// A folder one can go into.
T.AbstractButton {
    id: row

    required property string name
    required property string shown
    property bool focused: false

    objectName: "folder.row." + shown
    implicitHeight: 28
    focusPolicy: Qt.NoFocus
    hoverEnabled: true
    Accessible.role: Accessible.ListItem
    Accessible.name: shown
    Accessible.onPressAction: row.clicked()

    background: Rectangle {
        radius: 4
        color: row.down ? Theme.pressed : row.hovered || row.focused ? Theme.hover : "transparent"
    }
    contentItem: Item {
        Icon {
            x: 6
            y: 6
            name: "folder"
        }
        Words {
            x: 30
            height: 28
            width: row.width - 52
            elide: Text.ElideMiddle
            text: row.shown
        }
        Icon {
            anchors.right: parent.right
            anchors.rightMargin: 8
            y: 8
            size: 12
            name: "chevron-right"
        }
    }
}
