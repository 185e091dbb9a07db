#include "ui/text/fluent_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTextBlock>
#include <QTextDocument>

namespace ui {
namespace {

constexpr char16_t FirstEastAsian = 0x2E80;

bool endsParagraph(QChar unit) {
    return unit == u'\n' || unit == u'\r' || unit == QChar::ParagraphSeparator;
}

// By what laying it out takes. Emoji are surrogates, and slow.
qsizetype weight(QChar unit) {
    return unit.isSurrogate() ? 20 : 1;
}

}  // namespace

bool isFluent(QStringView text) {
    if (text.size() > MostText) return false;
    qsizetype paragraph = 0;
    for (const QChar unit : text) {
        paragraph = endsParagraph(unit) ? 0 : paragraph + weight(unit);
        if (paragraph > MostParagraph) return false;
    }
    return true;
}

bool hasLongWord(QStringView text) {
    qsizetype word = 0;
    for (const QChar unit : text) {
        word = unit.isSpace() || unit.unicode() >= FirstEastAsian ? 0 : word + 1;
        if (word > LongestWholeWord) return true;
    }
    return false;
}

void FluentText::setDocument(QQuickTextDocument* document) {
    if (document == document_) return;
    if (document_) document_->textDocument()->disconnect(this);
    document_ = document;
    if (document_) {
        // The document tells this before it lays out what was changed.
        connect(document_->textDocument(), &QTextDocument::contentsChange, this,
                [this](int position, int, int added) { look(position, added); });
    }
    emit documentChanged();
}

// Only what was changed can have become too long; whether all of it is short again, only the whole text says.
void FluentText::look(int position, int added) {
    const QTextDocument& text = *document_->textDocument();
    const QTextBlock end = anywhere_ ? QTextBlock() : text.findBlock(position + added).next();
    bool found = false;
    for (QTextBlock block = anywhere_ ? text.begin() : text.findBlock(position);
         block.isValid() && block != end && !found; block = block.next()) {
        found = hasLongWord(block.text());
    }
    if (std::exchange(anywhere_, found) != found) emit anywhereChanged();
}

bool FluentText::takesPaste(bool selection, int start, int end) const {
    const QString paste =
        QGuiApplication::clipboard()->text(selection ? QClipboard::Selection : QClipboard::Clipboard);
    QString whole = document_ ? document_->textDocument()->toPlainText() : QString();
    return isFluent(whole.replace(start, end - start, paste));
}

}  // namespace ui
