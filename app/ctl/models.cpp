// inkctl models: what a model folder holds, whether it is sound, and whether it fits into this machine.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <set>

#include "app/config.h"
#include "app/ctl/command_line.h"
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

// A folder from anywhere may put anything into its title: nothing that steers a terminal gets through.
std::string printable(std::string text) {
    std::erase_if(text, [](unsigned char character) { return character < 0x20 || character == 0x7F; });
    return text;
}

std::string verdict(const engine::MemoryPlan& plan) {
    const int64_t needed = plan.weights + plan.cache;
    if (plan.fits())
        return fmt::format("needs {} of this machine's {}: fits", sized(needed), sized(plan.machine));
    return fmt::format("needs {}, this machine has {}: does not fit", sized(needed), sized(plan.machine));
}

base::Result<> show(const fs::path& path) {
    const auto parts = TRY(engine::ModelParts::open(path, {}, engine::ModelParts::Purpose::Check));
    TRY(engine::openTokenizer(*parts));
    const int cacheTokens = engine::chooseCacheTokens(parts->config);
    const auto card = engine::cardOf(*parts->folder, parts->config,
                                     std::min(parts->config.maxPositionEmbeddings, cacheTokens));
    fmt::print("{}\n", printable(card.title));
    fmt::print("  folder        {}\n", parts->folder->path().string());
    fmt::print("  architecture  {}\n", card.architecture);
    fmt::print("  parameters    {}, of which {} are used for each token\n", counted(card.parameters),
               counted(card.activeParameters));
    fmt::print("  size          {} ({})\n", sized(card.bytes), card.formats);
    fmt::print("  context       {} tokens", parts->config.maxPositionEmbeddings);
    if (card.contextTokens < parts->config.maxPositionEmbeddings) fmt::print(", {} here", card.contextTokens);
    fmt::print("\n  memory        {}\n",
               verdict(engine::planMemory(*parts->folder, parts->config, cacheTokens)));
    return {};
}

std::vector<fs::path> knownFolders() {
    std::vector<fs::path> folders{app::starterFolder()};
    std::set<fs::path> own;
    std::error_code error;
    for (auto at = fs::directory_iterator(app::modelsFolder(), error);
         !error && at != fs::directory_iterator(); at.increment(error))
        if (at->is_directory(error)) own.insert(at->path());
    folders.insert(folders.end(), own.begin(), own.end());
    return folders;
}

}  // namespace

int modelsCommand(Arguments arguments) {
    CLI::App app(
        "Checks a model folder as loading would, and says what it holds and whether it fits into this "
        "machine. Without "
        "a path: the starter, and the folders in " +
            app::modelsFolder().string() + ".",
        "inkctl models");
    std::vector<std::string> paths;
    app.add_option("PATH", paths, "model folders");
    if (const auto code = stopAfterParsing(app, std::move(arguments))) return *code;

    std::vector<fs::path> folders(paths.begin(), paths.end());
    if (folders.empty()) folders = knownFolders();
    int code = 0;
    for (const fs::path& folder : folders) {
        if (const auto shown = show(folder); !shown) {
            std::fflush(stdout);
            code = failed(app, shown.error());
        }
    }
    return code;
}

}  // namespace ctl
