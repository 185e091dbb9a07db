// Text from outside made safe to lay out: bounded pieces, no lone surrogates, nothing that hides or reorders
// letters where the exact letters matter. Any thread.
#pragma once

#include <QString>
#include <QStringList>
#include <string_view>

namespace ui {

constexpr qsizetype BlockLimit = 2000;  // characters laid out as one piece
constexpr qsizetype BreakLimit = 500;   // a break point is looked for this far back from a limit

// UTF-8 from below, with bad bytes, zero bytes and lone surrogates replaced by U+FFFD.
QString fromUtf8(std::string_view text);

// Where to cut a text that is longer than `limit`: behind a line, else behind a space within the last
// BreakLimit characters, else between two graphemes at the limit. Looks at nothing behind the limit.
qsizetype cutPoint(QStringView text, qsizetype limit = BlockLimit);

// The whole text in pieces of at most `limit`; a line feed at a cut is dropped.
QStringList pieces(const QString& text, qsizetype limit = BlockLimit);

// For code, names and approvals: direction controls, zero-width and other invisible characters become
// "‹U+202E›". Line feeds and tabs stay.
QString visibleControls(const QString& text);

// One line for a list: line feeds become spaces, invisible characters are shown, at most `limit` characters.
QString oneLine(const QString& text, qsizetype limit = 200);

}  // namespace ui
