import QtQuick
import Inkstone

Rectangle {
    implicitHeight: 1
    implicitWidth: 1
    color: Theme.line
}
