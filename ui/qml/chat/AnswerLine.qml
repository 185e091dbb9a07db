import QtQuick
import Inkstone

// Below an answer: what can be done with it, how it ended, and its figures. Always shown on the last answer,
// on others while they are pointed at or focused; the room is kept.
Item {
    id: line

    required property RowBase row
    readonly property string ended: row.detail.state
    readonly property bool shown: row.detail.last || over.hovered || copy.activeFocus
    readonly property var measures: row.detail.measures  // from the fullest to the shortest

    implicitHeight: 28

    HoverHandler {
        id: over
    }
    Row {
        id: left
        x: -6
        spacing: 2
        opacity: line.shown ? 1 : 0
        IconButton {
            id: copy
            objectName: "message." + line.row.entry + ".copy"
            iconName: copied.running ? "check" : "copy"
            text: qsTr("Copy answer")
            Accessible.name: qsTr("Copy answer, %1").arg(line.row.place)
            onClicked: {
                line.row.models.transcript.copyEntry(line.row.entry);
                copied.restart();
            }
            Timer {
                id: copied
                interval: 2000
            }
        }
        IconButton {
            objectName: "message." + line.row.entry + ".regenerate"
            visible: line.row.detail.last
            enabled: !line.row.models.status.busy
            iconName: "refresh"
            text: qsTr("Regenerate answer")
            onClicked: line.row.models.transcript.regenerate()
        }
        Words {
            visible: line.ended === "stopped" || line.ended === "interrupted"
            height: 28
            leftPadding: 8
            spoken: true
            text: line.ended === "stopped" ? qsTr("Stopped") : qsTr("Interrupted: the program ended while this was written")
            color: line.ended === "stopped" ? Theme.ink2 : Theme.amberText
            font.pixelSize: 12
        }
    }
    FontMetrics {
        id: metrics
        font: figures.font
    }
    Words {
        readonly property real room: Math.max(0, line.width - left.width - 12)
        objectName: "message." + line.row.entry + ".measure"
        id: figures
        anchors.right: parent.right
        height: 28
        width: Math.min(implicitWidth, room)
        elide: Text.ElideRight
        opacity: line.shown ? 1 : 0
        spoken: true
        Accessible.name: line.measures[0] ?? ""
        text: line.measures.find(words => metrics.advanceWidth(words) <= room) ?? line.measures[line.measures.length - 1] ?? ""
        color: Theme.ink2
        font.pixelSize: 12
    }
}
