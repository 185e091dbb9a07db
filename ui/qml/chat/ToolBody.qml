pragma ComponentBehavior: Bound
import QtQuick
import Inkstone

// What a tool was given and what it answered, as they are.
Item {
    id: body

    required property RowBase row
    readonly property var step: row.detail

    implicitHeight: column.height + 22

    Hairline {
        x: 1
        width: parent.width - 2
    }
    Column {
        id: column
        x: 53
        y: 10
        width: parent.width - 53 - 90
        spacing: 6
        Mono {
            width: parent.width
            visible: text && text !== "{}"
            wrapMode: Text.WrapAnywhere
            color: Theme.ink2
            spoken: true
            text: body.step.arguments
        }
        Repeater {
            model: body.visible ? body.step.result : []
            Mono {
                required property string modelData
                width: column.width
                wrapMode: Text.Wrap
                lineHeight: 18
                lineHeightMode: Text.FixedHeight
                spoken: true
                text: modelData
            }
        }
    }
    AppButton {
        objectName: "tool." + body.step.id + ".copy"
        visible: body.step.result.join("").length > 0
        anchors.right: parent.right
        anchors.rightMargin: 6
        y: 6
        kind: "quiet"
        small: true
        iconName: "copy"
        inkColor: hovered ? Theme.ink : Theme.ink2
        text: qsTr("Copy")
        Accessible.name: qsTr("Copy result: %1 %2").arg(body.step.verb).arg(body.step.object)
        onClicked: body.row.models.transcript.copyText(body.step.result.join("\n"))
    }
}
