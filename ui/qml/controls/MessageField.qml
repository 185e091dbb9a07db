pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Inkstone

// The field for the message: grows, then scrolls. Enter sends, Shift+Enter starts a line; while an input
// method composes, both belong to it.
Flickable {
    id: view

    property alias text: input.text
    property alias composing: input.inputMethodComposing
    readonly property bool focused: input.activeFocus
    property string hint
    property string refusal  // why a text did not come in
    property real most: 240
    signal sent
    signal edited

    function focusText() {
        input.forceActiveFocus(Qt.ShortcutFocusReason);
    }
    function load(words: string) {
        input.text = words;
        input.cursorPosition = input.length;
        refusal = "";
    }
    function takesPaste(selection: bool, start: int, end: int): bool {
        const takes = fluent.takesPaste(selection, start, end);
        refusal = takes ? "" : qsTr("This text is too long for a message. Save it as a file in an attached folder, and ask about the file.");
        return takes;
    }

    implicitHeight: Math.min(most, Math.max(24, input.contentHeight))
    contentHeight: input.height
    clip: contentHeight > height
    interactive: contentHeight > height
    boundsBehavior: Flickable.StopAtBounds
    T.ScrollBar.vertical: AppScrollBar {}

    FluentText {
        id: fluent
        document: input.textDocument
    }
    TextEdit {
        id: input
        objectName: "composer.text"
        width: view.width - 12
        height: Math.max(view.height, contentHeight)
        textFormat: TextEdit.PlainText
        wrapMode: fluent.anywhere ? TextEdit.WrapAnywhere : TextEdit.Wrap
        color: Theme.ink
        selectionColor: Theme.selection
        selectedTextColor: Theme.ink
        selectByMouse: true
        persistentSelection: true
        activeFocusOnTab: true
        focus: true
        font.pixelSize: 15
        topPadding: 2
        cursorDelegate: Caret {
            wanted: input.cursorVisible
        }
        Accessible.role: Accessible.EditableText
        Accessible.name: qsTr("Message")
        onTextChanged: {
            view.refusal = "";
            view.edited();
        }
        onCursorRectangleChanged: {
            const caret = cursorRectangle;
            if (caret.y < view.contentY)
                view.contentY = caret.y;
            else if (caret.y + caret.height > view.contentY + view.height)
                view.contentY = Math.max(0, caret.y + caret.height - view.height);
        }
        Keys.onTabPressed: nextItemInFocusChain().forceActiveFocus(Qt.TabFocusReason)
        Keys.onPressed: event => {
            if (event.matches(StandardKey.Paste))
                event.accepted = !view.takesPaste(false, selectionStart, selectionEnd);
            if (event.key !== Qt.Key_Return && event.key !== Qt.Key_Enter)
                return;
            if (input.inputMethodComposing || event.modifiers & Qt.ShiftModifier)
                return;
            event.accepted = true;
            view.sent();
        }

        // The middle button pastes what is selected on the desktop: the text does it, where it may.
        MouseArea {
            anchors.fill: parent
            acceptedButtons: Qt.MiddleButton
            onPressed: event => {
                const at = input.positionAt(event.x, event.y);
                event.accepted = !view.takesPaste(true, at, at);
            }
        }
    }
    Words {
        y: 2
        visible: !input.text && !input.preeditText
        width: input.width
        elide: Text.ElideRight
        text: view.hint
        color: Theme.ink2
        font.pixelSize: 15
    }
}
