#include "app/desk/desk.h"

#include "app/config.h"
#include "engine/run/local_backend.h"
#include "engine/text/chat_format.h"
#include "kernels/base/log.h"

namespace desk {
namespace {

namespace fs = std::filesystem;

ui::Settings::Options settingsOf(const Options& options, const std::string& renderer) {
    ui::Settings::Options result;
    result.theme = QString::fromStdString(options.theme);
    result.language = QString::fromStdString(options.language);
    result.renderer = QString::fromStdString(renderer);
    result.still = options.automation;
    if (options.automation) {
        result.scale = 100;
        result.window = QRect(0, 0, 1280, 800);
    }
    return result;
}

std::shared_ptr<engine::ChatBackend> localBackend(const fs::path& folder, const std::string& chatFormat) {
    return engine::LocalBackend::open(folder, {.chatFormat = chatFormat});
}

ui::ModelList::Places placesOf(const fs::path& folder, const fs::path& model) {
    ui::ModelList::Places places{app::starterFolder(), folder / "models", model, {}};
    for (const engine::ChatFormat* format : engine::chatFormats())
        places.chatFormats += QString::fromUtf8(format->name().data(), qsizetype(format->name().size()));
    return places;
}

}  // namespace

fs::path folderOf(const Options& options) {
    return options.profile.empty() ? app::dataFolder() : options.profile;
}

Desk::Desk(const fs::path& folder, const Options& options, const std::string& renderer)
    : oneStart_(folder), settings_(folder, settingsOf(options, renderer)) {}

base::Result<std::unique_ptr<Desk>> Desk::open(const Options& options, const std::string& renderer) {
    const fs::path folder = folderOf(options);
    std::error_code error;
    fs::create_directories(folder, error);  // where this fails, the workspace says what it means
    base::log::setFile(folder / "inkstone.log");
    std::unique_ptr<Desk> desk(new Desk(folder, options, renderer));
    TRY(desk->build(folder, options));
    return desk;
}

base::Result<> Desk::build(const fs::path& folder, const Options& options) {
    oneStart_.listen();
    QObject::connect(&oneStart_, &OneStart::raiseAsked, &oneStart_, [this] {
        if (window_) window_->raise();
    });
    settings_.installLanguage();
    const fs::path model = options.model.empty() ? app::starterFolder() : options.model;
    agents::WorkspaceOptions work;
    work.database = folder / "inkstone.db";
    work.modelFolder = model;
    work.chatFormat = settings_.chatFormat(QString::fromStdString(model.string())).toStdString();
    work.backend = localBackend;
    work.temperature = static_cast<float>(settings_.temperature());
    work.thinking = settings_.thinking();
    work.time = options.clock;
    workspace_ = TRY(agents::Workspace::open(std::move(work)));
    library_ = std::make_unique<app::Library>(
        folder / "models", options.automation ? app::Library::Reach::Mirrors : app::Library::Reach::Anything);
    models_ = std::make_unique<ui::Models>(*workspace_, settings_, placesOf(folder, model), library_.get());
    window_ = TRY(ui::Window::open(*models_));
    return {};
}

}  // namespace desk
