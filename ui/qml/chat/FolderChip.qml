import QtQuick
import Inkstone

// The attached folder, with a cross that takes it off.
Rectangle {
    id: chip

    property string name
    property string path
    signal removed

    implicitWidth: words.x + words.width + 30
    implicitHeight: 28
    radius: Theme.radius
    color: over.hovered ? Theme.hover : Theme.paper
    border.color: Theme.lineStrong
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("Attached folder: %1").arg(name)

    HoverHandler {
        id: over
    }
    Icon {
        x: 9
        y: 7
        size: 14
        name: "folder"
    }
    Words {
        id: words
        x: 30
        height: 28
        width: Math.min(implicitWidth, 280)
        elide: Text.ElideMiddle
        text: chip.name
    }
    IconButton {
        objectName: "composer.folder.remove"
        anchors.right: parent.right
        iconName: "close"
        iconSize: 11
        text: qsTr("Remove folder %1").arg(chip.name)
        onClicked: chip.removed()
    }
    Tip {
        target: chip
        text: chip.path
        wanted: over.hovered
    }
}
