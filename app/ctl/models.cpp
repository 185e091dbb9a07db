// inkctl models: what a model folder holds, whether it is sound, and whether it fits into this machine.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>

#include "app/config.h"
#include "app/ctl/command_line.h"
#include "app/ctl/models_get.h"
#include "app/ctl/terminal.h"
#include "app/installed.h"
#include "engine/run/loader.h"

namespace ctl {
namespace {

namespace fs = std::filesystem;

// "671.0 B", "7.1 M"
std::string counted(int64_t number) {
    const auto value = static_cast<double>(number);
    if (value >= 1e9) return fmt::format("{:.1f} B", value / 1e9);
    if (value >= 1e6) return fmt::format("{:.1f} M", value / 1e6);
    return fmt::format("{}", number);
}

std::string sized(int64_t bytes) {
    const auto value = static_cast<double>(bytes);
    if (value >= 1e9) return fmt::format("{:.1f} GB", value / 1e9);
    return fmt::format("{:.1f} MB", value / 1e6);
}

std::string verdict(const engine::ModelFolder& folder, const engine::MemoryPlan& plan) {
    const int64_t needed = plan.weights + plan.cache;
    if (plan.fits())
        return fmt::format("needs {} of this machine's {}: fits", sized(needed), sized(plan.machine));
    return "does not fit: " + engine::shortage(folder, plan);
}

base::Result<> show(const fs::path& path) {
    const auto parts = TRY(engine::ModelParts::open(path, {}, engine::ModelParts::Purpose::Check));
    const int cacheTokens = engine::chooseCacheTokens(parts->config);
    const auto card = engine::cardOf(*parts->folder, parts->config,
                                     std::min(parts->config.maxPositionEmbeddings, cacheTokens));
    // A folder from anywhere may put anything into its title: nothing that steers a terminal gets through.
    fmt::print("{}\n", shownText(card.title));
    fmt::print("  folder        {}\n", parts->folder->path().string());
    fmt::print("  architecture  {}\n", card.architecture);
    fmt::print("  parameters    {}, of which {} are used for each token\n", counted(card.parameters),
               counted(card.activeParameters));
    fmt::print("  size          {} ({})\n", sized(card.bytes), card.formats);
    fmt::print("  context       {} tokens", parts->config.maxPositionEmbeddings);
    if (card.contextTokens < parts->config.maxPositionEmbeddings) fmt::print(", {} here", card.contextTokens);
    fmt::print("\n  memory        {}\n",
               verdict(*parts->folder, engine::planMemory(*parts->folder, parts->config, cacheTokens)));
    TRY(engine::openTokenizer(*parts));  // what the weights are is said without it, too
    return {};
}

// The starter, and what is in the models folder; those that are not complete are only told.
int showInstalled(const CLI::App& app) {
    std::vector<fs::path> folders{app::starterFolder()};
    for (const app::InstalledModel& model : app::installedModels(app::modelsFolder())) {
        if (model.unfinished)
            fmt::print("{}\n  unfinished; go on with: inkctl models get {}\n", shownText(model.name),
                       shownText(model.unfinished->order));
        else
            folders.push_back(model.folder);
    }
    int code = 0;
    for (const fs::path& folder : folders) {
        if (const auto shown = show(folder); !shown) {
            std::fflush(stdout);
            code = failed(app, shown.error());
        }
    }
    return code;
}

int showNamed(const CLI::App& app, const std::vector<std::string>& names) {
    int code = 0;
    for (const std::string& name : names) {
        const auto folder = app::findModel(name);
        const auto shown = folder ? show(*folder) : tl::unexpected(folder.error());
        if (shown) continue;
        std::fflush(stdout);
        code = failed(app, shown.error());
    }
    return code;
}

}  // namespace

int modelsCommand(Arguments arguments) {
    if (!arguments.empty() && arguments[0] == "get")
        return modelsGet(Arguments(arguments.begin() + 1, arguments.end()));
    CLI::App app(
        "Checks a model as loading would, and says what it holds and whether it fits into this machine. "
        "Without a "
        "path: the starter, the models in " +
            app::modelsFolder().string() +
            ", and what can be had.\n\n\"inkctl models get --help\": getting one.",
        "inkctl models");
    std::vector<std::string> names;
    bool json = false;
    app.add_option("MODEL", names, "folders, or names of models that are here");
    app.add_flag("--json", json, "only the catalogue, as JSON");
    if (const auto code = stopAfterParsing(app, std::move(arguments))) return *code;
    if (json) return listCatalogue(true);
    if (!names.empty()) return showNamed(app, names);
    const int code = showInstalled(app);
    fmt::print("\n");
    return std::max(code, listCatalogue(false));
}

}  // namespace ctl
