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

fs::path resource(const char* name) {
    // build/<preset>/bin/inkstone -> the source tree three levels up
    const fs::path bin = programFolder();
    for (const fs::path& place : {bin / "../../../resources", bin / "../share/inkstone"}) {
        std::error_code error;
        fs::path whole = fs::weakly_canonical(place / name, error);
        if (!error && fs::exists(whole, error)) return whole;
    }
    return fs::path(INKSTONE_SOURCE_FOLDER) / "resources" / name;
}

}  // namespace

fs::path dataFolder() {
    if (auto data = fromEnvironment("XDG_DATA_HOME"); data.is_absolute()) return data / "inkstone";
    if (auto home = fromEnvironment("HOME"); !home.empty()) return home / ".local/share/inkstone";
    return "/tmp/inkstone";
}

fs::path starterFolder() {
    if (auto chosen = fromEnvironment("INKSTONE_STARTER"); !chosen.empty()) return chosen;
    return resource("starter/config.json").parent_path();
}

fs::path catalogueFile() {
    return resource("models.toml");
}

fs::path modelsFolder() {
    return dataFolder() / "models";
}

fs::path quantizedFolder() {
    if (auto cache = fromEnvironment("XDG_CACHE_HOME"); cache.is_absolute())
        return cache / "inkstone/quantized";
    if (auto home = fromEnvironment("HOME"); !home.empty()) return home / ".cache/inkstone/quantized";
    return "/tmp/inkstone/quantized";
}

}  // namespace app
