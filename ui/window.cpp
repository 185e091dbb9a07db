#include "ui/window.h"

#include <QGuiApplication>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QQmlNetworkAccessManagerFactory>

#include "ui/icons/icon_provider.h"
#include "ui/text/run_text.h"

namespace ui {
namespace {

// QML may ask for an address; it never gets one.
class NoNetwork : public QNetworkAccessManager {
public:
    using QNetworkAccessManager::QNetworkAccessManager;

protected:
    QNetworkReply* createRequest(Operation operation, const QNetworkRequest&, QIODevice* data) override {
        return QNetworkAccessManager::createRequest(operation,
                                                    QNetworkRequest(QUrl(QStringLiteral("denied:"))), data);
    }
};

class NoNetworkFactory : public QQmlNetworkAccessManagerFactory {
public:
    QNetworkAccessManager* create(QObject* parent) override { return new NoNetwork(parent); }
};

NoNetworkFactory& noNetwork() {
    static NoNetworkFactory factory;
    return factory;
}

}  // namespace

void prepareApplication() {
    QGuiApplication::setApplicationName(QStringLiteral("inkstone"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Inkstone"));
    QGuiApplication::setDesktopFileName(QStringLiteral("inkstone"));
    QFont::insertSubstitutions(QStringLiteral("JetBrains Mono"),
                               {QStringLiteral("Noto Sans Mono CJK SC"), QStringLiteral("monospace")});
    // QML keeps the first family only, and what the system puts beside it is its own choice (a bold one, for
    // Chinese).
    QFont::insertSubstitutions(QStringLiteral("Inter"),
                               {QStringLiteral("Noto Sans CJK SC"), QStringLiteral("Noto Color Emoji"),
                                QStringLiteral("sans-serif")});
    QGuiApplication::setFont(houseFont(false, 13, QFont::Normal));
}

Window::Window(Models& models) : models_(models) {
    engine_.setNetworkAccessManagerFactory(&noNetwork());
    engine_.addImageProvider(QStringLiteral("icon"), new IconProvider);
    engine_.addImportPath(QStringLiteral("qrc:/qt/qml"));
    engine_.setInitialProperties({{QStringLiteral("models"), QVariant::fromValue(&models)}});
    connect(models.settings(), &Settings::languageChanged, &engine_, &QQmlEngine::retranslate);
}

base::Result<std::unique_ptr<Window>> Window::open(Models& models) {
    std::unique_ptr<Window> window(new Window(models));
    window->engine_.load(QUrl(QStringLiteral("qrc:/qt/qml/Inkstone/qml/Main.qml")));
    if (!window->engine_.rootObjects().isEmpty()) {
        window->view_ = qobject_cast<QQuickWindow*>(window->engine_.rootObjects().constFirst());
    }
    if (!window->view_) {
        return base::failure(base::Code::Internal,
                             "the window's own files in this program are broken: build it again");
    }
    window->watchFrames();
    return window;
}

// A state is told after the frame that shows it.
void Window::watchFrames() {
    connect(&models_, &Models::drained, this, &Window::updateLater);
    connect(models_.status(), &Status::changed, this, &Window::updateLater);
    connect(models_.settings(), &Settings::changed, this, &Window::updateLater);
    connect(view_, &QQuickWindow::frameSwapped, this, [this] {
        if (std::exchange(changed_, false)) models_.status()->frameShown();
    });
    updateLater();
}

void Window::updateLater() {
    changed_ = true;
    view_->update();
}

void Window::raise() {
    if (view_->visibility() == QWindow::Minimized) view_->showNormal();
    view_->raise();
    view_->requestActivate();
}

}  // namespace ui
