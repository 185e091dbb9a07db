import QtQuick
import QtQuick.Templates as T
import Inkstone

// A row of a menu, 28 high; `below` draws a line under it.
T.AbstractButton {
    id: row

    property string iconName
    property string keyText
    property bool below: false
    property bool lit: false
    signal entered

    implicitHeight: below ? 37 : 28
    implicitWidth: implicitContentWidth
    focusPolicy: Qt.NoFocus
    hoverEnabled: true
    onHoveredChanged: if (hovered)
        entered()
    Accessible.role: Accessible.MenuItem
    Accessible.name: text
    Accessible.checkable: checked
    Accessible.checked: checked
    Accessible.onPressAction: row.clicked()

    background: Item {
        Rectangle {
            width: parent.width
            height: 28
            radius: 4
            color: row.down ? Theme.pressed : row.lit ? Theme.hover : "transparent"
        }
        Hairline {
            visible: row.below
            y: 32
            x: 8
            width: parent.width - 16
        }
    }
    contentItem: Item {
        implicitWidth: children[1].implicitWidth + 44 + (row.keyText ? children[2].implicitWidth + 32 : 24)
        Icon {
            x: 8
            y: 6
            name: row.checked ? "check" : row.iconName
            visible: name
        }
        Words {
            x: 32
            height: 28
            width: parent.width - 44 - (row.keyText ? 64 : 0)
            elide: Text.ElideMiddle
            text: row.text
        }
        Words {
            anchors.right: parent.right
            anchors.rightMargin: 10
            height: 28
            text: row.keyText
            color: Theme.ink2
            font.pixelSize: 12
        }
    }
}
