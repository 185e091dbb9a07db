#include "ui/models/bridge.h"

#include <mutex>

namespace ui {

// The feed may ring while the bridge goes away, so what it rings outlives both.
struct Bridge::Bell {
    std::mutex mutex;
    Bridge* bridge = nullptr;

    void ring() {
        std::lock_guard lock(mutex);
        if (bridge) QMetaObject::invokeMethod(bridge, &Bridge::schedule, Qt::QueuedConnection);
    }
};

Bridge::Bridge(agents::Workspace& workspace, QObject* parent)
    : QObject(parent), workspace_(workspace), bell_(std::make_shared<Bell>()) {
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, &Bridge::drain);
    bell_->bridge = this;
    workspace_.events().onReady([bell = bell_] { bell->ring(); });
}

Bridge::~Bridge() {
    workspace_.events().onReady({});
    std::lock_guard lock(bell_->mutex);
    bell_->bridge = nullptr;
}

void Bridge::schedule() {
    if (timer_.isActive()) return;
    const qint64 elapsed = since_.isValid() ? since_.elapsed() : Interval;
    if (elapsed >= Interval) {
        drain();
    } else {
        timer_.start(static_cast<int>(Interval - elapsed));
    }
}

void Bridge::drain() {
    since_.start();
    const auto events = workspace_.events().take();
    for (const agents::WorkspaceEvent& event : events) emit said(event);
    emit drained();
}

}  // namespace ui
