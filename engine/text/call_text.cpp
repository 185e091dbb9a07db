#include "engine/text/call_text.h"

#include <algorithm>

namespace engine {
namespace {

constexpr std::string_view Blank = " \t\r\n";
constexpr std::string_view Fence = "```";

std::string_view trimmed(std::string_view text) {
    const size_t first = text.find_first_not_of(Blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(Blank) - first + 1);
}

// What is inside a fence, or all of it where there is none. The last line's fence may be cut off.
std::string_view withoutFence(std::string_view text) {
    text = trimmed(text);
    if (!text.starts_with(Fence)) return text;
    text.remove_prefix(Fence.size());
    if (text.starts_with("json")) text.remove_prefix(4);
    for (int cut = 3; cut > 0; --cut) {
        if (!text.ends_with(Fence.substr(0, static_cast<size_t>(cut)))) continue;
        text.remove_suffix(static_cast<size_t>(cut));
        break;
    }
    return trimmed(text);
}

// Whether what follows the name can be arguments: fenced or bare JSON, or anything on a line of its own.
bool looksLikeArguments(std::string_view rest, bool marked) {
    const std::string_view begin = trimmed(rest);
    if (begin.starts_with(Fence) || begin.starts_with('{') || begin.starts_with('[')) return true;
    return marked && (begin.empty() || rest.starts_with('\n'));
}

}  // namespace

CallText readCall(std::string_view kind, std::string_view body) {
    constexpr std::string_view Function = "function";
    kind = trimmed(kind);
    if (!kind.empty() && kind != Function) return {std::string(kind), std::string(withoutFence(body))};
    body = trimmed(body);
    if (kind.empty() && body.starts_with(Function)) {  // the separator was left out
        const std::string_view rest = body.substr(Function.size());
        if (!rest.empty() && Blank.find(rest.front()) != std::string_view::npos) body = trimmed(rest);
    }
    const size_t end = std::min(body.find_first_of(" \t\r\n{[`"), body.size());
    const std::string_view rest = body.substr(end);
    if (end == 0 || !looksLikeArguments(rest, !kind.empty())) return {};
    return {std::string(body.substr(0, end)), std::string(withoutFence(rest))};
}

}  // namespace engine
