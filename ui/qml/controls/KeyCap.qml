import QtQuick
import Inkstone

Rectangle {
    id: cap

    property string text
    property color ink: Theme.ink2
    property color edge: Theme.lineStrong

    implicitWidth: Math.max(18, words.implicitWidth + 10)
    implicitHeight: 18
    radius: 4
    color: "transparent"
    border.color: edge

    Words {
        id: words
        anchors.centerIn: parent
        text: cap.text
        color: cap.ink
        font.pixelSize: 11
    }
}
