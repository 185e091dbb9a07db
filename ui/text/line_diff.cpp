#include "ui/text/line_diff.h"

#include <QStringList>
#include <vector>

namespace ui {
namespace {

constexpr qsizetype LargestTable = 4'000'000;  // cells of the comparison

QStringList linesOf(const QString& text) {
    if (text.isEmpty()) return {};
    QStringList lines = text.split(u'\n');
    if (lines.last().isEmpty()) lines.removeLast();
    return lines;
}

void add(QList<DiffLine>& to, QChar mark, const QStringList& lines, qsizetype from, qsizetype end) {
    for (qsizetype i = from; i < end; ++i) to.append({mark, lines[i]});
}

// The longest common subsequence of what is left between equal heads and tails.
void middle(QList<DiffLine>& result, const QStringList& a, const QStringList& b, qsizetype from,
            qsizetype endA, qsizetype endB) {
    const qsizetype rows = endA - from;
    const qsizetype columns = endB - from;
    if (rows * columns > LargestTable) {
        add(result, u'-', a, from, endA);
        add(result, u'+', b, from, endB);
        return;
    }
    std::vector<int> common((rows + 1) * (columns + 1), 0);
    const auto at = [&](qsizetype i, qsizetype j) -> int& { return common[i * (columns + 1) + j]; };
    for (qsizetype i = rows - 1; i >= 0; --i) {
        for (qsizetype j = columns - 1; j >= 0; --j) {
            at(i, j) =
                a[from + i] == b[from + j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
        }
    }
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < rows || j < columns) {
        if (i < rows && j < columns && a[from + i] == b[from + j]) {
            result.append({u' ', a[from + i]});
            ++i, ++j;
        } else if (i < rows && (j == columns || at(i + 1, j) >= at(i, j + 1))) {
            result.append({u'-', a[from + i++]});
        } else {
            result.append({u'+', b[from + j++]});
        }
    }
}

}  // namespace

QList<DiffLine> lineDiff(const QString& before, const QString& after) {
    const QStringList a = linesOf(before);
    const QStringList b = linesOf(after);
    qsizetype head = 0;
    while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
    qsizetype tail = 0;
    while (tail < a.size() - head && tail < b.size() - head &&
           a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;
    QList<DiffLine> result;
    add(result, u' ', a, 0, head);
    middle(result, a, b, head, a.size() - tail, b.size() - tail);
    add(result, u' ', a, a.size() - tail, a.size());
    if (!after.isEmpty() && !after.endsWith(u'\n')) result.append({u'\\', QString()});
    return result;
}

}  // namespace ui
