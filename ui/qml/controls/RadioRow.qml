import QtQuick
import QtQuick.Templates as T
import Inkstone

// One of several: a ring, filled when chosen, and words.
T.RadioButton {
    id: radio

    implicitHeight: 28
    implicitWidth: implicitContentWidth
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.RadioButton
    Accessible.name: text
    Accessible.checkable: true
    Accessible.checked: checked
    Accessible.onPressAction: radio.clicked()
    Accessible.onToggleAction: radio.clicked()

    indicator: Rectangle {
        y: 6
        width: 16
        height: 16
        radius: 8
        color: Theme.sheet
        border.color: radio.checked ? Theme.ink : Theme.control
        border.width: radio.checked ? 1.5 : 1
        Rectangle {
            anchors.centerIn: parent
            width: 8
            height: 8
            radius: 4
            visible: radio.checked
            color: Theme.ink
        }
        FocusRing {
            visible: radio.visualFocus
            round: 8
        }
    }
    contentItem: Words {
        leftPadding: 24
        text: radio.text
    }
}
