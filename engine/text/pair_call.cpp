#include "engine/text/pair_call.h"

#include <algorithm>

#include "engine/base/json.h"
#include "engine/text/control_names.h"
#include "engine/text/python_json.h"

namespace engine {
namespace {

using namespace control::glm;

// Goes over `mark` and the white space before it, if that is what comes next.
bool skip(std::string_view& rest, std::string_view mark) {
    const size_t first = std::min(rest.find_first_not_of(Blank), rest.size());
    if (!rest.substr(first).starts_with(mark)) return false;
    rest.remove_prefix(first + mark.size());
    return true;
}

// What is before `end`, and goes over both; all of it where the end is missing.
std::string_view take(std::string_view& rest, size_t end, std::string_view mark) {
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(std::min(taken.size() + mark.size(), rest.size()));
    return taken;
}

// A value may speak of marks itself: it ends where another key follows, or nothing.
size_t endOfValue(std::string_view rest) {
    size_t at = rest.find(ValueEnd);
    for (; at != std::string_view::npos; at = rest.find(ValueEnd, at + 1)) {
        const std::string_view next = trimmed(rest.substr(at + ValueEnd.size()));
        if (next.empty() || next.starts_with(KeyBegin)) break;
    }
    return at;
}

Json propertiesOf(std::string_view name, std::span<const ToolSpec> tools) {
    const auto tool =
        std::find_if(tools.begin(), tools.end(), [&](const ToolSpec& one) { return one.name == name; });
    const auto schema = tool == tools.end() ? Json() : parseJson(tool->parameters).value_or(Json());
    return schema.is_object() ? schema.value("properties", Json()) : Json();
}

std::string jsonValue(std::string_view text, const std::string& key, const Json& properties) {
    const Json property = properties.is_object() ? properties.value(key, Json()) : Json();
    const bool isText = property.is_object() && property.value("type", Json()) == "string";
    return isText || !parseJson(trimmed(text)) ? jsonText(text) : std::string(trimmed(text));
}

}  // namespace

std::optional<CallText> readPairCall(std::string_view body, bool whole, std::span<const ToolSpec> tools) {
    const size_t named = std::min(body.find(KeyBegin), body.size());
    CallText call{std::string(trimmed(body.substr(0, named))), "{"};
    if (call.name.empty() || call.name.find_first_of(" \t\r\n<>{}") != std::string::npos) return std::nullopt;
    if (named == body.size() && !whole) return std::nullopt;  // the name may be cut
    const Json properties = propertiesOf(call.name, tools);
    std::string_view rest = body.substr(named);
    while (skip(rest, KeyBegin)) {
        const std::string key(trimmed(take(rest, rest.find(KeyEnd), KeyEnd)));
        if (!skip(rest, ValueBegin)) {
            whole = false;
            break;
        }
        if (call.arguments.size() > 1) call.arguments += ", ";
        const std::string_view value = take(rest, endOfValue(rest), ValueEnd);
        call.arguments += jsonText(key) + ": " + jsonValue(value, key, properties);
    }
    if (whole && trimmed(rest).empty()) call.arguments += "}";
    return call;
}

}  // namespace engine
