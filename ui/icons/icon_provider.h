// Line icons in any colour: image://icon/<name>/<rrggbb>. Drawn once per name, colour and size; Qt keeps
// them. Qt may ask from its image threads.
#pragma once

#include <QQuickImageProvider>

namespace ui {

class IconProvider : public QQuickImageProvider {
public:
    IconProvider();
    QImage requestImage(const QString& id, QSize* size, const QSize& requested) override;
};

}  // namespace ui
