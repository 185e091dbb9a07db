#include "engine/text/typescript_tools.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "engine/base/json.h"

namespace engine {
namespace {

using Ordered = nlohmann::ordered_json;

// As Python's repr() writes a text, but that it leaves all characters beyond ASCII as they are.
std::string pythonQuoted(const std::string& text) {
    const bool single = text.find('\'') == std::string::npos || text.find('"') != std::string::npos;
    const char quote = single ? '\'' : '"';
    std::string out(1, quote);
    for (const char letter : text) {
        const auto code = static_cast<unsigned char>(letter);
        if (letter == quote || letter == '\\') {
            out += {'\\', letter};
        } else if (letter == '\n' || letter == '\r' || letter == '\t') {
            out += letter == '\n' ? "\\n" : letter == '\r' ? "\\r" : "\\t";
        } else if (code < 0x20 || code == 0x7F) {
            out += fmt::format("\\x{:02x}", code);
        } else {
            out += letter;
        }
    }
    return out + quote;
}

// As Python's str() writes a value: that is what the template puts into the prompt.
std::string pythonText(const Ordered& value, bool inside = false) {
    if (value.is_string()) return inside ? pythonQuoted(value.get<std::string>()) : value.get<std::string>();
    if (value.is_null()) return "None";
    if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
    if (!value.is_structured()) return value.dump();
    std::string out(1, value.is_object() ? '{' : '[');
    for (const auto& [key, inner] : value.items()) {
        if (out.size() > 1) out += ", ";
        if (value.is_object()) out += pythonQuoted(key) + ": ";
        out += pythonText(inner, true);
    }
    return out + (value.is_object() ? '}' : ']');
}

std::string commented(const std::string& text, const std::string& indent) {
    std::string out;
    for (size_t begin = 0; begin <= text.size();) {
        const size_t end = std::min(text.find('\n', begin), text.size());
        const std::string line = text.substr(begin, end - begin);
        if (line.find_first_not_of(" \t\r\v\f") != std::string::npos)
            out += fmt::format("{}// {}\n", indent, line);
        begin = end + 1;
    }
    return out;
}

const Ordered* member(const Ordered& schema, const char* key) {
    const auto found = schema.is_object() ? schema.find(key) : schema.end();
    return found == schema.end() ? nullptr : &*found;
}

std::string typeOf(const Ordered& schema, const std::string& indent);

bool isRequired(const Ordered& schema, const std::string& key) {
    const Ordered* required = member(schema, "required");
    return required && required->is_array() &&
           std::find(required->begin(), required->end(), key) != required->end();
}

std::string property(const std::string& key, const Ordered& schema, bool required,
                     const std::string& indent) {
    constexpr std::array<std::string_view, 6> Told = {"format",   "maxItems", "maximum",
                                                      "minItems", "minimum",  "pattern"};
    const auto written = [](const Ordered& value) {
        return value.is_string() ? '"' + value.get<std::string>() + '"' : pythonText(value);
    };
    std::string out;
    const Ordered* description = member(schema, "description");
    if (description && description->is_string()) out += commented(description->get<std::string>(), indent);
    if (schema.is_object())
        for (const auto& [name, value] : schema.items())
            if (std::find(Told.begin(), Told.end(), name) != Told.end())
                out += fmt::format("{}// {}: {}\n", indent, name, written(value));
    out += fmt::format("{}{}{}: {},", indent, key, required ? "" : "?", typeOf(schema, indent + "  "));
    const Ordered* preset = member(schema, "default");
    if (!preset) preset = member(schema, "defalut_value");  // as the template spells it
    if (preset) out += " // default: " + written(*preset);
    return out + "\n";
}

std::string objectType(const Ordered& schema, const std::string& indent) {
    std::string out = "{\n";
    if (const Ordered* properties = member(schema, "properties"); properties && properties->is_object())
        for (const auto& [key, value] : properties->items())
            out += property(key, value, isRequired(schema, key), indent);
    const Ordered* others = member(schema, "additionalProperties");
    if (others && (others->is_object() || *others == true))
        out += fmt::format("{}[key: string]: {}\n", indent, typeOf(*others, indent + "  "));
    return out + indent.substr(2) + "}";
}

// The values there are to choose from; empty where any will do.
std::string choice(const Ordered& schema, const char* quote) {
    std::string out;
    const Ordered* values = member(schema, "enum");
    if (!values || !values->is_array()) return out;
    for (const Ordered& value : *values)
        out += fmt::format("{0}{1}{2}{1}", out.empty() ? "" : " | ", quote, pythonText(value));
    return out;
}

std::string typeOf(const Ordered& schema, const std::string& indent) {
    const Ordered* kind = member(schema, "type");
    const std::string type = kind && kind->is_string() ? kind->get<std::string>() : "";
    if (type == "object") return objectType(schema, indent);
    if (type == "boolean") return "boolean";
    if (type == "array") {
        const Ordered* items = member(schema, "items");
        return items ? typeOf(*items, indent) + "[]" : "Array<any>";
    }
    if (type == "string") {
        if (std::string values = choice(schema, "\""); !values.empty()) return values;
        const Ordered* format = member(schema, "format");
        return format && (*format == "date-time" || *format == "date") ? "Date" : "string";
    }
    if (type != "number" && type != "integer") return "any";
    std::string values = choice(schema, "");
    return values.empty() ? "number" : values;
}

std::string functionType(const ToolSpec& tool) {
    const bool sound = parseJson(tool.parameters).has_value();
    const Ordered schema = sound ? Ordered::parse(tool.parameters, nullptr, false) : Ordered();
    const Ordered* properties = member(schema, "properties");
    const bool takesSome = properties && properties->is_object() && !properties->empty();
    return fmt::format("{}type {} = ({}) => any;\n", commented(tool.description, ""), tool.name,
                       takesSome ? "_: " + typeOf(schema, "  ") : "");
}

}  // namespace

std::string typescriptTools(std::span<const ToolSpec> tools) {
    std::string out = "namespace functions {\n";
    for (const ToolSpec& tool : tools) out += functionType(tool) + "\n";
    return out + "} // namespace functions\n\n";
}

}  // namespace engine
