#include "engine/text/call_text.h"

#include <algorithm>

#include "engine/base/json.h"

namespace engine {
namespace {

constexpr std::string_view Fence = "```";

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

// `kind` is "function" in DeepSeek-V3's form, with NAME\n```json\nARGS\n``` as the body; the name itself in
// that of V3.1, with ARGS as the body; empty when there was no separator. The name is empty when this is no
// call.
CallText readDeepSeek(std::string_view kind, std::string_view body) {
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

// "functions.NAME:0": the name alone.
std::string_view kimiName(std::string_view id) {
    constexpr std::string_view Functions = "functions.";
    id = trimmed(id);
    if (id.starts_with(Functions)) id.remove_prefix(Functions.size());
    const size_t colon = id.rfind(':');
    const bool numbered = colon != std::string_view::npos &&
                          id.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
    return numbered ? id.substr(0, colon) : id;
}

// Walks over JSON text that may be cut anywhere. What it gives are views of that text.
class JsonWalk {
public:
    explicit JsonWalk(std::string_view text) : text_(text) {}

    bool skip(char wanted) {
        blanks();
        if (at_ >= text_.size() || text_[at_] != wanted) return false;
        ++at_;
        return true;
    }
    void skipBetweenCalls() { at_ = std::min(text_.find_first_not_of(" \t\r\n;,[]", at_), text_.size()); }

    // A value with all that is inside of it; to the end where that is missing. Empty: there is none.
    std::string_view value() {
        blanks();
        const size_t begin = at_;
        int depth = 0;
        for (; at_ < text_.size(); ++at_) {
            const char letter = text_[at_];
            if (letter == '"') {
                string();
                if (depth == 0) break;
                --at_;
                continue;
            }
            if (letter == '{' || letter == '[') ++depth;
            if (depth == 0 && (letter == ',' || letter == '}' || letter == ']')) break;
            if (depth > 0 && (letter == '}' || letter == ']') && --depth == 0) {
                ++at_;
                break;
            }
        }
        return trimmed(text_.substr(begin, at_ - begin));
    }

private:
    void blanks() { at_ = std::min(text_.find_first_not_of(Blank, at_), text_.size()); }
    void string() {
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '\\') {
                ++at_;
            } else if (text_[at_] == '"') {
                ++at_;
                return;
            }
        }
        at_ = text_.size();
    }

    std::string_view text_;
    size_t at_ = 0;
};

// What a JSON string says, or the text itself.
std::string meaning(std::string_view text) {
    if (!text.starts_with('"')) return std::string(text);
    const auto json = parseJson(text);
    return json && json->is_string() ? json->get<std::string>() : std::string(text);
}

// {"name": ..., "arguments": {...}}; keys in any order. No name: no call.
CallText readObject(JsonWalk& walk) {
    CallText call;
    if (!walk.skip('{')) return call;
    do {
        const std::string key = meaning(walk.value());
        if (!walk.skip(':')) break;
        const std::string_view value = walk.value();
        if (key == "name" && value.ends_with('"')) call.name = meaning(value);  // else it is cut
        if (key == "arguments" || key == "parameters") call.arguments = meaning(value);
    } while (walk.skip(','));
    walk.skip('}');
    return call;
}

std::vector<CallText> readObjects(std::string_view body) {
    std::vector<CallText> calls;
    JsonWalk walk(withoutFence(body));
    for (walk.skipBetweenCalls();; walk.skipBetweenCalls()) {
        CallText call = readObject(walk);
        if (call.name.empty()) return calls;
        calls.push_back(std::move(call));
    }
}

// A message whose role is the call; the separator behind the role may be missing.
std::vector<CallText> readRole(bool separated, std::string_view kind, std::string_view body) {
    constexpr std::string_view Call = "function call";
    kind = trimmed(kind);
    if (!kind.starts_with(Call)) return {};
    kind.remove_prefix(Call.size());
    if (!separated) return readObjects(kind);
    return kind.empty() ? readObjects(body) : std::vector<CallText>();
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    const size_t first = text.find_first_not_of(Blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(Blank) - first + 1);
}

std::vector<CallText> readCalls(CallForm form, bool separated, std::string_view kind, std::string_view body) {
    if (form == CallForm::Object) return readObjects(body);
    if (form == CallForm::Role) return readRole(separated, kind, body);
    CallText call;
    if (form == CallForm::Kimi && separated) {
        call = {std::string(kimiName(kind)), std::string(trimmed(body))};
    } else {
        call = separated ? readDeepSeek(kind, body) : readDeepSeek({}, kind);
        if (form == CallForm::Kimi) call.name = kimiName(call.name);
    }
    return call.name.empty() ? std::vector<CallText>() : std::vector{std::move(call)};
}

}  // namespace engine
