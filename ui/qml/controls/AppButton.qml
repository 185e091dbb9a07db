import QtQuick
import QtQuick.Templates as T
import Inkstone

// A button with words: primary (filled), secondary (outlined) or quiet (bare).
T.Button {
    id: button

    property string kind: "secondary"
    property string iconName
    property string keyCap
    property bool small: false
    property color inkColor: Theme.ink
    readonly property bool primary: kind === "primary"
    readonly property color words: !enabled ? Theme.disabled : primary ? Theme.onAccent : inkColor

    implicitHeight: small ? 28 : 32
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    leftPadding: small ? 8 : 12
    rightPadding: leftPadding
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: if (button.enabled)
        button.clicked()
    Keys.onReturnPressed: button.clicked()
    Keys.onEnterPressed: button.clicked()

    background: Rectangle {
        radius: Theme.radius
        color: {
            if (!button.enabled)
                return "transparent";
            if (button.primary)
                return button.down ? Theme.accentPressed : button.hovered ? Theme.accentHover : Theme.accentFill;
            if (button.down)
                return Theme.pressed;
            return button.hovered ? Theme.hover : button.kind === "secondary" ? Theme.sheet : "transparent";
        }
        border.width: button.kind === "quiet" || (button.primary && button.enabled) ? 0 : 1
        border.color: button.enabled ? Theme.control : Theme.line
        FocusRing {
            visible: button.visualFocus
        }
    }

    contentItem: Row {
        spacing: 8
        Icon {
            visible: button.iconName
            name: button.iconName
            color: button.words
            anchors.verticalCenter: parent.verticalCenter
        }
        Words {
            visible: text
            text: button.text
            color: button.words
            font.weight: Font.Medium
            anchors.verticalCenter: parent.verticalCenter
        }
        KeyCap {
            visible: button.keyCap
            text: button.keyCap
            ink: button.primary && button.enabled ? Theme.onAccent : Theme.ink2
            edge: button.primary && button.enabled ? "#D98A83" : Theme.lineStrong
            anchors.verticalCenter: parent.verticalCenter
        }
    }
}
