import QtQuick
import Inkstone

// What is going on while nothing can be read yet: mark, words with a number, track.
Item {
    id: line

    readonly property RowsView list: ListView.view as RowsView
    readonly property Status status: list?.models.status ?? null
    readonly property bool shown: status !== null && status.busy && status.activity !== "approval"

    width: list?.width ?? 0
    height: shown ? 36 : 0
    Row {
        x: line.list ? Math.round((line.width - Math.min(760, line.width - 2 * line.list.side)) / 2) : 0
        y: 12
        visible: line.shown
        spacing: 10
        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: {
                switch (line.status?.activity) {
                case "stopping":
                    return "clock";
                case "queued":
                    return "queue";
                case "approval":
                    return "pause";
                default:
                    return "ring";
                }
            }
            color: line.status?.activity === "approval" ? Theme.amber : line.status?.activity === "stopping" || line.status?.activity === "queued" ? Theme.ink2 : Theme.blue
        }
        Words {
            objectName: "transcript.wait"
            anchors.verticalCenter: parent.verticalCenter
            spoken: true
            text: line.status?.activityText ?? ""
            color: line.status?.activity === "approval" ? Theme.amberText : Theme.ink
        }
        Track {
            anchors.verticalCenter: parent.verticalCenter
            visible: (line.status?.progress ?? -1) >= 0
            value: line.status?.progress ?? 0
        }
    }
}
