import QtQuick
import Inkstone

// A thin progress track, 72 wide unless told otherwise.
Rectangle {
    id: track
    property real value: 0
    implicitWidth: 72
    implicitHeight: 4
    radius: 2
    color: Theme.line
    Rectangle {
        width: Math.max(4, parent.width * track.value)
        height: parent.height
        radius: 2
        color: Theme.blue
    }
}
