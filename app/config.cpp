#include "app/config.h"

#include <cstdlib>
#include <string>

namespace app {
namespace {

namespace fs = std::filesystem;

fs::path fromEnvironment(const char* name) {
    const char* value = std::getenv(name);
    return value && *value ? fs::path(value) : fs::path();
}

fs::path programFolder() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::path(".") : program.parent_path();
}

}  // namespace

fs::path dataFolder() {
    if (auto data = fromEnvironment("XDG_DATA_HOME"); data.is_absolute()) return data / "inkstone";
    if (auto home = fromEnvironment("HOME"); !home.empty()) return home / ".local/share/inkstone";
    return "/tmp/inkstone";
}

fs::path starterFolder() {
    if (auto chosen = fromEnvironment("INKSTONE_STARTER"); !chosen.empty()) return chosen;
    // build/<preset>/bin/inkstone -> the source tree three levels up
    const fs::path bin = programFolder();
    for (const fs::path& place : {bin / "../../../resources/starter", bin / "../share/inkstone/starter"}) {
        std::error_code error;
        const fs::path whole = fs::weakly_canonical(place, error);
        if (!error && fs::exists(whole / "config.json", error)) return whole;
    }
    return fs::path(INKSTONE_SOURCE_FOLDER) / "resources/starter";
}

fs::path modelsFolder() {
    return dataFolder() / "models";
}

}  // namespace app
