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
    property real most: 240
    signal sent
    signal edited

    function focusText() {
        input.forceActiveFocus(Qt.ShortcutFocusReason);
    }
    function load(words: string) {
        input.text = words;
        input.cursorPosition = input.length;
    }

    implicitHeight: Math.min(most, Math.max(24, input.contentHeight))
    contentHeight: input.height
    clip: contentHeight > height
    interactive: contentHeight > height
    boundsBehavior: Flickable.StopAtBounds
    T.ScrollBar.vertical: AppScrollBar {}

    TextEdit {
        id: input
        objectName: "composer.text"
        width: view.width - 12
        height: Math.max(view.height, contentHeight)
        textFormat: TextEdit.PlainText
        wrapMode: TextEdit.Wrap
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
        onTextChanged: view.edited()
        onCursorRectangleChanged: {
            const caret = cursorRectangle;
            if (caret.y < view.contentY)
                view.contentY = caret.y;
            else if (caret.y + caret.height > view.contentY + view.height)
                view.contentY = Math.max(0, caret.y + caret.height - view.height);
        }
        Keys.onPressed: event => {
            if (event.key !== Qt.Key_Return && event.key !== Qt.Key_Enter)
                return;
            if (input.inputMethodComposing || event.modifiers & Qt.ShiftModifier)
                return;
            event.accepted = true;
            view.sent();
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
