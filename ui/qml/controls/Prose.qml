import QtQuick
import Inkstone

// A block of formatted text, 15 / 24 unless told otherwise.
RunText {
    colors: Theme.runColors
    zoom: Theme.scale
    Accessible.role: Accessible.StaticText
}
