// The window itself: the QML engine with our icons and no network, and the count of finished updates that
// `app.state` tells. UI thread; the models must outlive it.
#pragma once

#include <QQmlApplicationEngine>
#include <QQuickWindow>

#include "kernels/base/result.h"
#include "ui/models/models.h"

namespace ui {

class Window : public QObject {
    Q_OBJECT
public:
    // Fails with Internal when the QML of this build cannot be loaded.
    static base::Result<std::unique_ptr<Window>> open(Models& models);

    void raise();
    QQuickWindow& view() { return *view_; }

private:
    explicit Window(Models& models);
    void watchFrames();
    void updateLater();

    Models& models_;
    QQmlApplicationEngine engine_;
    QQuickWindow* view_ = nullptr;
    bool changed_ = false;  // since the last frame
};

// What an application of ours sets before its first window: names, fonts, style-free controls.
void prepareApplication();

}  // namespace ui
