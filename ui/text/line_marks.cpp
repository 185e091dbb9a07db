#include "ui/text/line_marks.h"

namespace ui {
namespace {

qsizetype indentOf(QStringView line) {
    qsizetype indent = 0;
    while (indent < line.size() && line[indent] == u' ') ++indent;
    return indent;
}

qsizetype repeated(QStringView line, QChar c) {
    qsizetype count = 0;
    while (count < line.size() && line[count] == c) ++count;
    return count;
}

bool isDigit(QChar c) {
    return c >= u'0' && c <= u'9';
}

}  // namespace

int headingLevel(QStringView line) {
    const qsizetype level = repeated(line, u'#');
    return level >= 1 && level <= 6 && line.size() > level && line[level] == u' ' ? static_cast<int>(level)
                                                                                  : 0;
}

ItemMark itemMark(QStringView line) {
    const qsizetype indent = indentOf(line);
    const QStringView rest = line.sliced(indent);
    qsizetype length = 0;
    QString mark;
    if (!rest.isEmpty() && (rest[0] == u'-' || rest[0] == u'*' || rest[0] == u'+')) {
        length = 1;
        mark = QStringLiteral("•");
    } else {
        qsizetype digits = 0;
        while (digits < rest.size() && digits < 9 && isDigit(rest[digits])) ++digits;
        if (digits && digits < rest.size() && (rest[digits] == u'.' || rest[digits] == u')')) {
            length = digits + 1;
            mark = rest.left(digits).toString() + u'.';
        }
    }
    if (!length || length >= rest.size() || rest[length] != u' ') return {};
    qsizetype spaces = length;
    while (spaces < rest.size() && rest[spaces] == u' ') ++spaces;
    return {indent + spaces, static_cast<int>(std::min<qsizetype>(indent / 2, 6)), mark};
}

FenceMark fenceMark(QStringView line) {
    const qsizetype indent = indentOf(line);
    const QStringView rest = line.sliced(indent);
    if (rest.isEmpty() || (rest[0] != u'`' && rest[0] != u'~')) return {};
    const qsizetype count = repeated(rest, rest[0]);
    const QStringView language = rest.sliced(count).trimmed();
    if (count < 3 || language.contains(u'`') || language.size() > 40) return {};
    return {rest.left(count).toString(), language.toString(), indent};
}

bool closesFence(QStringView line, const QString& fence) {
    const QStringView rest = line.trimmed();
    return rest.size() >= fence.size() && repeated(rest, fence[0]) == rest.size();
}

bool isRule(QStringView line) {
    const QStringView rest = line.trimmed();
    if (rest.size() < 3 || !(rest[0] == u'-' || rest[0] == u'*' || rest[0] == u'_')) return false;
    qsizetype marks = 0;
    for (const QChar c : rest) {
        if (c != rest[0] && c != u' ') return false;
        marks += c == rest[0];
    }
    return marks >= 3;
}

bool isQuote(QStringView line) {
    const qsizetype indent = indentOf(line);
    return indent <= 3 && indent < line.size() && line[indent] == u'>';
}

QStringView withoutQuote(QStringView line) {
    while (isQuote(line)) {
        line = line.sliced(indentOf(line) + 1);
        if (line.startsWith(u' ')) line = line.sliced(1);
    }
    return line;
}

QList<QStringView> tableCells(QStringView line) {
    constexpr qsizetype MostColumns = 32;
    line = line.trimmed();
    if (line.startsWith(u'|')) line = line.sliced(1);
    if (line.endsWith(u'|') && !line.endsWith(u"\\|")) line.chop(1);
    QList<QStringView> cells;
    qsizetype start = 0;
    bool code = false;
    for (qsizetype i = 0; i < line.size() && cells.size() < MostColumns - 1; ++i) {
        if (line[i] == u'\\') {
            ++i;
        } else if (line[i] == u'`') {
            code = !code;
        } else if (line[i] == u'|' && !code) {
            cells += line.sliced(start, i - start).trimmed();
            start = i + 1;
        }
    }
    cells += line.sliced(start).trimmed();
    return cells;
}

bool isTableDelimiter(QStringView line, QList<int>* alignments) {
    if (!line.contains(u'-') || !line.contains(u'|')) return false;
    QList<int> found;
    for (QStringView cell : tableCells(line)) {
        const bool left = cell.startsWith(u':');
        const bool right = cell.size() > 1 && cell.endsWith(u':');
        if (left) cell = cell.sliced(1);
        if (right) cell.chop(1);
        if (cell.isEmpty() || repeated(cell, u'-') != cell.size()) return false;
        found += right ? (left ? 0 : 1) : -1;
    }
    if (alignments) *alignments = found;
    return true;
}

bool undecidedLine(QStringView line) {
    if (line.size() > 12) return false;
    for (const QChar c : line) {
        if (!isDigit(c) && !QStringView(u" -*+#>`~._)|:=").contains(c)) return false;
    }
    return true;
}

}  // namespace ui
