// One window per data folder: the second start raises the first one's window and goes away. UI thread.
#pragma once

#include <QLocalServer>
#include <filesystem>

namespace desk {

class OneStart : public QObject {
    Q_OBJECT
public:
    explicit OneStart(const std::filesystem::path& folder);

    bool raiseOther();  // true: another one has this folder and was told to show itself
    void listen();

signals:
    void raiseAsked();

private:
    QString name_;
    QLocalServer server_;
};

}  // namespace desk
