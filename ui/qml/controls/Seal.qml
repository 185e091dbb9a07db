import QtQuick
import Inkstone

// The seal: 砚, an inkstone.
Rectangle {
    id: seal
    property int size: 24
    width: size
    height: size
    radius: 4
    color: Theme.accentFill
    Text {
        anchors.centerIn: parent
        anchors.verticalCenterOffset: -seal.size / 24
        textFormat: Text.PlainText
        text: "砚"
        color: Theme.onAccent
        font.family: "Noto Serif CJK SC"
        font.weight: Font.Bold
        font.pixelSize: seal.size * 0.72
        Accessible.ignored: true
    }
}
