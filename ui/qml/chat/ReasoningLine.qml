import QtQuick
import Inkstone

// The model's own thoughts: one quiet line, opened on demand.
Column {
    id: block

    required property RowBase row
    property bool open: false

    LineButton {
        id: line
        objectName: "message." + block.row.entry + ".reasoning"
        width: words.x + words.implicitWidth + 4
        height: 24
        text: block.row.growing ? qsTr("Thinking") : qsTr("Thoughts")
        spoken: qsTr("%1, %2, %3").arg(text).arg(block.row.place).arg(block.open ? qsTr("open") : qsTr("collapsed"))
        onClicked: block.open = !block.open
        Item {
            anchors.fill: parent
            Icon {
                y: 6
                size: 12
                name: block.open ? "chevron-down" : "chevron-right"
            }
            Words {
                id: words
                x: 18
                height: 24
                text: line.text
                color: Theme.ink2
            }
        }
    }
    Item {
        visible: block.open
        width: block.width
        height: visible ? thoughts.height + 4 : 0
        Rectangle {
            x: 5
            y: 4
            width: 1
            height: thoughts.height
            color: Theme.lineStrong
        }
        Prose {
            id: thoughts
            x: 18
            y: 4
            width: parent.width - 18
            content: block.row.content
            colors: Theme.faintColors
            pixelSize: 13
            lineHeight: 20
            Accessible.name: block.row.growing ? qsTr("Thoughts, being written") : plainText
        }
    }
}
