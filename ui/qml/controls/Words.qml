import QtQuick
import Inkstone

// Plain words. `spoken` puts them into the accessible tree as a text of their own.
Text {
    id: words

    property bool spoken: false

    textFormat: Text.PlainText
    color: Theme.ink
    font.pixelSize: 13
    font.hintingPreference: Font.PreferNoHinting
    verticalAlignment: Text.AlignVCenter
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Accessible.ignored: !spoken
}
