import QtQuick
import Inkstone

// Whether a model fits into this computer: icon, word, tint.
Rectangle {
    id: pill

    property string fit  // checking, fits, slow, wont
    property string text
    readonly property color meaning: fit === "fits" ? Theme.greenText : fit === "slow" ? Theme.amberText : fit === "wont" ? Theme.danger : Theme.ink2

    implicitWidth: inner.width + 16
    implicitHeight: 22
    radius: height / 2
    color: fit === "fits" ? Theme.greenTint : fit === "slow" ? Theme.amberTint : fit === "wont" ? Theme.dangerTint : Theme.sunken
    Row {
        id: inner
        anchors.centerIn: parent
        spacing: 5
        Icon {
            anchors.verticalCenter: parent.verticalCenter
            size: 12
            name: pill.fit === "fits" ? "check" : pill.fit === "slow" ? "clock" : pill.fit === "wont" ? "close" : "ring"
            color: pill.meaning
        }
        Words {
            text: pill.text
            height: 22
            font.pixelSize: 12
            font.weight: Font.Medium
            color: pill.meaning
        }
    }
}
