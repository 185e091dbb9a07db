// What a line of Markdown begins with. Any thread.
#pragma once

#include <QList>
#include <QStringView>

namespace ui {

struct ItemMark {
    qsizetype length = 0;  // of indent, mark and the space behind; 0: not a list item
    int depth = 0;
    QString mark;
};
struct FenceMark {
    QString fence;  // empty: not a fence
    QString language;
    qsizetype indent = 0;
};

int headingLevel(QStringView line);  // 0: not a heading
ItemMark itemMark(QStringView line);
FenceMark fenceMark(QStringView line);
bool closesFence(QStringView line, const QString& fence);
bool isRule(QStringView line);
bool isQuote(QStringView line);
QStringView withoutQuote(QStringView line);
QList<QStringView> tableCells(QStringView line);
bool isTableDelimiter(QStringView line, QList<int>* alignments);

// A line still being written that could yet become a mark: it is not shown until one can tell.
bool undecidedLine(QStringView line);

}  // namespace ui
