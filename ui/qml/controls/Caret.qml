import QtQuick
import Inkstone

// The caret: blinks, or stands still where nothing may move.
Rectangle {
    id: caret

    required property bool wanted
    property bool lit: true

    width: 1
    color: Theme.ink
    visible: wanted && (lit || Theme.still)
    onWantedChanged: lit = true
    onXChanged: lit = true

    Timer {
        running: caret.wanted && !Theme.still
        interval: 530
        repeat: true
        onTriggered: caret.lit = !caret.lit
    }
}
