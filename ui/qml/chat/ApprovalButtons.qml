import QtQuick
import Inkstone

// Allow on the left, Deny on the right; below each other where it is narrow.
Item {
    id: row

    property string name
    property string object
    readonly property bool narrow: once.width + folder.width + deny.width + 24 > width
    signal decided(string answer)

    implicitHeight: deny.y + deny.height

    AppButton {
        id: once
        objectName: row.name + ".allowOnce"
        y: 8
        kind: "primary"
        text: qsTr("Allow once")
        keyCap: "A"
        Accessible.name: qsTr("Allow once: %1").arg(row.object)
        onClicked: row.decided("once")
    }
    AppButton {
        id: folder
        objectName: row.name + ".allowFolder"
        x: row.narrow ? 0 : once.width + 8
        y: row.narrow ? 48 : 8
        text: qsTr("Allow in this folder for this conversation")
        keyCap: "F"
        Accessible.name: qsTr("Allow in this folder for this conversation: %1").arg(row.object)
        onClicked: row.decided("folder")
    }
    AppButton {
        id: deny
        objectName: row.name + ".deny"
        x: row.narrow ? 0 : row.width - width
        y: row.narrow ? 88 : 8
        text: qsTr("Deny")
        keyCap: "D"
        Accessible.name: qsTr("Deny: %1").arg(row.object)
        onClicked: row.decided("deny")
    }
}
