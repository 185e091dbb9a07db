#include "engine/text/chatml_format.h"

#include <fmt/core.h>

#include "engine/text/control_names.h"
#include "engine/text/python_json.h"

namespace engine {
namespace {

using namespace control::chatml;

struct Variant {
    std::string_view name;
    std::string_view systemText;  // when the conversation has none; empty: then there is no system turn
    bool tellsTools = false;
};

// Source: chat_template of Qwen2-Instruct, Qwen2.5-Instruct and SmolLM2-Instruct. Calls and results look as
// in Qwen2.5's, also where the family's own template knows none. The marks of calls are control tokens only
// where the vocabulary has them.
class Rendering {
public:
    void system(std::string_view words, std::span<const ToolSpec> tools) {
        begin("system");
        writer_.text("\n");
        writer_.text(words);
        if (!tools.empty()) tellTools(tools);
        end();
    }

    void add(const Message& message) {
        if (message.role == Role::Tool) return result(message);
        closeResults();
        if (message.role == Role::Assistant && !message.calls.empty()) return call(message);
        begin(message.role == Role::System ? "system" : message.role == Role::User ? "user" : "assistant");
        writer_.text("\n" + message.text);
        end();
    }

    ChatPrompt finish(bool generate) {
        closeResults();
        if (generate) {
            begin("assistant");
            writer_.text("\n");
        }
        return {writer_.take(), false};
    }

private:
    void begin(std::string_view role) {
        writer_.control(Begin);
        writer_.text(role);
    }
    void end() {
        writer_.control(End);
        writer_.text("\n");
    }

    void tellTools(std::span<const ToolSpec> tools) {
        writer_.text(
            "\n\n# Tools\n\nYou may call one or more functions to assist with the user query.\n\n"
            "You are provided with function signatures within <tools></tools> XML tags:\n<tools>");
        for (const ToolSpec& tool : tools) {
            writer_.text("\n");
            writer_.text(toolJson(tool));
        }
        writer_.text(
            "\n</tools>\n\nFor each function call, return a json object with function name and arguments "
            "within ");
        writer_.optional(CallBegin);
        writer_.optional(CallEnd);
        writer_.text(" XML tags:\n");
        writer_.optional(CallBegin);
        writer_.text("\n{\"name\": <function-name>, \"arguments\": <args-json-object>}\n");
        writer_.optional(CallEnd);
    }

    void call(const Message& message) {
        begin("assistant");
        if (!message.text.empty()) writer_.text("\n" + message.text);
        for (const ToolCall& call : message.calls) {
            writer_.text("\n");
            writer_.optional(CallBegin);
            writer_.text(fmt::format("\n{{\"name\": \"{}\", \"arguments\": {}}}\n", call.name,
                                     call.arguments.empty() ? "{}" : pythonJson(call.arguments)));
            writer_.optional(CallEnd);
        }
        end();
    }

    // Results that follow each other are one message of the user's.
    void result(const Message& message) {
        if (!resultsOpen_) begin("user");
        resultsOpen_ = true;
        writer_.text("\n<tool_response>\n" + message.text + "\n</tool_response>");
    }
    void closeResults() {
        if (resultsOpen_) end();
        resultsOpen_ = false;
    }

    PromptWriter writer_;
    bool resultsOpen_ = false;
};

class ChatmlFormat : public ChatFormat {
public:
    explicit ChatmlFormat(const Variant& variant) : variant_(variant) {}
    std::string_view name() const override { return variant_.name; }
    const ReplyMarks& reply() const override { return marks_; }
    ChatPrompt render(std::span<const Message> messages, std::span<const ToolSpec> tools,
                      const ChatOptions& options) const override {
        Rendering rendering;
        if (!variant_.tellsTools) tools = {};
        const bool given = !messages.empty() && messages.front().role == Role::System;
        if (given || !variant_.systemText.empty() || !tools.empty())
            rendering.system(given ? std::string_view(messages.front().text) : variant_.systemText, tools);
        for (const Message& message : messages.subspan(given ? 1 : 0)) rendering.add(message);
        return rendering.finish(options.addGenerationPrompt);
    }

private:
    Variant variant_;
    const ReplyMarks marks_{.callBegin = CallBegin,
                            .callEnd = CallEnd,
                            .form = CallForm::Object,
                            .callAsText = true,
                            .ends = {End, "<|endoftext|>"}};
};

}  // namespace

std::span<const ChatFormat* const> chatmlFormats() {
    static const ChatmlFormat qwen25(
        {"qwen2.5", "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.", true});
    static const ChatmlFormat qwen2({"qwen2", "You are a helpful assistant.", true});
    // Its small sizes were not trained on tools.
    static const ChatmlFormat smollm2(
        {"smollm2", "You are a helpful AI assistant named SmolLM, trained by Hugging Face"});
    static const ChatmlFormat plain({"chatml", "", true});
    static const ChatFormat* const all[] = {&qwen25, &qwen2, &smollm2, &plain};
    return all;
}

}  // namespace engine
