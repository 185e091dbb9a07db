#include "engine/text/gigachat_format.h"

#include <fmt/core.h>

#include "engine/text/control_names.h"
#include "engine/text/gigachat_words.h"
#include "engine/text/python_json.h"
#include "engine/text/typescript_tools.h"

namespace engine {
namespace {

using namespace control::gigachat;

std::string_view roleName(Role role) {
    switch (role) {
        case Role::System: return "system";
        case Role::User: return "user";
        case Role::Assistant: return "assistant";
        case Role::Tool: return "function result";
    }
    return {};
}

std::string callText(const ToolCall& call) {
    return fmt::format("{{\"name\": \"{}\", \"arguments\": {}}}", call.name,
                       call.arguments.empty() ? "{}" : pythonJson(call.arguments));
}

// Source: chat_template of GigaChat3-10B-A1.8B, where a call is a message of its own, and of
// GigaChat3.1-10B-A1.8B, where it stands behind a control token in the assistant's. The same text, but for
// what is faulty there: here every call of a message is rendered (there the first alone), and the assistant's
// turn is begun whenever that is asked for (there not in an empty conversation, and not after an assistant's
// message, so that the model would have to guess whose turn it is).
class Rendering {
public:
    explicit Rendering(bool callsInside) : callsInside_(callsInside) { writer_.control(BeginOfText); }

    void say(std::string_view role, std::string_view words) {
        begin(role);
        writer_.text(words);
        writer_.control(MessageEnd);
    }

    void add(const Message& message) {
        begin(roleName(message.role));
        writer_.text(message.text);
        if (callsInside_)
            for (const ToolCall& call : message.calls) {
                writer_.control(FunctionCall);
                writer_.text(callText(call));
            }
        writer_.control(MessageEnd);
        if (!callsInside_)
            for (const ToolCall& call : message.calls) say("function call", callText(call));
    }

    ChatPrompt end(bool generate) {
        if (generate) begin(roleName(Role::Assistant));
        return {writer_.take(), false};
    }

private:
    void begin(std::string_view role) {
        writer_.text(role);
        writer_.control(RoleEnd);
    }

    PromptWriter writer_;
    bool callsInside_;
};

class GigaChatFormat : public ChatFormat {
public:
    GigaChatFormat(std::string_view name, bool callsInside, ReplyMarks marks)
        : name_(name), callsInside_(callsInside), marks_(std::move(marks)) {}
    std::string_view name() const override { return name_; }
    const ReplyMarks& reply() const override { return marks_; }
    ChatPrompt render(std::span<const Message> messages, std::span<const ToolSpec> tools,
                      const ChatOptions& options) const override {
        Rendering rendering(callsInside_);
        rendering.say("developer system", GigaChatDeveloperText);
        const bool given = !messages.empty() && messages.front().role == Role::System;
        if (given) rendering.add(messages.front());
        if (!tools.empty()) rendering.say("function descriptions", typescriptTools(tools));
        for (const Message& message : messages.subspan(given ? 1 : 0)) rendering.add(message);
        return rendering.end(options.addGenerationPrompt);
    }

private:
    std::string_view name_;
    bool callsInside_;
    const ReplyMarks marks_;
};

}  // namespace

std::span<const ChatFormat* const> gigachatFormats() {
    // The end of a message is not the end of a reply: a call may follow as the next message.
    static const GigaChatFormat first(
        "gigachat3", false,
        {.callBegin = MessageEnd, .separator = RoleEnd, .form = CallForm::Role, .ends = {EndOfText}});
    static const GigaChatFormat later(
        "gigachat3.1", true,
        {.callBegin = FunctionCall, .form = CallForm::Object, .ends = {EndOfText, MessageEnd}});
    static const ChatFormat* const all[] = {&first, &later};
    return all;
}

}  // namespace engine
