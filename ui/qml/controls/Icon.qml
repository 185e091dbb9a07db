import QtQuick
import Inkstone

// A line icon in the colour of the words beside it.
Image {
    id: icon

    property string name
    property color color: Theme.ink2
    property int size: 16

    width: size
    height: size
    sourceSize.width: Math.ceil(size * Theme.scale)
    sourceSize.height: Math.ceil(size * Theme.scale)
    source: name ? "image://icon/" + name + "/" + Theme.hex(color) : ""
    smooth: true
    Accessible.ignored: true
}
