pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Inkstone

// A chat without messages: what the model at hand can do, and questions to start with.
Flickable {
    id: page

    required property Models models
    readonly property bool starter: models.models.starter
    signal asked(string question)
    signal libraryAsked

    contentHeight: column.y + column.height + 16
    interactive: contentHeight > height
    boundsBehavior: Flickable.StopAtBounds
    clip: true

    Column {
        id: column
        width: Math.min(760, page.width - 48)
        x: Math.round((page.width - width) / 2)
        y: Math.max(16, Math.round((page.height - height) * 0.42))
        spacing: 20
        Row {
            spacing: 16
            Seal {
                size: 40
            }
            Column {
                width: column.width - 56
                Words {
                    width: parent.width
                    spoken: true
                    text: page.starter ? qsTr("Ask, or give it a small job") : page.models.status.modelTitle
                    font.pixelSize: 20
                    font.weight: Font.DemiBold
                }
                Words {
                    width: parent.width
                    spoken: true
                    wrapMode: Text.Wrap
                    color: Theme.ink2
                    text: page.starter ? qsTr("A small starter model, it runs on this computer.") : qsTr("It runs on this computer. Nothing you write is sent anywhere.")
                }
            }
        }
        Rectangle {
            visible: page.starter
            width: parent.width
            height: rows.height + 2
            radius: Theme.cardRadius
            color: Theme.sheet
            border.color: Theme.line
            Column {
                id: rows
                x: 1
                y: 1
                width: parent.width - 2
                Repeater {
                    model: [
                        { icon: "calculator", text: qsTr("What is 17 % of 2,340?"), note: qsTr("Calculates, step by step shown") },
                        { icon: "convert", text: qsTr("How many miles are 5 km?"), note: qsTr("Converts units") },
                        { icon: "clock", text: qsTr("What time is it in Tokyo?"), note: qsTr("Knows the clock and the calendar") },
                        { icon: "chip", text: qsTr("Where are my chats kept?"), note: qsTr("Explains Inkstone") }
                    ]
                    ExampleRow {
                        required property int index
                        required property var modelData
                        objectName: "empty.example." + index
                        width: rows.width
                        first: index === 0
                        iconName: modelData.icon
                        text: modelData.text
                        note: modelData.note
                        onClicked: page.asked(modelData.text)
                    }
                }
            }
        }
        Note {
            visible: page.starter
            width: parent.width
            wrapMode: Text.Wrap
            spoken: true
            text: qsTr("Attach a folder with the paper clip and it can list, read and search its files and write notes; writing always asks first. For anything else, open a larger model from the model menu.")
        }
        AppButton {
            objectName: "empty.library"
            visible: page.starter && page.models.catalogue.available
            small: true
            iconName: "down"
            text: qsTr("Get a model…")
            onClicked: page.libraryAsked()
        }
    }
    T.ScrollBar.vertical: AppScrollBar {}
}
