import QtQuick
import Inkstone

// Paragraph, heading, list item or quote.
Item {
    id: block

    required property RowBase row
    readonly property string kind: row.kind
    readonly property int level: row.detail.level ?? 0
    readonly property bool heading: kind === "heading"
    readonly property int indent: kind === "item" ? 21 + 20 * level : kind === "quote" ? 16 : 0

    implicitHeight: words.height

    Words {
        visible: block.kind === "item"
        x: 20 * block.level + (text === "•" ? 3 : 0)
        height: 24
        text: block.row.detail.mark ?? ""
        color: Theme.ink2
        font.pixelSize: text === "•" ? 17 : 15
    }
    Rectangle {
        visible: block.kind === "quote"
        width: 2
        height: parent.height
        color: Theme.lineStrong
    }
    Prose {
        id: words
        x: block.indent
        width: parent.width - x
        content: block.row.content
        pixelSize: block.heading && block.level <= 2 ? 17 : 15
        weight: block.heading ? 600 : 400
        colors: block.kind === "quote" ? Theme.faintColors : Theme.runColors
        Accessible.role: block.heading ? Accessible.Heading : Accessible.StaticText
        Accessible.name: block.row.growing ? qsTr("Answer, being written") : plainText
    }
}
