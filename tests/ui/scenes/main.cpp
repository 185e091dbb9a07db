// ui_scene NAME [--theme dark] [--lang zh] [--scale 150] [--size 720x480] [--picture FILE]: shows one scene.
#include <QGuiApplication>
#include <QImage>
#include <QTemporaryDir>
#include <QTimer>
#include <cstdio>

#include "tests/support/scripted_library.h"
#include "tests/ui/scenes/scene.h"
#include "ui/window.h"

namespace {

QString option(const QStringList& arguments, const QString& name) {
    const qsizetype at = arguments.indexOf(name);
    return at >= 0 && at + 1 < arguments.size() ? arguments[at + 1] : QString();
}

QRect place(const QString& size) {
    const QStringList parts = size.isEmpty() ? QStringList{"1280", "800"} : size.split(u'x');
    return {0, 0, parts[0].toInt(), parts[1].toInt()};
}

}  // namespace

int main(int argc, char** argv) {
    QQuickWindow::setGraphicsApi(QSGRendererInterface::Software);
    QGuiApplication application(argc, argv);
    ui::prepareApplication();
    QGuiApplication::setApplicationVersion(QStringLiteral("0.1.0"));
    const QStringList arguments = QGuiApplication::arguments();
    QTemporaryDir folder;
    ui::Settings::Options options;
    options.theme = option(arguments, "--theme");
    options.language = option(arguments, "--lang");
    options.scale = option(arguments, "--scale").toInt();
    options.still = true;
    options.window = place(option(arguments, "--size"));
    ui::Settings settings(folder.path().toStdString(), options);
    settings.installLanguage();
    tests::ScriptedWorkspace workspace;
    tests::ScriptedLibrary library;
    ui::Models models(workspace, settings, {"/starter", "/models", "/starter"}, &library);
    library.say(tests::smallLibrary());
    auto window = ui::Window::open(models);
    if (!window) return std::fprintf(stderr, "%s\n", window.error().message.c_str()), 1;
    if (arguments.size() < 2 ||
        !tests::play(arguments[1].toStdString(), workspace, options.language == "zh")) {
        for (const std::string& name : tests::sceneNames()) std::printf("%s\n", name.c_str());
        return 2;
    }
    if (arguments.contains("--settings")) (*window)->view().setProperty("settingsOpen", true);
    if (arguments.contains("--library")) (*window)->view().setProperty("libraryOpen", true);
    if (arguments.contains("--sidebar")) (*window)->view().setProperty("floating", true);
    const QString picture = option(arguments, "--picture");
    if (!picture.isEmpty()) {
        QTimer::singleShot(900, &application, [&] {
            (*window)->view().grabWindow().save(picture);
            QGuiApplication::quit();
        });
    }
    return QGuiApplication::exec();
}
