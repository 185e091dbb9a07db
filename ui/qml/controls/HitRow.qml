import QtQuick
import QtQuick.Templates as T
import Inkstone

// One found conversation: title and the words around the match.
T.AbstractButton {
    id: row

    required property string chatId
    required property string title
    required property var snippet
    property bool focused: false

    objectName: "sidebar.hit." + chatId
    implicitHeight: 56
    focusPolicy: Qt.NoFocus
    hoverEnabled: true
    Accessible.role: Accessible.ListItem
    Accessible.name: (title || qsTr("New chat")) + ": " + words.plainText
    Accessible.onPressAction: row.clicked()

    background: Rectangle {
        anchors.fill: parent
        anchors.leftMargin: 8
        anchors.rightMargin: 8
        radius: Theme.radius
        color: row.down ? Theme.pressed : row.hovered ? Theme.hover : "transparent"
        FocusRing {
            visible: row.focused
            gap: -2
        }
    }
    Item {
        anchors.fill: parent
        Words {
            x: 16
            y: 6
            width: row.width - 32
            elide: Text.ElideRight
            text: row.title || qsTr("New chat")
            font.weight: Font.Medium
        }
        Prose {
            id: words
            x: 16
            y: 25
            width: row.width - 32
            enabled: false
            pixelSize: 12
            lineHeight: 16
            maximumLines: 2
            colors: Theme.faintColors
            content: row.snippet
            Accessible.ignored: true
        }
    }
}
