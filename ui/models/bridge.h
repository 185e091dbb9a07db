// Brings the workspace's events onto the UI thread, at most once per 33 ms, and commands the other way. UI
// thread; the workspace must outlive it.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <memory>

#include "agents/workspace.h"

namespace ui {

class Bridge : public QObject {
    Q_OBJECT
public:
    static constexpr int Interval = 33;  // milliseconds

    explicit Bridge(agents::Workspace& workspace, QObject* parent = nullptr);
    ~Bridge() override;

    void post(agents::WorkspaceCommand command) { workspace_.post(std::move(command)); }

signals:
    void said(const agents::WorkspaceEvent& event);
    void drained();  // after the events of one turn

private:
    struct Bell;  // rung from the workspace's threads
    void schedule();
    void drain();

    agents::Workspace& workspace_;
    std::shared_ptr<Bell> bell_;
    QTimer timer_;
    QElapsedTimer since_;
};

}  // namespace ui
