import QtQuick
import Inkstone

// A titled group of settings.
Column {
    id: card

    property string title
    default property alias lines: inner.data

    width: parent?.width ?? 0
    spacing: 8
    Words {
        text: card.title
        font.pixelSize: 14
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
        spoken: true
    }
    Rectangle {
        width: parent.width
        height: inner.height + 16
        radius: Theme.cardRadius
        color: Theme.sheet
        border.color: Theme.line
        Column {
            id: inner
            x: 16
            y: 8
            width: parent.width - 32
        }
    }
}
