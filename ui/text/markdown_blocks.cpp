#include "ui/text/markdown_blocks.h"

#include "ui/text/highlighter.h"
#include "ui/text/inline_runs.h"
#include "ui/text/line_marks.h"
#include "ui/text/safe_text.h"

namespace ui {
namespace {

using Kind = Block::Kind;

bool isText(Kind kind) {
    return kind != Kind::Table && kind != Kind::Rule;
}

Block built(const Block& open, QStringView raw) {
    Block block = open;
    if (block.kind == Kind::Code) {
        block.content = highlighted(block.language, visibleControls(raw.toString()));
    } else if (isText(block.kind)) {
        block.content = inlineRuns(raw.trimmed());
    }
    return block;
}

QStringView withoutIndent(QStringView line, qsizetype indent) {
    qsizetype spaces = 0;
    while (spaces < indent && spaces < line.size() && line[spaces] == u' ') ++spaces;
    return line.sliced(spaces);
}

}  // namespace

void MarkdownBlocks::append(QStringView text) {
    tail_ += text;
    parse(false);
}

void MarkdownBlocks::finish() {
    parse(true);
}

void MarkdownBlocks::parse(bool finished) {
    finished_ = finished;
    blocks_.resize(resume_.index);
    open_ = resume_.open;
    nextResume_ = resume_;
    resumeAt_ = 0;
    for (qsizetype at = 0; at < tail_.size();) {
        const Line line = lineAt(at, finished);
        if (!finished && heldBack(line)) break;
        take(line, at);
        at = line.next;
    }
    if (open_.active) blocks_.append(built(open_.block, open_.raw));
    tail_.remove(0, resumeAt_);
    resume_ = nextResume_;
}

MarkdownBlocks::Line MarkdownBlocks::lineAt(qsizetype at, bool finished) const {
    Line line;
    const qsizetype end = tail_.indexOf(u'\n', at);
    line.complete = end >= 0 || finished;
    line.next = end >= 0 ? end + 1 : tail_.size();
    line.text = QStringView(tail_).sliced(at, (end >= 0 ? end : tail_.size()) - at);
    if (line.complete && line.text.endsWith(u'\r')) line.text.chop(1);
    line.final = line.complete || open_.midLine || line.text.size() > BlockLimit;
    return line;
}

// Not shown yet: what could still become a mark, a closing fence, or the head of a table.
bool MarkdownBlocks::heldBack(const Line& line) const {
    if (open_.midLine || line.final) {
        if (open_.midLine || !line.complete || !line.text.startsWith(u'|')) return false;
        bool undecided = false;
        const bool inside = open_.active && !isText(open_.block.kind);
        const bool code = open_.active && open_.block.kind == Kind::Code;
        return !inside && !code && !startsTable(line, undecided) && undecided;
    }
    if (open_.active && open_.block.kind == Kind::Code) {
        const QStringView text = line.text.trimmed();
        return text.isEmpty() || text.count(open_.fence[0]) == text.size();
    }
    const bool head = line.text.startsWith(u'|') && !(open_.active && open_.block.kind == Kind::Table);
    return head || undecidedLine(line.text);
}

void MarkdownBlocks::take(const Line& line, qsizetype at) {
    if (open_.midLine) {
        open_.midLine = false;
        open_.raw += line.text;
        addText(line, {});
    } else if (!continues(line)) {
        takeText(line, at);
    }
}

// Code and tables decide themselves what belongs to them. A blank line ends everything else.
bool MarkdownBlocks::continues(const Line& line) {
    if (open_.active && open_.block.kind == Kind::Code) {
        if (closesFence(line.text, open_.fence)) {
            close();
            if (line.final) settle(line.next);
        } else {
            if (!open_.raw.isNull()) open_.raw += u'\n';
            open_.raw += withoutIndent(line.text, open_.indent);
            if (open_.raw.isNull()) open_.raw = QStringLiteral("");
            addText(line, {});
        }
        return true;
    }
    if (line.text.trimmed().isEmpty()) {
        close();
        if (line.final) settle(line.next);
        return true;
    }
    return false;
}

void MarkdownBlocks::takeText(const Line& line, qsizetype at) {
    const Kind kind = open_.active ? open_.block.kind : Kind::Rule;
    if (open_.active && open_.delimiter) {
        open_.delimiter = false;
        return;
    }
    if (kind == Kind::Table && line.text.contains(u'|') && line.text.size() <= BlockLimit) {
        addRow(line, at);
        return;
    }
    if (const FenceMark fence = fenceMark(line.text); !fence.fence.isEmpty()) {
        start(line, at, {.kind = Kind::Code, .language = fence.language}, {});
        open_.raw = QString();
        open_.fence = fence.fence;
        open_.indent = fence.indent;
    } else if (const int level = headingLevel(line.text)) {
        start(line, at, {.kind = Kind::Heading, .level = level}, line.text.sliced(level + 1));
    } else if (isRule(line.text)) {
        start(line, at, {.kind = Kind::Rule}, {});
        close();
        if (line.final) settle(line.next);
    } else if (isQuote(line.text)) {
        if (kind == Kind::Quote) {
            addText(line, withoutQuote(line.text));
        } else {
            start(line, at, {.kind = Kind::Quote}, withoutQuote(line.text));
        }
    } else if (const ItemMark item = itemMark(line.text); item.length) {
        start(line, at, {.kind = Kind::Item, .level = item.depth, .mark = item.mark},
              line.text.sliced(item.length));
    } else if (bool undecided = false; startsTable(line, undecided)) {
        startTable(line, at);
    } else if (kind == Kind::Paragraph || kind == Kind::Item) {
        Line careful = line;
        careful.final = line.final && !undecided;
        addText(careful, kind == Kind::Item ? line.text.trimmed() : line.text);
    } else {
        Line careful = line;
        careful.final = line.final && !undecided;
        start(careful, at, {.kind = Kind::Paragraph}, line.text);
    }
}

// A table is told by the line below its head, which may not have been written yet.
bool MarkdownBlocks::startsTable(const Line& line, bool& undecided) const {
    if (!line.text.contains(u'|') || line.text.size() > BlockLimit) return false;
    const Line below = lineAt(line.next, finished_);
    if (line.next >= tail_.size() || !below.complete) {
        undecided = !finished_;
        if (!finished_) return false;
    }
    QList<int> alignments;
    return isTableDelimiter(below.text, &alignments) && alignments.size() == tableCells(line.text).size();
}

void MarkdownBlocks::startTable(const Line& line, qsizetype at) {
    Block block{.kind = Kind::Table, .headed = true};
    isTableDelimiter(lineAt(line.next, finished_).text, &block.alignments);
    start(line, at, block, {});
    addRow(line, at);
    open_.delimiter = true;
}

void MarkdownBlocks::addRow(const Line& line, qsizetype at) {
    const QList<QStringView> cells = tableCells(line.text);
    const qsizetype weight = line.text.size() + 8 * cells.size();
    if (!open_.block.rows.isEmpty() && open_.weight + weight > BlockLimit) {
        Block more{.kind = Kind::Table, .first = false, .alignments = open_.block.alignments};
        close();
        open_.active = true;
        open_.block = more;
        if (line.final) settle(at);
    }
    open_.weight += weight;
    QList<FormattedText> row;
    for (const QStringView cell : cells.first(std::min(cells.size(), open_.block.alignments.size()))) {
        row += inlineRuns(cell);
    }
    while (row.size() < open_.block.alignments.size()) row += FormattedText();
    open_.block.rows += row;
}

void MarkdownBlocks::start(const Line& line, qsizetype at, Block block, QStringView raw) {
    close();
    if (line.final) settle(at);
    open_.active = true;
    open_.block = std::move(block);
    open_.raw = raw.toString();
    if (isText(open_.block.kind) && open_.block.kind != Kind::Code) addText(line, {});
}

// Adds a line to the open block (a null view adds nothing) and cuts off what is too long.
void MarkdownBlocks::addText(const Line& line, QStringView text) {
    if (!text.isNull()) (open_.raw += u'\n') += text;
    if (open_.raw.size() <= BlockLimit) return;
    QStringView rest = open_.raw;
    while (rest.size() > BlockLimit) {
        const qsizetype cut = cutPoint(rest);
        const QStringView piece = rest.left(cut);
        blocks_.append(built(open_.block, piece.endsWith(u'\n') ? piece.chopped(1) : piece));
        open_.block.first = false;
        rest = rest.sliced(cut);
    }
    open_.raw = rest.toString();
    if (!line.final) return;
    settle(line.next);
    nextResume_.open.midLine = !line.complete;
}

void MarkdownBlocks::close() {
    if (open_.active) blocks_.append(built(open_.block, open_.raw));
    open_ = {};
}

void MarkdownBlocks::settle(qsizetype at) {
    nextResume_ = {blocks_.size(), open_};
    resumeAt_ = at;
}

}  // namespace ui
