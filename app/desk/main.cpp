// The desktop's door: finds a display, makes sure that it is alone, builds the desk, and runs.
#include <QGuiApplication>
#include <cstdio>
#include <cstring>

#include "app/desk/desk.h"
#include "app/desk/display.h"

namespace {

int complain(const char* words, int code) {
    std::fprintf(stderr, "inkstone: %s\n", words);
    return code;
}

int openDesk(const desk::Options& options, const std::string& renderer) {
    if (desk::OneStart(desk::folderOf(options)).raiseOther()) {
        std::puts("Inkstone is already open; its window was raised.");
        return 0;
    }
    auto desk = desk::Desk::open(options, renderer);
    if (!desk) return complain(desk.error().message.c_str(), 1);
    return QGuiApplication::exec();
}

}  // namespace

int main(int count, char** words) {
    if (count == 2 && std::strcmp(words[1], "--probe-gl") == 0) return desk::probeGl(count, words);
    const auto options = desk::parse(count, words);
    if (!options) return complain(options.error().message.c_str(), 2);
    if (options->help || options->version) {
        std::puts(options->help ? desk::usage() : "inkstone " INKSTONE_VERSION);
        return 0;
    }
    desk::installMessages();
    const std::string renderer = desk::chooseRenderer(words[0]);
    if (options->automation) qputenv("QT_SCALE_FACTOR", "1");
    QGuiApplication application(count, words);
    desk::displayFound();
    if (!desk::hasFonts()) {
        return complain("there are no fonts on this computer; install fonts-inter and fonts-noto-cjk", 2);
    }
    QGuiApplication::setApplicationVersion(QStringLiteral(INKSTONE_VERSION));
    ui::prepareApplication();
    return openDesk(*options, renderer);
}
