// Two texts compared line by line, for an approval. Any thread.
#pragma once

#include <QList>
#include <QString>

namespace ui {

struct DiffLine {
    QChar mark;  // '+', '-' or ' '; '\\': the new text does not end with a line feed
    QString text;
};

// Every line of both texts, nothing left out. Large texts with many changes are shown as all removed, then
// all added, so that the time stays bounded.
QList<DiffLine> lineDiff(const QString& before, const QString& after);

}  // namespace ui
