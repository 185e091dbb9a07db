#include "engine/text/tool_prompt.h"

#include <fmt/core.h>

#include "engine/text/control_names.h"

namespace engine {
namespace {

std::string namesOf(std::span<const ToolSpec> tools) {
    std::string names = "Tools: ";
    for (const ToolSpec& tool : tools) names += (&tool == tools.data() ? "" : ", ") + tool.name;
    return names;
}

std::string descriptionsOf(std::span<const ToolSpec> tools) {
    std::string text = "# Tools\n\nThese tools are there for you. Call one when it helps to answer.\n";
    for (const ToolSpec& tool : tools) {
        text += fmt::format("\n## {}\n", tool.name);
        if (!tool.description.empty()) text += tool.description + "\n";
        text +=
            fmt::format("Arguments (JSON schema): {}\n", tool.parameters.empty() ? "{}" : tool.parameters);
    }
    return text;
}

}  // namespace

void appendToolPrompt(std::span<const ToolSpec> tools, ToolPrompt kind, PromptWriter& writer) {
    if (kind == ToolPrompt::Names) return writer.text(namesOf(tools));
    // The example is made of real control tokens, because those are what the model has to write.
    writer.text(descriptionsOf(tools) + "\n# How to call a tool\n\nEnd your turn with exactly this:\n\n");
    writer.optional(control::CallsBegin);
    writer.optional(control::CallBegin);
    writer.text("function");
    writer.optional(control::Separator);
    writer.text("NAME\n```json\n{\"ARGUMENT\": \"VALUE\"}\n```");
    writer.optional(control::CallEnd);
    writer.optional(control::CallsEnd);
    writer.text(
        "\n\nNAME is the name of the tool. Between ```json and ``` stands one JSON object that fits the "
        "tool's schema. "
        "To call several tools, write one call after another, each from ");
    writer.optional(control::CallBegin);
    writer.text(" to ");
    writer.optional(control::CallEnd);
    writer.text(
        ", with a line break between them. You then get their results in the same order, and go on: with "
        "another call, "
        "or with the answer. Never invent a result.");
}

}  // namespace engine
