// An item that draws one block of formatted text with an exact line height, and lets it be selected with the
// mouse. It knows no markup: what it is given is drawn letter by letter. UI thread.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QColor>
#include <QPointer>
#include <QQuickPaintedItem>
#include <QTextLayout>

#include "ui/text/formatted_text.h"

namespace ui {

class RunText : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QVariant content READ content WRITE setContent NOTIFY changed)  // a FormattedText
    Q_PROPERTY(QString plainText READ plainText NOTIFY changed)
    Q_PROPERTY(int pixelSize MEMBER pixelSize_ WRITE setPixelSize NOTIFY changed)
    Q_PROPERTY(int weight MEMBER weight_ WRITE setWeight NOTIFY changed)
    Q_PROPERTY(qreal lineHeight MEMBER lineHeight_ WRITE setLineHeight NOTIFY changed)
    Q_PROPERTY(bool mono MEMBER mono_ WRITE setMono NOTIFY changed)
    Q_PROPERTY(bool wrap MEMBER wrap_ WRITE setWrap NOTIFY changed)
    Q_PROPERTY(int horizontalAlignment MEMBER alignment_ WRITE setAlignment NOTIFY changed)
    Q_PROPERTY(int maximumLines MEMBER maximumLines_ WRITE setMaximumLines NOTIFY changed)
    Q_PROPERTY(qreal zoom MEMBER zoom_ WRITE setZoom NOTIFY changed)  // the window's
    Q_PROPERTY(QVariantMap colors MEMBER colors_ WRITE setColors NOTIFY changed)
    Q_PROPERTY(QString selectedText READ selectedText NOTIFY selectionChanged)

public:
    explicit RunText(QQuickItem* parent = nullptr);

    QVariant content() const { return QVariant::fromValue(content_); }
    void setContent(const QVariant& content);
    QString plainText() const { return content_.text; }
    void setPixelSize(int size);
    void setWeight(int weight);
    void setLineHeight(qreal height);
    void setMono(bool mono);
    void setWrap(bool wrap);
    void setAlignment(int alignment);
    void setMaximumLines(int lines);
    void setZoom(qreal zoom);
    // ink, faint, sunken, blue, green, amber, selection, selectedInk, mark
    void setColors(const QVariantMap& colors);
    QString selectedText() const;

    Q_INVOKABLE void copySelection() const;
    Q_INVOKABLE void clearSelection();

    void paint(QPainter* painter) override;

signals:
    void changed();
    void selectionChanged();

protected:
    void updatePolish() override;
    void geometryChange(const QRectF& now, const QRectF& before) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void restyle();
    void layOut();
    void fitPixels();
    QColor color(const char* name) const;
    QFont font() const;
    QList<QTextLayout::FormatRange> formats() const;
    void paintCodeBackgrounds(QPainter* painter) const;
    int positionAt(const QPointF& point) const;
    void select(int from, int to);

    FormattedText content_;
    QTextLayout layout_;
    int pixelSize_ = 15;
    int weight_ = 400;
    qreal lineHeight_ = 24;
    bool mono_ = false;
    bool wrap_ = true;
    int alignment_ = Qt::AlignLeft;
    int maximumLines_ = 0;
    qreal zoom_ = 1;
    QVariantMap colors_;
    int anchor_ = 0;
    int selectionStart_ = 0;
    int selectionEnd_ = 0;
    qreal laidOutWidth_ = -1;
};

// The font families of the house, in order, for every size and weight.
QFont houseFont(bool mono, int pixelSize, int weight);

}  // namespace ui
