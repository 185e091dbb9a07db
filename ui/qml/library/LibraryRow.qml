import QtQuick
import Inkstone

// One model: title and fit, what it is, how far it is, and the one thing to do with it.
Rectangle {
    id: row

    required property string name
    required property string title
    required property string about
    required property string facts
    required property string size
    required property string fit
    required property string fitText
    required property string fitReason
    required property string state
    required property double progress
    required property string progressText
    required property string error
    readonly property bool running: state === "getting" || state === "waiting"
    signal getAsked
    signal stopAsked
    signal useAsked

    objectName: "library.model." + name
    implicitHeight: words.height + 24
    radius: Theme.cardRadius
    color: Theme.sheet
    border.color: Theme.line
    Accessible.role: Accessible.ListItem
    Accessible.name: Theme.joined([title, fitText, fitReason, facts, size, progressText, error])
    Accessible.onPressAction: act()

    function act() {
        if (running)
            stopAsked();
        else if (state === "here")
            useAsked();
        else
            getAsked();
    }

    Column {
        id: words
        x: 16
        y: 12
        width: parent.width - x - button.width - 32
        spacing: 4
        Row {
            spacing: 12
            Words {
                text: row.title
                height: 22
                font.pixelSize: 14
                font.weight: Font.DemiBold
            }
            FitPill {
                fit: row.fit
                text: row.fitText
            }
        }
        Words {
            width: parent.width
            wrapMode: Text.Wrap
            text: row.about
        }
        Note {
            width: parent.width
            wrapMode: Text.Wrap
            text: row.facts
        }
        Note {
            width: parent.width
            wrapMode: Text.Wrap
            text: row.size + (row.fitReason ? "  ·  " + row.fitReason : "")
        }
        Row {
            visible: row.progressText
            spacing: 8
            Track {
                anchors.verticalCenter: parent.verticalCenter
                visible: row.running || row.state === "unfinished"
                value: row.progress
            }
            Note {
                width: Math.min(implicitWidth, words.width - 88)
                wrapMode: Text.Wrap
                text: row.progressText
                color: row.state === "here" ? Theme.greenText : Theme.ink2
            }
        }
        Note {
            visible: text
            width: parent.width
            wrapMode: Text.Wrap
            text: row.error
            color: Theme.danger
        }
    }
    AppButton {
        id: button
        objectName: "library.act." + row.name
        anchors.right: parent.right
        anchors.rightMargin: 12
        y: 12
        small: true
        text: row.running ? qsTr("Cancel") : row.state === "here" ? qsTr("Use") : row.state === "unfinished" ? qsTr("Go on and use") : qsTr("Get and use")
        Accessible.name: qsTr("%1: %2").arg(text).arg(row.title)
        onClicked: row.act()
    }
}
