import QtQuick
import QtQuick.Templates as T
import Inkstone

// A question to start with.
T.Button {
    id: row

    property string iconName
    property string note
    property bool first: false

    implicitHeight: 44
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: qsTr("Ask: %1").arg(text)
    Accessible.onPressAction: row.clicked()
    Keys.onReturnPressed: row.clicked()

    background: Rectangle {
        radius: Theme.cardRadius - 1
        color: row.down ? Theme.pressed : row.hovered ? Theme.hover : "transparent"
        FocusRing {
            visible: row.visualFocus
            gap: -3
        }
        Hairline {
            visible: !row.first
            width: parent.width
        }
    }
    Item {
        anchors.fill: parent
        Icon {
            x: 16
            anchors.verticalCenter: parent.verticalCenter
            name: row.iconName
        }
        Words {
            id: words
            x: 44
            height: parent.height
            text: row.text
            font.pixelSize: 14
        }
        Words {
            anchors.right: parent.right
            anchors.rightMargin: 16
            height: parent.height
            visible: words.x + words.implicitWidth + implicitWidth + 40 < row.width
            text: row.note
            color: Theme.ink2
            font.pixelSize: 12
        }
    }
}
