#include "app/desk/one_start.h"

#include <QCryptographicHash>
#include <QLocalSocket>
#include <QStandardPaths>

#include "kernels/base/log.h"

namespace desk {

OneStart::OneStart(const std::filesystem::path& folder) {
    std::error_code error;
    const std::string whole = std::filesystem::weakly_canonical(folder, error).string();
    const QByteArray sum =
        QCryptographicHash::hash(QByteArray::fromStdString(whole), QCryptographicHash::Sha256);
    QString place = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    if (place.isEmpty()) place = QStandardPaths::writableLocation(QStandardPaths::TempLocation);
    name_ = place + QStringLiteral("/inkstone-") + QString::fromLatin1(sum.toHex().left(16));
    server_.setSocketOptions(QLocalServer::UserAccessOption);
}

bool OneStart::raiseOther() {
    QLocalSocket socket;
    socket.connectToServer(name_);
    if (!socket.waitForConnected(500)) return false;
    socket.waitForDisconnected(
        500);  // the other one hangs up when it has heard; being called is all it needs
    return true;
}

// A socket left by a crash answers nobody, so it may be taken away.
void OneStart::listen() {
    QLocalServer::removeServer(name_);
    if (!server_.listen(name_)) {
        base::log::warn("desk", "a second start will not find this window: {}",
                        server_.errorString().toStdString());
        return;
    }
    connect(&server_, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket* socket = server_.nextPendingConnection()) socket->deleteLater();
        emit raiseAsked();
    });
}

}  // namespace desk
