#include "engine/files/unfinished_copy.h"

#include <fmt/core.h>

#include <algorithm>

#include "engine/files/config_file.h"

namespace engine {
namespace {

constexpr size_t MaxNoteBytes = 64U << 10U;

// A folder from anywhere may say anything: nothing that steers a terminal gets through.
std::string shown(std::string text) {
    std::erase_if(text, [](unsigned char letter) { return letter < 0x20 || letter == 0x7F; });
    return text;
}

}  // namespace

std::string UnfinishedCopy::text() const {
    return Json{{"source", source}, {"to", to}, {"key", key}}.dump(1, ' ', false,
                                                                   Json::error_handler_t::replace);
}

std::optional<UnfinishedCopy> UnfinishedCopy::read(const std::filesystem::path& folder) {
    const auto json = readJsonFile(folder / FileName, MaxNoteBytes);
    if (!json) return {};
    const ConfigObject object(*json, FileName);
    const auto source = object.text("source");
    const auto to = object.text("to");
    const auto key = object.text("key");
    if (!source || !to || !key) return {};
    return UnfinishedCopy{*source, *to, *key};
}

base::Error UnfinishedCopy::refusal(const std::filesystem::path& folder) const {
    return {
        base::Code::BadModel,
        fmt::format("{0}: is a quantised copy that is not finished yet: go on with: inkctl quantize \"{1}\" "
                    "--to {2} --out \"{0}\"",
                    folder.string(), shown(source), shown(to))};
}

}  // namespace engine
