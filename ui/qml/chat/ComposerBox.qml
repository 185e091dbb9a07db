pragma ComponentBehavior: Bound
import QtQuick
import Inkstone

// Folder chip, text, and the bar: attach, model, Send or Stop.
Rectangle {
    id: box

    required property Models models
    property real most: 240
    signal libraryAsked
    readonly property bool narrow: width < 560
    readonly property Status status: models.status
    readonly property Composer composer: models.composer

    function focusText() {
        field.focusText();
    }
    function send(words: string): bool {
        return composer.send(words);
    }
    function submit() {
        composer.commitInput();
        if (send(field.text))
            field.text = "";
    }

    implicitHeight: column.height + 14
    radius: Theme.cardRadius
    color: Theme.sheet
    border.width: field.focused ? 2 : 1
    border.color: field.focused ? Theme.blue : Theme.control
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Composer")

    Connections {
        target: box.composer
        function onDraftLoaded(text: string) {
            field.load(text);
        }
        function onDraftRefused() {
            field.refusal = qsTr("The draft of this chat is too long to be shown here. It stays on the disk until you write another.");
        }
    }
    MouseArea {
        anchors.fill: parent
        cursorShape: Qt.IBeamCursor
        onClicked: field.focusText()
    }
    Column {
        id: column
        x: 16
        y: 10
        width: parent.width - 24
        spacing: 6
        FolderChip {
            visible: box.composer.folder
            name: box.composer.folderName
            path: box.composer.folder
            onRemoved: box.composer.detach()
        }
        MessageField {
            id: field
            width: parent.width
            most: box.most
            hint: box.status.busy ? qsTr("Write the next message. It is answered when this answer ends.") : qsTr("Ask, or describe a job")
            onSent: box.submit()
            onEdited: box.composer.edited(text)
        }
        Note {
            objectName: "composer.refusal"
            width: parent.width - 8
            visible: text
            wrapMode: Text.Wrap
            spoken: true
            color: Theme.danger
            text: field.refusal
            Accessible.role: Accessible.AlertMessage
        }
        Item {
            width: parent.width
            height: 32
            Row {
                x: -8
                y: 2
                spacing: 2
                Chip {
                    id: attach
                    objectName: "composer.attach"
                    iconName: "clip"
                    wordless: true
                    spoken: qsTr("Attach folder")
                    open: picker.visible && !picker.model
                    onClicked: picker.ask(attach, false)
                }
                Chip {
                    id: chosen
                    objectName: "composer.model"
                    iconName: "chip"
                    text: box.status.modelTitle
                    spoken: qsTr("Model: %1").arg(text)
                    wordless: box.width < 420
                    opens: true
                    open: menu.visible
                    onClicked: menu.ask(chosen)
                }
                Chip {
                    objectName: "composer.think"
                    visible: box.status.thinksWhenAsked
                    iconName: "bulb"
                    text: qsTr("Think")
                    spoken: qsTr("Think before answering")
                    wordless: box.width < 420
                    checkable: true
                    checked: box.models.settings.thinking
                    onClicked: box.models.settings.thinking = checked
                }
                Chip {
                    id: folder
                    objectName: "composer.folder"
                    visible: !box.narrow
                    iconName: "folder"
                    text: box.composer.folderName || qsTr("No folder")
                    spoken: qsTr("Folder: %1").arg(text)
                    opens: true
                    open: attach.open
                    onClicked: picker.ask(folder, false)
                }
                Row {
                    visible: box.width > 660
                    spacing: 7
                    leftPadding: 8
                    Icon {
                        anchors.verticalCenter: parent.verticalCenter
                        name: "shield"
                    }
                    Words {
                        height: 28
                        spoken: true
                        text: qsTr("Ask before writing")
                        color: Theme.ink2
                    }
                }
            }
            AppButton {
                objectName: "composer.send"
                visible: !box.status.busy || enabled
                anchors.right: parent.right
                kind: "primary"
                small: true
                rightPadding: 12
                leftPadding: 12
                iconName: box.status.busy ? "queue" : "send"
                text: box.status.busy ? qsTr("Queue") : qsTr("Send")
                enabled: field.text.trim().length > 0
                height: 30
                onClicked: box.submit()
            }
            AppButton {
                objectName: "composer.stop"
                visible: box.status.busy && field.text.trim().length === 0
                anchors.right: parent.right
                small: true
                rightPadding: 12
                leftPadding: 12
                height: 30
                iconName: "stop"
                enabled: box.status.activity !== "stopping"
                text: box.status.activity === "stopping" ? qsTr("Stopping") : qsTr("Stop")
                onClicked: box.composer.stop()
            }
        }
    }
    ModelMenu {
        id: menu
        models: box.models
        onFolderAsked: picker.ask(chosen, true)
        onLibraryAsked: box.libraryAsked()
    }
    FolderPicker {
        id: picker
        models: box.models
        onChosen: path => {
            if (picker.model)
                box.models.models.load(path);
            else
                box.models.attach(path);
        }
    }
}
