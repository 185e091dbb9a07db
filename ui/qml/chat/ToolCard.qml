import QtQuick
import Inkstone

// A tool and what came of it. Neighbours join in one frame.
Item {
    id: card

    required property RowBase row
    readonly property var step: row.detail
    readonly property string outcome: step.state
    property bool open: outcome === "failed"
    readonly property color meaning: outcome === "failed" ? Theme.danger : outcome === "waiting" || outcome === "unknown" ? Theme.amberText : Theme.ink2

    implicitHeight: 34 + (open ? body.height : 0)

    Item {
        anchors.fill: parent
        clip: card.step.joinsAbove || card.step.joinsBelow
        Rectangle {
            anchors.fill: parent
            anchors.topMargin: card.step.joinsAbove ? -20 : 0
            anchors.bottomMargin: card.step.joinsBelow ? -20 : 0
            radius: Theme.cardRadius
            color: Theme.sheet
            border.color: card.outcome === "waiting" ? Theme.amber : Theme.line
        }
        Hairline {
            visible: card.step.joinsAbove
            width: parent.width
        }
    }
    LineButton {
        id: head
        objectName: "tool." + card.step.id
        width: parent.width
        height: 34
        gap: -3
        spoken: Theme.joined([card.step.verb, card.step.object, card.step.stateText, card.step.summary, card.step.duration, card.open ? qsTr("open") : qsTr("collapsed")])
        onClicked: card.open = !card.open
        Item {
            anchors.fill: parent
            Icon {
                x: 9
                y: 11
                size: 12
                name: card.open ? "chevron-down" : "chevron-right"
                color: head.hovered ? Theme.ink : Theme.ink2
            }
            Icon {
                x: 29
                y: 9
                name: card.step.icon
            }
            Words {
                id: verb
                x: 53
                height: 34
                text: card.step.verb
                font.weight: Font.Medium
            }
            Words {
                x: verb.x + verb.implicitWidth + 8
                height: 34
                width: state.x - x - 12
                elide: Text.ElideRight
                text: card.step.object
                color: Theme.ink2
            }
            Row {
                id: state
                anchors.right: parent.right
                anchors.rightMargin: 12
                height: 34
                spacing: 7
                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    visible: name
                    size: 13
                    name: ({ "running": "ring", "waiting": "pause", "failed": "alert", "denied": "denied", "unknown": "warning" })[card.outcome] ?? ""
                    color: card.outcome === "running" ? Theme.blue : card.meaning
                }
                Words {
                    height: 34
                    visible: card.outcome !== "done" && card.outcome !== "running"
                    text: card.step.stateText
                    color: card.meaning
                    font.pixelSize: 12
                    font.weight: card.outcome === "denied" ? Font.Normal : Font.Medium
                }
                Words {
                    height: 34
                    visible: card.outcome === "done" && text
                    text: card.step.summary
                    width: Math.min(implicitWidth, card.width * 0.3)
                    elide: Text.ElideRight
                    font.pixelSize: 12
                    font.weight: Font.Medium
                }
                Words {
                    height: 34
                    visible: text
                    text: card.outcome === "running" ? card.step.stateText : card.step.duration
                    color: Theme.ink2
                    font.pixelSize: 12
                }
            }
        }
    }
    ToolBody {
        id: body
        y: 34
        width: parent.width
        visible: card.open
        row: card.row
    }
}
