#include "ui/icons/icon_provider.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

namespace ui {

IconProvider::IconProvider() : QQuickImageProvider(QQuickImageProvider::Image) {}

QImage IconProvider::requestImage(const QString& id, QSize* size, const QSize& requested) {
    const QString name = id.section(u'/', 0, 0);
    const QByteArray color = '#' + id.section(u'/', 1, 1).toLatin1();
    const QSize wanted = requested.isValid() ? requested : QSize(16, 16);
    QImage image(wanted, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (file.open(QIODevice::ReadOnly)) {
        QSvgRenderer drawing(file.readAll().replace("currentColor", color));
        QPainter painter(&image);
        drawing.render(&painter);
    }
    if (size) *size = wanted;
    return image;
}

}  // namespace ui
