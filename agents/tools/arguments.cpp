#include "agents/tools/arguments.h"

#include <fmt/core.h>

#include <charconv>
#include <cmath>

#include "agents/tools/expression.h"
#include "agents/utf8.h"

namespace agents {
namespace {

using base::Code;

std::optional<double> numberIn(std::string_view text) {
    std::string digits;
    for (const char character : trimmed(text))
        if (character != ',') digits.push_back(character);  // 1,200
    double value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || !std::isfinite(value))
        return {};
    return value;
}

}  // namespace

const Json* Arguments::find(const char* name) const {
    if (!json_.is_object()) return nullptr;
    const auto found = json_.find(name);
    return found == json_.end() || found->is_null() ? nullptr : &*found;
}

base::Result<std::string> Arguments::text(const char* name) const {
    auto text = TRY(optionalText(name));
    if (!text) return base::failure(Code::Invalid, fmt::format("the argument \"{}\" is missing", name));
    return std::move(*text);
}

base::Result<std::optional<std::string>> Arguments::optionalText(const char* name) const {
    const Json* value = find(name);
    if (!value) return std::optional<std::string>();
    if (value->is_string()) return std::optional<std::string>(value->get<std::string>());
    if (value->is_number_integer()) return std::optional<std::string>(value->dump());
    if (value->is_number()) return std::optional<std::string>(numberText(value->get<double>()));
    return base::failure(Code::Invalid, fmt::format("the argument \"{}\" must be a text", name));
}

base::Result<double> Arguments::number(const char* name) const {
    const Json* value = find(name);
    if (!value) return base::failure(Code::Invalid, fmt::format("the argument \"{}\" is missing", name));
    if (value->is_number()) return value->get<double>();
    const auto read = value->is_string() ? numberIn(value->get_ref<const std::string&>()) : std::nullopt;
    if (!read) return base::failure(Code::Invalid, fmt::format("the argument \"{}\" must be a number", name));
    return *read;
}

base::Result<std::optional<int64_t>> Arguments::optionalInteger(const char* name) const {
    if (!find(name)) return std::optional<int64_t>();
    const double value = TRY(number(name));
    if (value != std::floor(value) || std::fabs(value) > 1e15)
        return base::failure(Code::Invalid, fmt::format("the argument \"{}\" must be a whole number", name));
    return std::optional<int64_t>(static_cast<int64_t>(value));
}

std::string Arguments::shown(const char* name) const {
    auto text = optionalText(name);
    return text && *text ? **text : std::string();
}

ToolResult failedResult(const base::Error& error) {
    return {.ok = false, .text = "error: " + error.message, .summary = error.message};
}

ToolResult goodResult(std::string text, std::string summary) {
    return {.ok = true, .text = std::move(text), .summary = std::move(summary)};
}

engine::ToolSpec toolSpec(const char* name, const char* description,
                          std::initializer_list<Property> properties) {
    Json members = Json::object();
    Json required = Json::array();
    for (const Property& property : properties) {
        members[property.name] = {{"type", property.type}, {"description", property.description}};
        if (property.required) required.push_back(property.name);
    }
    Json schema = {{"type", "object"}, {"properties", members}, {"additionalProperties", false}};
    if (!required.empty()) schema["required"] = required;
    return {name, description, schema.dump()};
}

}  // namespace agents
