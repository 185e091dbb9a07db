#include "ui/text/run_text.h"

#include <gtest/gtest.h>

#include <QQuickWindow>

namespace ui {
namespace {

// Where ink is in a window that shows two lines, everything in it `zoom` times as large.
QRect inkAt(qreal zoom) {
    QQuickWindow window;
    window.setColor(Qt::white);
    window.resize(static_cast<int>(300 * zoom), static_cast<int>(100 * zoom));
    QQuickItem room(window.contentItem());
    room.setTransformOrigin(QQuickItem::TopLeft);
    room.setScale(zoom);
    RunText text(&room);
    text.setColors({{QStringLiteral("ink"), QColor(Qt::black)}});
    text.setZoom(zoom);
    text.setWidth(280);
    text.setContent(QVariant::fromValue(FormattedText(QStringLiteral("Every letter of it\nis here"))));
    text.setHeight(text.implicitHeight());
    window.show();
    const QImage image = window.grabWindow();
    QRect ink;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (qGray(image.pixel(x, y)) < 128) ink |= QRect(x, y, 1, 1);
    return ink;
}

TEST(RunText, ALargerWindowShowsTheSameTextLarger) {
    QQuickWindow::setGraphicsApi(QSGRendererInterface::Software);
    const QRect small = inkAt(1);
    ASSERT_GT(small.width(), 60);
    for (const int zoom : {2, 3}) {
        const QRect large = inkAt(zoom);
        EXPECT_NEAR(large.left(), small.left() * zoom, 2 * zoom);
        EXPECT_NEAR(large.width(), small.width() * zoom, 2 * zoom);
        EXPECT_NEAR(large.height(), small.height() * zoom, 2 * zoom);
    }
}

}  // namespace
}  // namespace ui
