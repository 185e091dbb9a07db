import QtQuick
import Inkstone

// Words of code, 12 unless told otherwise.
Words {
    font.family: Theme.monoFamily
    font.pixelSize: 12
}
