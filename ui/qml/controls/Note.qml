import QtQuick
import Inkstone

// Secondary words, 12 / 16.
Words {
    color: Theme.ink2
    font.pixelSize: 12
    lineHeight: 16
    lineHeightMode: Text.FixedHeight
}
