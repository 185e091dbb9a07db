#include "engine/text/llama_format.h"

#include <fmt/core.h>

#include "engine/text/control_names.h"
#include "engine/text/python_json.h"

namespace engine {
namespace {

using namespace control::llama;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view Blank = " \t\r\n\v\f";
    const size_t first = text.find_first_not_of(Blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(Blank) - first + 1);
}

// Source: chat_template of Llama-3-Instruct ("llama-3") and Llama-3.1-Instruct ("llama-3.1", which 3.2
// and 3.3 share but for the date: here it is always the template's own, so that equal conversations are equal
// prompts). Unlike there, several calls of one message are rendered (there they are refused) one after
// another with "; " between them, and text beside them is kept, before them (there it is lost).
class Rendering {
public:
    void begin() { writer_.control(BeginOfText); }

    void preamble(std::string_view system, bool tools) {
        header("system");
        if (tools) writer_.text("Environment: ipython\n");
        writer_.text("Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n");
        writer_.text(trimmed(system));
        writer_.control(EndOfTurn);
    }

    // Tools stand in the first message of the user's.
    void firstUser(std::string_view words, std::span<const ToolSpec> tools) {
        header("user");
        writer_.text(
            "Given the following functions, please respond with a JSON for a function call with its proper "
            "arguments that best answers the given prompt.\n\nRespond in the format {\"name\": function "
            "name, \"parameters\": dictionary of argument name and its value}.Do not use variables.\n\n");
        for (const ToolSpec& tool : tools) writer_.text(toolJson(tool, 4) + "\n\n");
        writer_.text(trimmed(words));
        writer_.control(EndOfTurn);
    }

    void add(const Message& message) {
        switch (message.role) {
            case Role::System: header("system"); break;
            case Role::User: header("user"); break;
            case Role::Assistant: header("assistant"); break;
            case Role::Tool: header("ipython"); break;
        }
        if (message.role == Role::Tool) {
            writer_.text(jsonText(message.text));
        } else {
            writer_.text(trimmed(message.text));
        }
        for (const ToolCall& call : message.calls) {
            const bool first = &call == message.calls.data();
            if (!first || !trimmed(message.text).empty()) writer_.text(first ? "\n" : "; ");
            writer_.text(fmt::format("{{\"name\": \"{}\", \"parameters\": {}}}", call.name,
                                     call.arguments.empty() ? "{}" : pythonJson(call.arguments)));
        }
        writer_.control(EndOfTurn);
    }

    ChatPrompt end(bool generate) {
        if (generate) header("assistant");
        return {writer_.take(), false};
    }

private:
    void header(std::string_view role) {
        writer_.control(HeaderBegin);
        writer_.text(role);
        writer_.control(HeaderEnd);
        writer_.text("\n\n");
    }

    PromptWriter writer_;
};

// The family's first template knows no tools; then they are told as in 3.1.
class LlamaFormat : public ChatFormat {
public:
    LlamaFormat(std::string_view name, bool dated) : name_(name), dated_(dated) {}
    std::string_view name() const override { return name_; }
    const ReplyMarks& reply() const override { return marks_; }
    ChatPrompt render(std::span<const Message> messages, std::span<const ToolSpec> tools,
                      const ChatOptions& options) const override {
        Rendering rendering;
        rendering.begin();
        const bool given = !messages.empty() && messages.front().role == Role::System;
        if (dated_) rendering.preamble(given ? messages.front().text : "", !tools.empty());
        bool told = tools.empty();
        for (const Message& message : messages.subspan(given && dated_ ? 1 : 0)) {
            if (told || message.role != Role::User) {
                rendering.add(message);
            } else {
                rendering.firstUser(message.text, tools);
                told = true;
            }
        }
        return rendering.end(options.addGenerationPrompt);
    }

private:
    std::string_view name_;
    bool dated_;
    const ReplyMarks marks_{.callBegin = PythonTag,
                            .form = CallForm::Object,
                            .bareCalls = true,
                            .ends = {EndOfTurn, EndOfMessage, EndOfText}};
};

}  // namespace

std::span<const ChatFormat* const> llamaFormats() {
    static const LlamaFormat later("llama-3.1", true);
    static const LlamaFormat first("llama-3", false);
    static const ChatFormat* const all[] = {&later, &first};
    return all;
}

}  // namespace engine
