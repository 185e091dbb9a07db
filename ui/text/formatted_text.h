// Plain text with spans of style: the only form in which text from a model or a person reaches an item that
// draws more than one style. Values; UI thread.
#pragma once

#include <QList>
#include <QMetaType>
#include <QObject>
#include <QString>

namespace ui {

// Bits: a run may be bold and italic. The syntax colours are used by code blocks only.
enum Style {
    Plain = 0,
    Bold = 1,
    Italic = 2,
    Code = 4,
    Strike = 8,
    Faint = 16,
    Keyword = 32,
    Literal = 64,
    Number = 128,
    Comment = 256,
    Found = 512,
};

struct Run {
    qsizetype start = 0;
    qsizetype length = 0;
    int style = Plain;
    bool operator==(const Run&) const = default;
};

struct FormattedText {
    Q_GADGET
    Q_PROPERTY(QString text MEMBER text)
public:
    QString text;
    QList<Run> runs;  // in order, not overlapping; what no run covers is plain
    bool operator==(const FormattedText&) const = default;

    FormattedText() = default;
    explicit FormattedText(QString words) : text(std::move(words)) {}
};

}  // namespace ui

Q_DECLARE_METATYPE(ui::FormattedText)
