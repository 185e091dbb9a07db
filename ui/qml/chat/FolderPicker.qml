pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Inkstone

// Choosing a folder: the path, what stands in it, and the ones used lately.
Sheet {
    id: picker

    required property Models models
    property bool model: false  // a model's folder, not one to work in
    signal chosen(string path)

    readonly property FolderList folders: models.folders
    readonly property var recent: model ? [] : models.settings.recentFolders

    function ask(at: Item, forModel: bool) {
        model = forModel;
        folders.path = model || !models.composer.folder ? folders.path || "~" : models.composer.folder;
        path.text = folders.whole();
        openAt(at);
        path.forceActiveFocus(Qt.PopupFocusReason);
        path.selectAll();
    }
    function walk(to: string) {
        folders.path = to;
        path.text = folders.whole();
    }
    function take() {
        if (!folders.exists)
            return;
        close();
        chosen(folders.whole());
    }

    above: true
    width: Math.min(440, Theme.overlay ? Theme.overlay.width - 16 : 440)
    height: Math.min(column.height + 24, Theme.overlay ? Theme.overlay.height - 16 : 400)
    Accessible.role: Accessible.Dialog
    Accessible.name: title.text

    Column {
        id: column
        x: 16
        y: 12
        width: parent.width - 32
        spacing: 8
        Words {
            id: title
            text: picker.model ? qsTr("Open a model folder") : qsTr("Attach a folder")
            font.pixelSize: 14
            font.weight: Font.DemiBold
        }
        Note {
            width: parent.width
            wrapMode: Text.Wrap
            text: picker.model ? qsTr("It holds config.json, tokenizer.json and .safetensors files of a DeepSeek-V3-type model.") : qsTr("The model can list, read and search files in it. Writing asks first. It cannot leave the folder.")
        }
        Row {
            width: parent.width
            spacing: 4
            AppField {
                id: path
                objectName: "folder.path"
                width: parent.width - 32
                label: qsTr("Folder path")
                hint: qsTr("Folder path")
                wrong: text.length > 0 && !picker.folders.exists
                onTextChanged: if (text !== picker.folders.path)
                    picker.folders.path = text
                onAccepted: picker.take()
                Keys.onDownPressed: below.forceActiveFocus(Qt.TabFocusReason)
            }
            IconButton {
                objectName: "folder.up"
                y: 2
                iconName: "up"
                text: qsTr("Up to the parent folder")
                enabled: picker.folders.hasParent
                onClicked: {
                    picker.folders.leave();
                    path.text = picker.folders.whole();
                }
            }
        }
        ListView {
            id: below
            width: parent.width
            height: 168
            clip: true
            model: picker.folders
            activeFocusOnTab: true
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Folders here")
            T.ScrollBar.vertical: AppScrollBar {}
            Keys.onReturnPressed: if (currentItem)
                picker.walk(picker.folders.whole() + "/" + (currentItem as FolderRow).name)
            delegate: FolderRow {
                width: below.width
                focused: below.activeFocus && ListView.isCurrentItem
                onClicked: picker.walk(picker.folders.whole() + "/" + name)
            }
            Note {
                visible: below.count === 0
                y: 8
                text: picker.folders.exists ? qsTr("No folders here, %1 files").arg(picker.folders.files) : qsTr("There is no such folder.")
            }
        }
        Hairline {
            width: parent.width
        }
        Note {
            visible: picker.recent.length > 0
            text: qsTr("Used lately")
            font.weight: Font.Medium
        }
        Flow {
            visible: picker.recent.length > 0
            width: parent.width
            spacing: 4
            Repeater {
                model: picker.recent
                Chip {
                    required property int index
                    required property string modelData
                    objectName: "folder.recent." + index
                    iconName: "folder"
                    text: modelData.split("/").pop()
                    spoken: qsTr("Recent folder %1").arg(modelData)
                    onClicked: picker.walk(modelData)
                }
            }
        }
        Row {
            anchors.right: parent.right
            spacing: 8
            AppButton {
                objectName: "folder.cancel"
                kind: "quiet"
                text: qsTr("Cancel")
                onClicked: picker.close()
            }
            AppButton {
                objectName: "folder.choose"
                kind: "primary"
                text: picker.model ? qsTr("Open this folder") : qsTr("Attach this folder")
                enabled: picker.folders.exists
                onClicked: picker.take()
            }
        }
    }
}
