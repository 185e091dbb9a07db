import QtQuick
import Inkstone

// What a person wrote; a long message stands in several rows of one panel.
Item {
    id: block

    required property RowBase row
    readonly property bool first: row.detail.first
    readonly property bool last: row.detail.last

    implicitHeight: words.height + (first ? 12 : 0) + (last ? 12 : 0)

    Rectangle {
        anchors.fill: parent
        anchors.topMargin: block.first ? 0 : -12
        anchors.bottomMargin: block.last ? 0 : -12
        radius: Theme.cardRadius
        color: Theme.panel
    }
    Prose {
        id: words
        x: 16
        y: block.first ? 12 : 0
        width: parent.width - 32 - (block.first ? 36 : 0)
        content: block.row.content
        Accessible.name: block.first ? qsTr("You, %1: %2").arg(block.row.place).arg(plainText) : plainText
    }
    IconButton {
        objectName: "message." + block.row.entry + ".copy"
        visible: block.first
        anchors.right: parent.right
        anchors.rightMargin: 10
        y: 10
        iconName: "copy"
        text: qsTr("Copy your message")
        Accessible.name: qsTr("Copy your message, %1").arg(block.row.place)
        onClicked: block.row.models.transcript.copyEntry(block.row.entry)
    }
}
