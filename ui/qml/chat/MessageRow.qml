import QtQuick
import Inkstone

// A row of the transcript: the reading column in the middle, and the block in it.
RowBase {
    id: host

    readonly property alias card: block.item
    readonly property int columnWidth: Math.min(760, width - 2 * side)

    implicitHeight: gap + block.height

    onKindChanged: load()
    Component.onCompleted: load()

    function load() {
        const own = {
            "user": "UserBlock", "code": "CodeBlock", "table": "TableBlock", "rule": "RuleBlock", "reasoning": "ReasoningLine",
            "step": "ToolCard", "approval": "ApprovalCard", "error": "ErrorCard", "answer": "AnswerLine"
        };
        block.setSource((own[kind] ?? "TextBlock") + ".qml", { "row": host });
    }

    Loader {
        id: block
        x: Math.round((host.width - host.columnWidth) / 2)
        y: host.gap
        width: host.columnWidth
    }
}
