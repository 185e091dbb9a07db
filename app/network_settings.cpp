#include "app/network_settings.h"

#include <fmt/core.h>
#include <toml++/toml.h>

#include <cstdlib>

#include "app/config.h"

namespace app {
namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::string firstOf(std::initializer_list<std::string> candidates) {
    for (const std::string& one : candidates)
        if (!one.empty()) return one;
    return {};
}

base::Result<toml::table> settingsFile() {
    const std::filesystem::path file = dataFolder() / "settings.toml";
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return toml::table();
    try {
        return toml::parse_file(file.string());
    } catch (const toml::parse_error& problem) {
        return base::failure(base::Code::Invalid,
                             fmt::format("{}, line {}: {}", file.string(), problem.source().begin.line,
                                         problem.description()));
    }
}

}  // namespace

base::Result<engine::Network> networkFor(engine::SourceKind source, const NetworkChoice& choice) {
    const toml::table file = TRY(settingsFile());
    const std::string section(nameOf(source));
    const auto kept = [&](const std::string& table, const char* key) {
        return file[table][key].value_or(std::string());
    };
    const bool hub = source == engine::SourceKind::HuggingFace;
    engine::Network network;
    network.proxy = firstOf({choice.proxy, kept("network", "proxy")});
    if (source == engine::SourceKind::Address) {  // nothing that belongs to a hub goes to just any address
        network.token = choice.token;
        return network;
    }
    network.mirror = firstOf({choice.mirror, hub ? variable("HF_ENDPOINT") : "", kept(section, "mirror")});
    network.token = firstOf({choice.token, hub ? variable("HF_TOKEN") : "", kept(section, "token")});
    return network;
}

}  // namespace app
