pragma ComponentBehavior: Bound
import QtQuick
import Inkstone

// What a tool wants to do, exactly; nothing happens before a person decides. The buttons and keys act only
// after the card has been in view for half a second.
FocusScope {
    id: card

    required property RowBase row
    readonly property var asked: row.detail
    readonly property bool decided: asked.decided
    property bool armed: false
    property bool whole: false
    readonly property int folded: 14

    objectName: "approval." + asked.id
    implicitHeight: decided ? 28 : frame.height
    activeFocusOnTab: !decided
    Accessible.role: Accessible.Grouping
    Accessible.name: decided ? asked.words : qsTr("%1: %2, waiting for you").arg(asked.verb).arg(asked.object)
    Keys.onPressed: event => {
        const answers = { [Qt.Key_A]: "once", [Qt.Key_F]: "folder", [Qt.Key_D]: "deny" };
        const answer = answers[event.key];
        if (!answer || event.modifiers !== Qt.NoModifier)
            return;
        event.accepted = true;
        decide(answer);
    }

    function decide(answer: string) {
        if (armed && !decided)
            row.models.transcript.decide(asked.id, answer);
    }

    Timer {
        interval: 500
        running: !card.decided && card.row.inView
        onTriggered: card.armed = true
        onRunningChanged: if (!running && !card.row.inView)
            card.armed = false
    }

    Row {
        visible: card.decided
        spacing: 10
        height: 28
        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: card.asked.allowed ? "check" : "denied"
            color: card.asked.allowed ? Theme.green : Theme.ink2
        }
        Words {
            height: 28
            text: card.asked.words
            color: Theme.ink2
        }
    }
    Rectangle {
        id: frame
        visible: !card.decided
        width: parent.width
        height: column.height + 20
        radius: Theme.cardRadius
        color: Theme.sheet
        border.color: Theme.amber
        FocusRing {
            visible: card.activeFocus
            round: Theme.cardRadius
            gap: 1
        }
        Column {
            id: column
            x: 1
            y: 10
            width: parent.width - 2
            Item {
                width: parent.width
                height: why.y + why.height + 8
                Icon {
                    x: 13
                    y: 3
                    name: "pause"
                    color: Theme.amberText
                }
                Words {
                    x: 37
                    width: parent.width - 50
                    elide: Text.ElideMiddle
                    text: qsTr("%1 in %2").arg(card.asked.verb).arg(card.asked.place)
                    font.pixelSize: 14
                    font.weight: Font.DemiBold
                }
                Words {
                    id: why
                    x: 37
                    y: 24
                    width: parent.width - 50
                    wrapMode: Text.Wrap
                    spoken: true
                    text: qsTr("Writing always asks. These are the exact bytes that will be in the file.")
                    color: Theme.ink2
                }
            }
            DiffView {
                width: parent.width
                asked: card.asked
                whole: card.whole
                folded: card.folded
                onWholeAsked: card.whole = true
            }
            ApprovalButtons {
                x: 12
                width: parent.width - 24
                name: card.objectName
                object: card.asked.object
                onDecided: answer => card.decide(answer)
            }
        }
    }
}
