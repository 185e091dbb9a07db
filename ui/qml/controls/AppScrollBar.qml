import QtQuick
import QtQuick.Templates as T
import Inkstone

T.ScrollBar {
    id: bar
    implicitWidth: 12
    implicitHeight: 12
    padding: 3
    minimumSize: 0.06
    visible: size < 1
    Accessible.ignored: true
    contentItem: Rectangle {
        radius: 3
        color: bar.pressed ? Theme.control : bar.hovered ? Theme.lineStrong : Theme.lineStrong
    }
}
