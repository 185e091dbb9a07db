#include "app/desk/display.h"

#include <QFontDatabase>
#include <QGuiApplication>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QProcess>
#include <QQuickWindow>
#include <atomic>
#include <cstdio>
#include <cstdlib>

#include "kernels/base/log.h"

namespace desk {
namespace {

std::atomic<bool> found{false};

void message(QtMsgType type, const QMessageLogContext& context, const QString& text) {
    if (type == QtFatalMsg && !found) {
        std::fputs(
            "inkstone: there is no display to open a window on (set DISPLAY or WAYLAND_DISPLAY); "
            "inkctl chat is the same chat in the terminal\n",
            stderr);
        std::_Exit(2);
    }
    if (!found) return;  // about the display: the one line says it
    const std::string line =
        text.toStdString() + (context.file ? " (" + std::string(context.file) + ")" : "");
    switch (type) {
        case QtDebugMsg: base::log::debug("qt", "{}", line); break;
        case QtInfoMsg: base::log::info("qt", "{}", line); break;
        case QtWarningMsg: base::log::warn("qt", "{}", line); break;
        case QtCriticalMsg:
        case QtFatalMsg: base::log::error("qt", "{}", line); break;
    }
}

}  // namespace

void installMessages() {
    qInstallMessageHandler(message);
}

void displayFound() {
    found = true;
}

// Qt lists these three on every Linux, even when nothing stands behind them.
bool hasFonts() {
    QStringList families = QFontDatabase::families();
    for (const char* name : {"Serif", "Sans Serif", "Monospace"})
        families.removeAll(QString::fromLatin1(name));
    return !families.isEmpty();
}

std::string chooseRenderer(const char* program) {
    std::string renderer = "software";
    if (qEnvironmentVariable("INKSTONE_RENDERER") == QStringLiteral("gl")) {
        QProcess child;
        child.start(QString::fromLocal8Bit(program), {QStringLiteral("--probe-gl")});
        if (child.waitForFinished(500) && child.exitStatus() == QProcess::NormalExit &&
            child.exitCode() == 0) {
            renderer = "gl";
        } else {
            child.kill();
            child.waitForFinished(200);
            base::log::warn("desk", "OpenGL cannot be used here; the window is drawn in software");
        }
    }
    QQuickWindow::setGraphicsApi(renderer == "gl" ? QSGRendererInterface::OpenGL
                                                  : QSGRendererInterface::Software);
    return renderer;
}

int probeGl(int count, char** words) {
    QGuiApplication application(count, words);
    QOffscreenSurface surface;
    surface.create();
    QOpenGLContext context;
    return context.create() && context.makeCurrent(&surface) ? 0 : 1;
}

}  // namespace desk
