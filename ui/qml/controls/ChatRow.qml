import QtQuick
import QtQuick.Templates as T
import Inkstone

// One conversation: mark, title, time; a field while it is renamed.
T.AbstractButton {
    id: row

    required property int index
    required property string chatId
    required property string title
    required property string time
    required property string spokenTime
    required property string mark
    required property string markName
    required property string folder
    property bool current: false
    property bool focused: false
    property bool renaming: false
    readonly property string shownTitle: title || qsTr("New chat")
    signal menuAsked(Item at)
    signal renamed(string name)
    signal renameEnded  // by Enter or Esc
    signal renameLeft  // the keyboard went elsewhere

    objectName: "sidebar.chat." + chatId
    implicitHeight: 32
    focusPolicy: Qt.NoFocus
    hoverEnabled: true
    Accessible.role: Accessible.ListItem
    Accessible.name: Theme.joined([shownTitle, markName, spokenTime, folder ? qsTr("in %1").arg(folder) : ""])
    Accessible.selected: current
    Accessible.selectable: true
    Accessible.onPressAction: row.clicked()

    background: Item {
        Rectangle {
            x: 8
            width: parent.width - 16
            height: 32
            radius: Theme.radius
            color: row.down ? Theme.pressed : row.current ? Theme.selected : row.hovered ? Theme.hover : "transparent"
            FocusRing {
                visible: row.focused && !row.renaming
                gap: -2
            }
        }
        Rectangle {
            visible: row.current
            y: 6
            width: 3
            height: 20
            color: Theme.accentInk
        }
    }
    Item {
        anchors.fill: parent
        Mark {
            x: 16
            anchors.verticalCenter: parent.verticalCenter
            kind: row.mark
        }
        Words {
            id: words
            x: 36
            height: 32
            width: (row.hovered ? more.x : time.x) - x - 8
            elide: Text.ElideRight
            text: row.shownTitle
            font.weight: row.mark === "unread" ? Font.DemiBold : row.current ? Font.Medium : Font.Normal
        }
        Words {
            id: time
            anchors.right: parent.right
            anchors.rightMargin: 16
            height: 32
            visible: !row.hovered
            text: row.time
            color: Theme.ink2
            font.pixelSize: 12
        }
        IconButton {
            id: more
            objectName: "sidebar.chat." + row.chatId + ".more"
            anchors.right: parent.right
            anchors.rightMargin: 10
            y: 2
            opacity: row.hovered ? 1 : 0
            focusPolicy: Qt.NoFocus
            iconName: "more"
            text: qsTr("Menu of %1, row %2").arg(row.shownTitle).arg(row.index + 1)
            onClicked: row.menuAsked(more)
        }
        TapHandler {
            acceptedButtons: Qt.RightButton
            onTapped: row.menuAsked(more)
        }
        Loader {
            x: 28
            y: 2
            width: parent.width - 36
            active: row.renaming
            source: "RenameField.qml"
            onLoaded: {
                const field = item as RenameField;
                field.text = row.shownTitle;
                field.renamed.connect(row.renamed);
                field.ended.connect(row.renameEnded);
                field.moved.connect(row.renameLeft);
                field.start();
            }
        }
    }
    Tip {
        target: row
        text: row.shownTitle
        wanted: row.hovered && words.truncated
    }
}
