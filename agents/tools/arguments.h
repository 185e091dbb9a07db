// A tool's arguments, taken out of JSON that a model wrote: right types or an error in words. Any thread.
#pragma once

#include <optional>
#include <string>

#include "agents/tool.h"

namespace agents {

class Arguments {
public:
    explicit Arguments(const Json& json) : json_(json) {}

    // A missing one, null, or (for text) one of another type is Invalid; numbers are read as text and numbers
    // in quotes as numbers, because models mix them up.
    base::Result<std::string> text(const char* name) const;
    base::Result<double> number(const char* name) const;
    // The same, but absent and null give nothing.
    base::Result<std::optional<std::string>> optionalText(const char* name) const;
    base::Result<std::optional<int64_t>> optionalInteger(const char* name) const;

    // For the card, before anything was checked: the text, or "" when there is none.
    std::string shown(const char* name) const;

private:
    const Json* find(const char* name) const;
    const Json& json_;
};

ToolResult failedResult(const base::Error& error);  // "error: ..."
ToolResult goodResult(std::string text, std::string summary);

// {"type": "object", ...} for properties given as {name, {type, description}, required}.
struct Property {
    const char* name;
    const char* type;
    const char* description;
    bool required = true;
};
engine::ToolSpec toolSpec(const char* name, const char* description,
                          std::initializer_list<Property> properties);

}  // namespace agents
