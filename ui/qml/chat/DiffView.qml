pragma ComponentBehavior: Bound
import QtQuick
import Inkstone

// A file and its change, line by line, with + and -.
Column {
    id: view

    required property var asked
    property bool whole: false
    property int folded: 14
    readonly property bool tall: asked.lines.length > folded
    signal wholeAsked

    Rectangle {
        width: view.width
        height: 28
        color: Theme.panel
        Hairline {
            width: parent.width
        }
        Icon {
            x: 12
            y: 7
            size: 14
            name: "file"
        }
        Words {
            id: name
            x: 34
            height: 28
            width: Math.min(implicitWidth, parent.width * 0.6)
            elide: Text.ElideMiddle
            text: view.asked.object
        }
        Words {
            x: name.x + name.width + 8
            height: 28
            spoken: true
            text: view.asked.existing ? qsTr("Changed, %1").arg(view.asked.bytes) : qsTr("New, %1").arg(view.asked.bytes)
            color: Theme.ink2
            font.pixelSize: 12
        }
        AppButton {
            objectName: "approval." + view.asked.id + ".all"
            visible: view.tall && !view.whole
            anchors.right: parent.right
            kind: "quiet"
            small: true
            inkColor: Theme.blue
            text: qsTr("Show all %1 lines").arg(view.asked.lines.length)
            onClicked: view.wholeAsked()
        }
    }
    Repeater {
        model: view.whole || !view.tall ? view.asked.lines : view.asked.lines.slice(0, view.folded)
        Rectangle {
            id: line
            required property var modelData
            readonly property string mark: modelData.mark
            width: view.width
            height: Math.max(19, words.height)
            color: mark === "+" ? Theme.added : mark === "-" ? Theme.removed : Theme.sheet
            Mono {
                x: 13
                height: 19
                text: line.mark === "\\" ? "" : line.mark
                color: line.mark === "+" ? Theme.greenText : Theme.danger
            }
            Mono {
                id: words
                x: 37
                width: parent.width - 50
                wrapMode: Text.WrapAnywhere
                lineHeight: 19
                lineHeightMode: Text.FixedHeight
                spoken: true
                text: line.mark === "\\" ? qsTr("No line feed at the end") : line.modelData.text
                color: line.mark === "\\" ? Theme.ink2 : Theme.ink
                Accessible.name: line.mark + " " + text
            }
        }
    }
    Hairline {
        width: view.width
    }
}
