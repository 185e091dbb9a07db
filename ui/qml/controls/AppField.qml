pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Inkstone

// One line of text. `label` is its name; the hint stands in it while it is empty.
T.TextField {
    id: field

    required property string label
    property string hint
    property string iconName
    property string keyCap
    property bool wrong: false
    property bool clearable: false

    implicitHeight: 32
    implicitWidth: 200
    leftPadding: iconName ? 34 : 10
    rightPadding: clearable || keyCap ? 56 : 10
    verticalAlignment: TextInput.AlignVCenter
    color: enabled ? Theme.ink : Theme.disabled
    selectionColor: Theme.selection
    selectedTextColor: Theme.ink
    selectByMouse: true
    font.family: "Inter"  // a field of the templates takes the desktop's otherwise
    font.pixelSize: 13
    Accessible.role: Accessible.EditableText
    Accessible.name: label

    cursorDelegate: Caret {
        wanted: field.cursorVisible
    }
    background: Rectangle {
        radius: Theme.radius
        color: Theme.sheet
        border.width: field.activeFocus || field.wrong ? 2 : 1
        border.color: field.wrong ? Theme.danger : field.activeFocus ? Theme.blue : field.enabled ? Theme.control : Theme.line
    }
    Icon {
        x: 10
        anchors.verticalCenter: parent.verticalCenter
        visible: field.iconName
        name: field.iconName
    }
    Words {
        x: field.leftPadding
        anchors.verticalCenter: parent.verticalCenter
        width: field.width - field.leftPadding - field.rightPadding
        elide: Text.ElideRight
        visible: !field.text && !field.preeditText
        text: field.hint
        color: Theme.ink2
    }
    KeyCap {
        anchors.right: parent.right
        anchors.rightMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        visible: field.keyCap && !field.activeFocus && !field.text
        text: field.keyCap
    }
    IconButton {
        objectName: field.objectName + ".clear"
        anchors.right: parent.right
        anchors.rightMargin: 2
        anchors.verticalCenter: parent.verticalCenter
        visible: field.clearable && field.text
        iconName: "close"
        iconSize: 12
        text: qsTr("Clear %1").arg(field.label.toLowerCase())
        onClicked: {
            field.clear();
            field.textEdited();
        }
    }
}
