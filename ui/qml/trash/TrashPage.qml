pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Inkstone

// The chats that were deleted: each can be brought back; all of them go for good by typing a word.
FocusScope {
    id: page

    required property Models models
    readonly property TrashList trash: models.trash
    property bool asking: false
    readonly property string proof: qsTr("erase")
    signal finished

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Trash")
    Keys.onEscapePressed: asking ? asking = false : finished()
    onVisibleChanged: if (visible) {
        asking = false;
        forceActiveFocus();
    }
    onAskingChanged: {
        field.clear();
        if (asking)
            field.forceActiveFocus();
    }

    Item {
        id: head
        x: Math.round((page.width - width) / 2)
        y: 16
        width: Math.min(760, page.width - 48)
        height: page.asking ? question.height : about.height
        Note {
            id: about
            width: parent.width - empty.width - 16
            height: Math.max(empty.height, implicitHeight)
            wrapMode: Text.Wrap
            spoken: true
            visible: !page.asking
            text: page.trash.count > 0 ? qsTr("Deleted chats stay here until you empty the trash.") : qsTr("The trash is empty. Deleted chats are kept here until you empty it.")
        }
        AppButton {
            id: empty
            objectName: "trash.empty"
            visible: page.trash.count > 0 && !page.asking
            anchors.right: parent.right
            small: true
            iconName: "trash"
            text: qsTr("Empty trash")
            onClicked: page.asking = true
        }
        Column {
            id: question
            width: parent.width
            visible: page.asking
            spacing: 8
            Note {
                width: parent.width
                wrapMode: Text.Wrap
                spoken: true
                text: qsTr("%1 chats are erased for good. This cannot be undone. Type %2 to go on.").arg(page.trash.count).arg(page.proof)
            }
            Row {
                spacing: 8
                AppField {
                    id: field
                    objectName: "trash.word"
                    width: 200
                    label: qsTr("Type %1").arg(page.proof)
                    hint: page.proof
                    Keys.onReturnPressed: if (sure.enabled)
                        sure.clicked()
                }
                AppButton {
                    id: sure
                    objectName: "trash.erase"
                    small: true
                    height: 32
                    text: qsTr("Erase for good")
                    enabled: field.text.trim().toLowerCase() === page.proof.toLowerCase()
                    onClicked: {
                        page.trash.empty();
                        page.asking = false;
                    }
                }
                AppButton {
                    objectName: "trash.keep"
                    small: true
                    height: 32
                    kind: "quiet"
                    text: qsTr("Keep")
                    onClicked: page.asking = false
                }
            }
        }
    }
    ListView {
        id: view
        y: head.y + head.height + 12
        width: parent.width
        height: parent.height - y
        model: page.trash
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        bottomMargin: 24
        activeFocusOnTab: false
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Deleted chats")
        T.ScrollBar.vertical: AppScrollBar {}

        delegate: TrashRow {
            x: Math.round((view.width - width) / 2)
            width: Math.min(760, view.width - 48)
            onRestoreAsked: page.trash.restore(chatId)
        }
    }
}
