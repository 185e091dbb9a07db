#include "engine/net/chosen_files.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace engine {
namespace {

constexpr std::string_view ModelFiles[] = {
    "config.json",    "generation_config.json",   "inkstone.json",
    "tokenizer.json", "tokenizer_config.json",    "tokenizer.model",
    "tiktoken.model", "special_tokens_map.json",  "chat_template.jinja",
    "*.safetensors",  "*.safetensors.index.json", "LICENSE*"};

std::string baseName(std::string_view path) {
    return std::string(path.substr(path.find_last_of('/') + 1));
}

bool isGguf(std::string_view name) {
    return name.ends_with(".gguf");
}

// Names in the top folder only: what lies deeper belongs to something else.
std::vector<RemoteFile> byPattern(const std::vector<RemoteFile>& all, const auto& patterns) {
    std::vector<RemoteFile> chosen;
    for (const RemoteFile& file : all) {
        const bool wanted = std::any_of(std::begin(patterns), std::end(patterns),
                                        [&](const auto& pattern) { return matches(pattern, file.name); });
        if (wanted && file.name.find('/') == std::string::npos) chosen.push_back(file);
    }
    return chosen;
}

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return text;
}

// The GGUF models of a source: each with all its parts.
std::map<std::string, std::vector<RemoteFile>> ggufModels(const std::vector<RemoteFile>& all) {
    std::map<std::string, std::vector<RemoteFile>> models;
    for (const RemoteFile& file : all) {
        if (!isGguf(file.name)) continue;
        const auto split = splitNameOf(file.name);
        models[split ? split->stem : file.name].push_back(file);
    }
    return models;
}

base::Result<std::vector<RemoteFile>> wholeModel(std::vector<RemoteFile> parts) {
    const auto split = splitNameOf(parts.front().name);
    if (split && static_cast<int>(parts.size()) != split->parts)
        return base::failure(base::Code::BadModel,
                             fmt::format("{} should have {} parts, and the source has {} of them.",
                                         split->stem, split->parts, parts.size()));
    for (RemoteFile& file : parts) file.name = baseName(file.name);
    return parts;
}

base::Result<std::vector<RemoteFile>> oneGguf(const std::vector<RemoteFile>& all, const ModelOrder& order) {
    auto models = ggufModels(all);
    const std::string wanted = upper(order.variant);
    std::vector<std::string> fit, names;
    for (const auto& [name, parts] : models) {
        names.push_back(baseName(name));
        if (upper(baseName(name)) == wanted || upper(name) == wanted) return wholeModel(parts);
        if (upper(name).find(wanted) != std::string::npos) fit.push_back(name);
    }
    if (fit.size() == 1) return wholeModel(models[fit[0]]);
    std::string choices;
    for (const std::string& name : names)
        if (choices.size() < 2000) choices += "\n  " + name;
    if (models.empty())
        return base::failure(base::Code::NotFound,
                             fmt::format("{}: there is neither a folder of safetensors nor "
                                         "a GGUF file.",
                                         writtenOrder(order)));
    return base::failure(
        base::Code::Invalid,
        fmt::format("{}: there are {} GGUF models{}. Say which, for example {}:{}{}", writtenOrder(order),
                    models.size(), wanted.empty() ? "" : fmt::format(", {} of them fit that", fit.size()),
                    order.id, names.front(), choices));
}

}  // namespace

bool matches(std::string_view pattern, std::string_view name) {
    size_t at = 0, in = 0, star = std::string_view::npos, from = 0;
    while (in < name.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            from = in;
        } else if (at < pattern.size() && pattern[at] == name[in]) {
            ++at, ++in;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            in = ++from;
        } else {
            return false;
        }
    }
    while (at < pattern.size() && pattern[at] == '*') ++at;
    return at == pattern.size();
}

// NAME-00002-of-00003.gguf
std::optional<SplitName> splitNameOf(std::string_view name) {
    constexpr size_t Tail = 20;  // "-00002-of-00003.gguf"
    if (!isGguf(name) || name.size() <= Tail) return {};
    const std::string_view tail = name.substr(name.size() - Tail);
    SplitName split{std::string(name.substr(0, name.size() - Tail))};
    const auto number = [](std::string_view text, int& value) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc() && end == text.data() + text.size();
    };
    if (tail[0] != '-' || tail.substr(6, 4) != "-of-" || !number(tail.substr(1, 5), split.part) ||
        !number(tail.substr(10, 5), split.parts) || split.part < 1 || split.part > split.parts)
        return {};
    return split;
}

base::Result<std::vector<RemoteFile>> chooseFiles(std::vector<RemoteFile> all, const ModelOrder& order) {
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    if (!order.patterns.empty()) {
        auto chosen = byPattern(all, order.patterns);
        if (chosen.empty())
            return base::failure(base::Code::NotFound, fmt::format("{}: none of the files that belong to the "
                                                                   "model is there.",
                                                                   writtenOrder(order)));
        return chosen;
    }
    if (order.variant.empty()) {
        auto chosen = byPattern(all, ModelFiles);
        const bool weights = std::any_of(chosen.begin(), chosen.end(), [](const RemoteFile& file) {
            return file.name.ends_with(".safetensors");
        });
        if (weights) return chosen;
    }
    return oneGguf(all, order);
}

}  // namespace engine
