#include "engine/text/deepseek_v31_format.h"

#include <fmt/core.h>

#include "engine/text/control_names.h"
#include "engine/text/deepseek_format.h"
#include "engine/text/python_json.h"

namespace engine {
namespace {

using namespace control;

// The words of the model card, on which the model was trained. The template itself tells no tools.
void tellTools(std::span<const ToolSpec> tools, PromptWriter& writer) {
    std::string list = "## Tools\nYou have access to the following tools:\n";
    for (const ToolSpec& tool : tools)
        list += fmt::format("\n### {}\nDescription: {}\n\nParameters: {}\n", tool.name, tool.description,
                            tool.parameters.empty() ? "{}" : pythonJson(tool.parameters));
    writer.text(list + "\nIMPORTANT: ALWAYS adhere to this exact format for tool use:\n");
    writer.control(CallsBegin);
    writer.control(CallBegin);
    writer.text("tool_call_name");
    writer.control(Separator);
    writer.text("tool_call_arguments");
    writer.control(CallEnd);
    writer.text("{additional_tool_calls}");
    writer.control(CallsEnd);
    writer.text(
        "\n\nWhere:\n\n- `tool_call_name` must be an exact match to one of the available tools\n"
        "- `tool_call_arguments` must be valid JSON that strictly follows the tool's Parameters Schema\n"
        "- For multiple tool calls, chain them directly without separators or spaces\n");
}

// Source: chat_template in DeepSeek-V3.1's tokenizer_config.json. The same text, but for what is faulty
// there: here an assistant's message that follows neither a user nor a tool begins with
// <|Assistant|></think>, too (there the two run together), and what was thought is cut out after tool
// results, too.
class Rendering {
public:
    void system(std::span<const Message> messages, std::span<const ToolSpec> tools) {
        writer_.control(BeginOfSentence);
        const std::string all = systemText(messages);
        writer_.text(all);
        if (tools.empty()) return;
        if (!all.empty()) writer_.text("\n\n");
        tellTools(tools, writer_);
    }

    void add(const Message& message) {
        if (message.role == Role::System) return;
        if (message.role == Role::User) {
            writer_.control(User);
            writer_.text(message.text);
        } else if (message.role == Role::Tool) {
            writer_.control(OutputBegin);
            writer_.text(message.text);
            writer_.control(OutputEnd);
        } else {
            assistant(message);
        }
        afterTool_ = message.role == Role::Tool;
    }

    ChatPrompt end(const ChatOptions& options) {
        const bool begins = options.addGenerationPrompt && !afterTool_;
        if (begins) {
            writer_.control(Assistant);
            writer_.optional(options.thinking ? ThinkBegin : ThinkEnd);
        }
        return {writer_.take(), begins && options.thinking};
    }

private:
    void assistant(const Message& message) {
        if (!afterTool_) {
            writer_.control(Assistant);
            writer_.optional(ThinkEnd);
        }
        const size_t thought = message.text.find(ThinkEnd);
        writer_.text(thought == std::string::npos
                         ? std::string_view(message.text)
                         : std::string_view(message.text).substr(thought + ThinkEnd.size()));
        if (!message.calls.empty()) calls(message.calls);
        writer_.control(EndOfSentence);
    }

    void calls(const std::vector<ToolCall>& all) {
        writer_.control(CallsBegin);
        for (const ToolCall& call : all) {
            writer_.control(CallBegin);
            writer_.text(call.name);
            writer_.control(Separator);
            writer_.text(call.arguments);
            writer_.control(CallEnd);
        }
        writer_.control(CallsEnd);
    }

    PromptWriter writer_;
    bool afterTool_ = false;
};

class DeepSeekV31Format : public ChatFormat {
public:
    DeepSeekV31Format() : marks_(deepseekMarks()) { marks_.thinkAsText = true; }
    std::string_view name() const override { return "deepseek-v3.1"; }
    bool thinksWhenAsked() const override { return true; }
    const ReplyMarks& reply() const override { return marks_; }
    ChatPrompt render(std::span<const Message> messages, std::span<const ToolSpec> tools,
                      const ChatOptions& options) const override {
        Rendering rendering;
        rendering.system(messages, tools);
        for (const Message& message : messages) rendering.add(message);
        return rendering.end(options);
    }

private:
    ReplyMarks marks_;
};

}  // namespace

std::span<const ChatFormat* const> deepseekV31Formats() {
    static const DeepSeekV31Format format;
    static const ChatFormat* const all[] = {&format};
    return all;
}

}  // namespace engine
