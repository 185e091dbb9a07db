#include "ui/text/run_text.h"

#include <QClipboard>
#include <QCursor>
#include <QGuiApplication>
#include <QPainter>
#include <QTextBoundaryFinder>
#include <cmath>

namespace ui {
namespace {

constexpr qreal MostPixels = 32'000;  // a picture can be no wider

// One selection in the whole window, as everywhere.
QPointer<RunText>& selected() {
    static QPointer<RunText> current;
    return current;
}

QFont::Weight fontWeight(int weight) {
    return static_cast<QFont::Weight>(weight);
}

}  // namespace

QFont houseFont(bool mono, int pixelSize, int weight) {
    QFont font;
    if (mono) {
        font.setFamilies({QStringLiteral("JetBrains Mono"), QStringLiteral("Noto Sans Mono CJK SC"),
                          QStringLiteral("Noto Color Emoji"), QStringLiteral("monospace")});
        font.setFixedPitch(true);
    } else {
        font.setFamilies({QStringLiteral("Inter"), QStringLiteral("Noto Sans CJK SC"),
                          QStringLiteral("Noto Color Emoji"), QStringLiteral("sans-serif")});
    }
    font.setPixelSize(pixelSize);
    font.setWeight(fontWeight(weight));
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

RunText::RunText(QQuickItem* parent) : QQuickPaintedItem(parent) {
    setAcceptedMouseButtons(Qt::LeftButton);
    setCursor(QCursor(Qt::IBeamCursor));
    setAntialiasing(true);
}

void RunText::setContent(const QVariant& value) {
    const auto content = value.value<FormattedText>();
    if (content == content_) return;
    if (!content.text.startsWith(content_.text)) clearSelection();
    content_ = content;
    restyle();
}

void RunText::setPixelSize(int size) {
    pixelSize_ = size;
    restyle();
}
void RunText::setWeight(int weight) {
    weight_ = weight;
    restyle();
}
void RunText::setLineHeight(qreal height) {
    lineHeight_ = height;
    restyle();
}
void RunText::setMono(bool mono) {
    mono_ = mono;
    restyle();
}
void RunText::setWrap(bool wrap) {
    wrap_ = wrap;
    restyle();
}
void RunText::setAlignment(int alignment) {
    alignment_ = alignment;
    restyle();
}
void RunText::setMaximumLines(int lines) {
    maximumLines_ = lines;
    restyle();
}
void RunText::setZoom(qreal zoom) {
    zoom_ = zoom;
    fitPixels();
    emit changed();
}
void RunText::setColors(const QVariantMap& colors) {
    if (colors == colors_) return;
    colors_ = colors;
    restyle();
}

QColor RunText::color(const char* name) const {
    return colors_.value(QString::fromLatin1(name)).value<QColor>();
}

QFont RunText::font() const {
    return houseFont(mono_, pixelSize_, weight_);
}

// JetBrains Mono joins "==" and "->" into one sign. Pieces of different format are shaped apart, so operators
// that stand together are given formats that differ in a property nobody draws.
static QList<Run> withoutLigatures(const QList<Run>& runs, const QString& text) {
    QList<int> styles(text.size(), Plain);
    for (const Run& run : runs) std::fill_n(styles.begin() + run.start, run.length, run.style);
    const auto isOperator = [&](qsizetype i) { return text[i].isPunct() || text[i].isSymbol(); };
    QList<Run> result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool apart = i > 0 && isOperator(i) && isOperator(i - 1);
        if (result.isEmpty() || apart || result.last().style != styles[i]) result.append({i, 0, styles[i]});
        ++result.last().length;
    }
    return result;
}

QList<QTextLayout::FormatRange> RunText::formats() const {
    QList<QTextLayout::FormatRange> all;
    for (const Run& run : mono_ ? withoutLigatures(content_.runs, content_.text) : content_.runs) {
        QTextCharFormat format;
        format.setProperty(QTextFormat::UserProperty, all.size() % 2);
        QFont font = this->font();
        if (run.style & Bold) font.setWeight(QFont::DemiBold);
        if (run.style & (Italic | Comment)) font.setItalic(true);
        if (run.style & Strike) font.setStrikeOut(true);
        if (run.style & Code) {
            font = houseFont(true, pixelSize_ - (pixelSize_ > 13 ? 2 : 1), weight_);
        }
        format.setFont(font);
        if (run.style & (Faint | Comment)) format.setForeground(color("faint"));
        if (run.style & Keyword) format.setForeground(color("blue"));
        if (run.style & Literal) format.setForeground(color("green"));
        if (run.style & Number) format.setForeground(color("amber"));
        if (run.style & Found) {
            font.setWeight(QFont::DemiBold);
            format.setFont(font);
        }
        all.append({static_cast<int>(run.start), static_cast<int>(run.length), format});
    }
    return all;
}

void RunText::restyle() {
    laidOutWidth_ = -1;
    layOut();
    emit changed();
}

// Only the picture gets larger: what is drawn stays in the item's own measure.
void RunText::fitPixels() {
    const auto pixels = [this](qreal length) {
        return static_cast<int>(std::min(std::ceil(length * zoom_), MostPixels));
    };
    setTextureSize({pixels(width()), pixels(height())});
}

void RunText::geometryChange(const QRectF& now, const QRectF& before) {
    QQuickPaintedItem::geometryChange(now, before);
    if (now.width() != before.width()) layOut();
    fitPixels();
}

void RunText::updatePolish() {
    layOut();
}

void RunText::layOut() {
    const qreal wanted = wrap_ ? std::max<qreal>(width(), 1) : 1e6;
    if (wanted == laidOutWidth_) return;
    laidOutWidth_ = wanted;
    layout_.setText(QString(content_.text).replace(u'\n', QChar::LineSeparator));
    layout_.setFont(font());
    layout_.setFormats(formats());
    QTextOption option;
    option.setWrapMode(wrap_ ? QTextOption::WrapAtWordBoundaryOrAnywhere : QTextOption::ManualWrap);
    option.setTabStopDistance(QFontMetricsF(font()).horizontalAdvance(QStringLiteral("    ")));
    if (!wrap_) option.setAlignment(Qt::AlignLeft | Qt::AlignAbsolute);
    if (wrap_ && alignment_ != Qt::AlignLeft) option.setAlignment(static_cast<Qt::Alignment>(alignment_));
    layout_.setTextOption(option);
    layout_.beginLayout();
    int lines = 0;
    qreal widest = 0;
    while (maximumLines_ <= 0 || lines < maximumLines_) {
        QTextLine line = layout_.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(wanted);
        line.setPosition({0, lines * lineHeight_ + (lineHeight_ - line.height()) / 2});
        widest = std::max(widest, line.naturalTextWidth());
        ++lines;
    }
    layout_.endLayout();
    setImplicitSize(std::ceil(widest) + 1, std::max(lines, 1) * lineHeight_);
    update();
}

void RunText::paintCodeBackgrounds(QPainter* painter) const {
    painter->setPen(Qt::NoPen);
    painter->setBrush(color("sunken"));
    for (const Run& run : content_.runs) {
        if (!(run.style & Code)) continue;
        for (int i = 0; i < layout_.lineCount(); ++i) {
            const QTextLine line = layout_.lineAt(i);
            const int from = std::max<int>(line.textStart(), static_cast<int>(run.start));
            const int to =
                std::min<int>(line.textStart() + line.textLength(), static_cast<int>(run.start + run.length));
            if (from >= to) continue;
            const qreal left = line.cursorToX(from);
            const qreal right = line.cursorToX(to);
            const qreal top = i * lineHeight_ + 2;
            painter->drawRoundedRect(
                QRectF(std::min(left, right) - 2, top, std::abs(right - left) + 4, lineHeight_ - 4), 4, 4);
        }
    }
}

void RunText::paint(QPainter* painter) {
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setRenderHint(QPainter::TextAntialiasing);
    paintCodeBackgrounds(painter);
    painter->setPen(color("ink"));
    QList<QTextLayout::FormatRange> selections;
    if (selectionStart_ != selectionEnd_) {
        QTextCharFormat format;
        format.setBackground(color("selection"));
        format.setForeground(color("selectedInk"));
        selections.append({selectionStart_, selectionEnd_ - selectionStart_, format});
    }
    layout_.draw(painter, {0, 0}, selections);
}

int RunText::positionAt(const QPointF& point) const {
    if (layout_.lineCount() == 0) return 0;
    const int line = std::clamp(static_cast<int>(point.y() / lineHeight_), 0, layout_.lineCount() - 1);
    return layout_.lineAt(line).xToCursor(point.x());
}

QString RunText::selectedText() const {
    return content_.text.mid(selectionStart_, selectionEnd_ - selectionStart_);
}

void RunText::select(int from, int to) {
    selectionStart_ = std::min(from, to);
    selectionEnd_ = std::max(from, to);
    if (selectionStart_ != selectionEnd_ && selected() != this) {
        if (selected()) selected()->clearSelection();
        selected() = this;
    }
    update();
    emit selectionChanged();
}

void RunText::clearSelection() {
    if (selectionStart_ == selectionEnd_) return;
    selectionStart_ = selectionEnd_ = 0;
    update();
    emit selectionChanged();
}

void RunText::copySelection() const {
    if (selectionStart_ != selectionEnd_) QGuiApplication::clipboard()->setText(selectedText());
}

void RunText::mousePressEvent(QMouseEvent* event) {
    if (selected()) selected()->clearSelection();
    setKeepMouseGrab(true);
    anchor_ = positionAt(event->position());
    select(anchor_, anchor_);
    forceActiveFocus(Qt::MouseFocusReason);
}

void RunText::mouseMoveEvent(QMouseEvent* event) {
    select(anchor_, positionAt(event->position()));
}

void RunText::mouseReleaseEvent(QMouseEvent*) {
    setKeepMouseGrab(false);
    QClipboard* clipboard = QGuiApplication::clipboard();
    if (selectionStart_ != selectionEnd_ && clipboard->supportsSelection()) {
        clipboard->setText(selectedText(), QClipboard::Selection);
    }
}

void RunText::mouseDoubleClickEvent(QMouseEvent* event) {
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, content_.text);
    const int at = positionAt(event->position());
    finder.setPosition(at);
    const qsizetype start = finder.isAtBoundary() ? at : finder.toPreviousBoundary();
    const qsizetype end = finder.toNextBoundary();
    anchor_ = static_cast<int>(std::max<qsizetype>(start, 0));
    select(anchor_, static_cast<int>(end < 0 ? content_.text.size() : end));
}

void RunText::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
    } else if (event->matches(QKeySequence::SelectAll)) {
        select(0, static_cast<int>(content_.text.size()));
    } else {
        event->ignore();
    }
}

}  // namespace ui
