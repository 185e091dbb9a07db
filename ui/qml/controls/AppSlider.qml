import QtQuick
import QtQuick.Templates as T
import Inkstone

// A value on a track; arrows move it by its step.
T.Slider {
    id: slider

    required property string label

    implicitHeight: 28
    implicitWidth: 200
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Slider
    Accessible.name: label
    Accessible.onIncreaseAction: {
        slider.increase();
        slider.moved();
    }
    Accessible.onDecreaseAction: {
        slider.decrease();
        slider.moved();
    }

    background: Rectangle {
        y: (slider.height - height) / 2
        width: slider.width
        height: 4
        radius: 2
        color: Theme.lineStrong
        Rectangle {
            width: slider.visualPosition * parent.width
            height: 4
            radius: 2
            color: Theme.ink2
        }
    }
    handle: Rectangle {
        x: slider.visualPosition * (slider.width - width)
        y: (slider.height - height) / 2
        width: 16
        height: 16
        radius: 8
        color: slider.pressed ? Theme.pressed : Theme.sheet
        border.color: Theme.control
        FocusRing {
            visible: slider.visualFocus
            round: 8
        }
    }
}
