import QtQuick
import Inkstone

// What the program does, with which model, and that nothing leaves this computer.
Rectangle {
    id: bar

    required property Models models
    readonly property Status status: models.status
    readonly property bool waits: status.activity === "approval"

    implicitHeight: 24
    color: Theme.panel
    Accessible.role: Accessible.StatusBar
    Accessible.name: qsTr("Status")

    // All on one line of writing: a text with Chinese characters is taller, and would stand lower if it were centred.
    component Fact: Note {
        y: 16 - baselineOffset
    }

    Hairline {
        width: parent.width
    }
    Row {
        x: 12
        height: parent.height
        spacing: 16
        Row {
            height: parent.height
            spacing: 8
            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: !dot.visible
                size: 12
                name: bar.waits ? "pause" : bar.status.model === "failed" ? "alert" : "ring"
                color: bar.waits ? Theme.amber : bar.status.model === "failed" ? Theme.danger : Theme.blue
            }
            Rectangle {
                id: dot
                anchors.verticalCenter: parent.verticalCenter
                visible: bar.status.model === "ready" && !bar.status.busy && !bar.waits
                width: 7
                height: 7
                radius: 4
                color: Theme.green
            }
            Fact {
                objectName: "status.activity"
                spoken: true
                text: bar.waits ? qsTr("Waiting for approval") : bar.status.busy ? bar.status.activityText : bar.status.modelText
            }
        }
        Fact {
            visible: bar.status.model !== "failed" && bar.width > 560
            spoken: true
            text: bar.status.modelTitle
        }
        Fact {
            visible: text && bar.width > 960
            text: bar.status.modelFacts
        }
        Fact {
            visible: bar.models.conversations.running > 0 && bar.width > 640
            spoken: true
            text: qsTr("%1 running").arg(bar.models.conversations.running)
        }
        Fact {
            visible: bar.models.conversations.waiting > 0 && !bar.waits && bar.width > 640
            spoken: true
            color: Theme.amberText
            text: qsTr("%1 waiting for you").arg(bar.models.conversations.waiting)
        }
    }
    Row {
        anchors.right: parent.right
        anchors.rightMargin: 12
        height: parent.height
        spacing: 16
        Row {
            height: parent.height
            spacing: 6
            Icon {
                anchors.verticalCenter: parent.verticalCenter
                size: 12
                name: "lock"
            }
            Fact {
                spoken: true
                text: qsTr("Nothing leaves this computer")
            }
        }
        Fact {
            objectName: "status.saved"
            visible: (bar.status.unsaved || bar.status.saved) && bar.width > 640
            spoken: true
            text: bar.status.unsaved ? qsTr("Not saved") : qsTr("Saved %1").arg(bar.status.saved)
            color: bar.status.unsaved ? Theme.danger : Theme.ink2
        }
    }
}
