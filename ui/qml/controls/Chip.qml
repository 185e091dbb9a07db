import QtQuick
import QtQuick.Templates as T
import Inkstone

// A quiet button of the composer's bar: icon, words, and an arrow when it opens something; one that is checkable is a
// switch.
T.Button {
    id: chip

    property string iconName
    property string spoken: text
    property bool opens: false
    property bool open: false
    property bool wordless: false

    implicitHeight: 28
    implicitWidth: implicitContentWidth + 16
    leftPadding: 8
    rightPadding: 8
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: spoken
    Accessible.checkable: checkable
    Accessible.checked: checked
    Accessible.onPressAction: if (chip.enabled)
        chip.clicked()
    Keys.onReturnPressed: chip.clicked()
    Keys.onEnterPressed: chip.clicked()

    background: Rectangle {
        radius: Theme.radius
        color: chip.down ? Theme.pressed : chip.hovered || chip.open || chip.checked ? Theme.hover : "transparent"
        border.width: chip.checked ? 1 : 0
        border.color: Theme.control
        FocusRing {
            visible: chip.visualFocus
            gap: 0
        }
    }
    contentItem: Row {
        spacing: 7
        Icon {
            name: chip.iconName
            visible: chip.iconName
            color: chip.hovered || chip.checked ? Theme.ink : Theme.ink2
            anchors.verticalCenter: parent.verticalCenter
        }
        Words {
            visible: !chip.wordless
            text: chip.text
            width: Math.min(implicitWidth, 180)
            elide: Text.ElideMiddle
            anchors.verticalCenter: parent.verticalCenter
        }
        Icon {
            visible: chip.opens && !chip.wordless
            name: chip.open ? "chevron-up" : "chevron-down"
            size: 12
            anchors.verticalCenter: parent.verticalCenter
        }
    }
    Tip {
        target: chip
        text: chip.spoken
        wanted: chip.hovered && !chip.open && chip.wordless
    }
}
