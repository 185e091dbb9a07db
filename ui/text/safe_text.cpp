#include "ui/text/safe_text.h"

#include <QTextBoundaryFinder>

namespace ui {
namespace {

bool isInvisible(char32_t c) {
    if (c == '\n' || c == '\t') return false;
    switch (QChar::category(c)) {
        case QChar::Other_Control:
        case QChar::Other_Format:
        case QChar::Other_PrivateUse:
        case QChar::Other_NotAssigned:
        case QChar::Separator_Line:
        case QChar::Separator_Paragraph: return true;
        default: break;
    }
    return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800;  // blank letters
}

}  // namespace

QString fromUtf8(std::string_view text) {
    QString result = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    for (qsizetype i = 0; i < result.size(); ++i) {
        const QChar c = result[i];
        if (c.isHighSurrogate() && i + 1 < result.size() && result[i + 1].isLowSurrogate()) {
            ++i;
        } else if (c.isSurrogate() || c.isNull()) {
            result[i] = QChar::ReplacementCharacter;
        }
    }
    return result;
}

qsizetype cutPoint(QStringView text, qsizetype limit) {
    const QStringView front = text.left(limit);
    if (const qsizetype line = front.lastIndexOf(u'\n'); line > 0) return line + 1;
    const qsizetype space = front.lastIndexOf(u' ');
    if (space > limit - BreakLimit) return space + 1;
    QTextBoundaryFinder graphemes(QTextBoundaryFinder::Grapheme, front.data(), front.size());
    graphemes.setPosition(limit - 1);
    if (!graphemes.isAtBoundary()) graphemes.toPreviousBoundary();
    const qsizetype at = graphemes.position();
    if (at > limit / 2) return at;
    return front[limit - 1].isHighSurrogate() ? limit - 1 : limit;  // one endless grapheme
}

QStringList pieces(const QString& text, qsizetype limit) {
    QStringList result;
    QStringView rest = text;
    while (rest.size() > limit) {
        const qsizetype cut = cutPoint(rest, limit);
        const QStringView piece = rest.left(cut);
        result += (piece.endsWith(u'\n') ? piece.chopped(1) : piece).toString();
        rest = rest.sliced(cut);
    }
    if (!rest.isEmpty() || result.isEmpty()) result += rest.toString();
    return result;
}

QString visibleControls(const QString& text) {
    QString result;
    result.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        const bool pair = text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        if (pair) c = QChar::surrogateToUcs4(text[i], text[i + 1]);
        if (!isInvisible(c)) {
            result += text.sliced(i, pair ? 2 : 1);
        } else {
            result += QStringLiteral("‹U+%1›").arg(QString::number(c, 16).toUpper(), 4, u'0');
        }
        if (pair) ++i;
    }
    return result;
}

QString oneLine(const QString& text, qsizetype limit) {
    QString line = text.left(limit * 2).simplified();
    line = visibleControls(line);
    if (line.size() > limit) line = line.left(limit - 1) + u'…';
    return line;
}

}  // namespace ui
