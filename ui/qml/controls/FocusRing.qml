import QtQuick
import Inkstone

// 2 px of blue, 2 px outside its parent.
Rectangle {
    property int gap: 2
    property int round: Theme.radius

    anchors.fill: parent
    anchors.margins: -gap - 2
    radius: round + gap + 1
    color: "transparent"
    border.color: Theme.blue
    border.width: 2
}
