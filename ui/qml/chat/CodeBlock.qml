pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Inkstone

// Code: language and Copy above, the body scrolls sideways by itself; 24 lines, then all on demand.
Item {
    id: block

    required property RowBase row
    readonly property bool first: row.detail.first
    readonly property int lines: row.content.text.split("\n").length
    readonly property bool tall: lines > 24
    property bool whole: row.growing
    property bool copied: false

    implicitHeight: frame.height

    Rectangle {
        id: frame
        width: parent.width
        height: body.y + body.height + (more.visible ? 36 : 0) + 1
        radius: block.first ? Theme.cardRadius : 0
        color: Theme.sheet
        border.color: Theme.line
    }
    Item {
        id: head
        visible: block.first
        width: parent.width
        height: visible ? 32 : 0
        Rectangle {
            x: 1
            y: 1
            width: parent.width - 2
            height: 31
            radius: Theme.cardRadius - 1
            color: Theme.panel
            Rectangle {
                y: 16
                width: parent.width
                height: 15
                color: Theme.panel
            }
        }
        Words {
            x: 12
            height: 32
            text: block.row.detail.language || qsTr("Text")
            font.pixelSize: 12
            font.weight: Font.Medium
        }
        Hairline {
            y: 32
            width: parent.width
        }
        AppButton {
            objectName: "message." + block.row.entry + ".code." + block.row.index + ".copy"
            anchors.right: parent.right
            anchors.rightMargin: 4
            y: 2
            kind: "quiet"
            small: true
            iconName: block.copied ? "check" : "copy"
            inkColor: hovered ? Theme.ink : Theme.ink2
            text: block.copied ? qsTr("Copied") : qsTr("Copy")
            Accessible.name: qsTr("Copy code, block %1").arg(block.row.index + 1)
            onClicked: {
                block.row.models.transcript.copyCode(block.row.index);
                block.copied = true;
                again.restart();
            }
            Timer {
                id: again
                interval: 2000
                onTriggered: block.copied = false
            }
        }
    }
    Flickable {
        id: body
        x: 12
        y: head.height + (block.first ? 10 : 2)
        width: parent.width - 24
        height: (block.whole || !block.tall ? words.height : 24 * 20) + 10
        contentWidth: words.width
        clip: contentWidth > width || height < words.height
        interactive: contentWidth > width
        flickableDirection: Flickable.HorizontalFlick
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.horizontal: AppScrollBar {}
        Prose {
            id: words
            width: implicitWidth
            content: block.row.content
            mono: true
            wrap: false
            pixelSize: 13
            lineHeight: 20
            Accessible.name: block.row.growing ? qsTr("Code, being written") : plainText
        }
    }
    AppButton {
        id: more
        objectName: "message." + block.row.entry + ".code." + block.row.index + ".all"
        visible: block.tall && !block.whole
        x: 4
        anchors.bottom: frame.bottom
        anchors.bottomMargin: 4
        kind: "quiet"
        small: true
        inkColor: Theme.blue
        text: qsTr("Show all %1 lines").arg(block.lines)
        onClicked: block.whole = true
    }
}
