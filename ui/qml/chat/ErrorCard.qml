import QtQuick
import Inkstone

// An answer that could not be given: what stopped, the cause, the next step.
Rectangle {
    id: card

    required property RowBase row
    property bool copied: false

    implicitHeight: column.height + 24
    radius: Theme.cardRadius
    color: Theme.sheet
    border.color: Theme.danger
    Accessible.role: Accessible.AlertMessage
    Accessible.name: qsTr("%1. %2").arg(row.detail.headline).arg(row.detail.message)

    Icon {
        x: 14
        y: 14
        name: "alert"
        color: Theme.danger
    }
    Column {
        id: column
        x: 38
        y: 12
        width: parent.width - 52
        spacing: 4
        Words {
            width: parent.width
            wrapMode: Text.Wrap
            text: card.row.detail.headline
            font.weight: Font.DemiBold
        }
        Words {
            width: parent.width
            visible: text
            wrapMode: Text.Wrap
            text: card.row.detail.message
            color: Theme.ink2
            lineHeight: 20
            lineHeightMode: Text.FixedHeight
        }
        Item {
            width: parent.width
            height: 36
            AppButton {
                objectName: "message." + card.row.entry + ".retry"
                y: 6
                small: true
                iconName: "refresh"
                text: qsTr("Retry")
                enabled: !card.row.models.status.busy
                Accessible.name: qsTr("Retry the answer, %1").arg(card.row.place)
                onClicked: card.row.models.transcript.regenerate()
            }
            Row {
                anchors.right: parent.right
                y: 6
                spacing: 8
                Words {
                    height: 28
                    text: card.row.detail.code
                    color: Theme.ink2
                    font.pixelSize: 12
                }
                AppButton {
                    objectName: "message." + card.row.entry + ".copyDetails"
                    kind: "quiet"
                    small: true
                    iconName: card.copied ? "check" : "copy"
                    inkColor: hovered ? Theme.ink : Theme.ink2
                    text: card.copied ? qsTr("Copied") : qsTr("Copy details")
                    Accessible.name: qsTr("Copy error details, %1").arg(card.row.place)
                    onClicked: {
                        card.row.models.transcript.copyText(card.row.detail.code + ": " + card.row.detail.headline + "\n" + card.row.detail.message);
                        card.copied = true;
                    }
                }
            }
        }
    }
}
