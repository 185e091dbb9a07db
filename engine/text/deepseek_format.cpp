#include "engine/text/deepseek_format.h"

#include <fmt/core.h>

#include "engine/text/control_names.h"
#include "engine/text/tool_prompt.h"

namespace engine {
namespace {

using namespace control;

struct Variant {
    std::string_view name;
    bool reasons = false;     // what was thought is cut out of the history
    bool opensThink = false;  // the prompt ends with <think>\n
};

// Source: chat_template in the tokenizer_config.json of DeepSeek-V3 and R1. The same text, but for what is
// faulty there. Here
// * tool calls always end with <|tool_calls_end|><|end_of_sentence|> (there only from the second call on),
//   and each message's calls begin with <|tool_calls_begin|> (there only the first in a conversation);
// * each round of tool results begins with <|tool_outputs_begin|> (there only the first) and ends before
//   whatever comes next (there not before a user's message or another call);
// * a call made right after tool results follows <|tool_outputs_end|> without <|Assistant|>, as answers do;
// * text beside tool calls is kept, before them (there the calls are lost);
// * tools are told in the system text, which is not there at all;
// * R1's distillations have no control tokens for tools: there the same letters are text;
// * several system texts are joined by an empty line (in R1's distillations only the last one is left).
class Rendering {
public:
    explicit Rendering(const Variant& variant) : variant_(variant) {}

    void system(std::span<const Message> messages, std::span<const ToolSpec> tools, ToolPrompt toolPrompt) {
        writer_.control(BeginOfSentence);
        const std::string all = systemText(messages);
        writer_.text(all);
        if (tools.empty()) return;
        if (!all.empty()) writer_.text("\n\n");
        appendToolPrompt(tools, toolPrompt, writer_);
    }

    void add(const Message& message) {
        if (message.role == Role::User) user(message);
        if (message.role == Role::Assistant) assistant(message);
        if (message.role == Role::Tool) output(message);
    }

    // After tool results the model goes on by itself: no <|Assistant|>.
    ChatPrompt end(bool generate) {
        const bool begins = generate && !outputsOpen_;
        closeOutputs();
        if (begins) writer_.control(Assistant);
        const bool inside = begins && variant_.opensThink;
        if (inside) {
            writer_.optional(ThinkBegin);
            writer_.text("\n");
        }
        return {writer_.take(), inside};
    }

private:
    void closeOutputs() {
        if (outputsOpen_) writer_.optional(OutputsEnd);
        outputsOpen_ = false;
    }

    void user(const Message& message) {
        closeOutputs();
        writer_.control(User);
        writer_.text(message.text);
    }

    void assistant(const Message& message) {
        if (outputsOpen_) {
            closeOutputs();
        } else {
            writer_.control(Assistant);
        }
        std::string_view said = message.text;
        const size_t thought = variant_.reasons ? said.rfind(ThinkEnd) : std::string_view::npos;
        if (thought != std::string_view::npos) said.remove_prefix(thought + ThinkEnd.size());
        writer_.text(said);
        if (!message.calls.empty()) calls(message.calls);
        writer_.control(EndOfSentence);
    }

    void calls(const std::vector<ToolCall>& all) {
        writer_.optional(CallsBegin);
        for (size_t i = 0; i < all.size(); ++i) {
            if (i > 0) writer_.text("\n");
            writer_.optional(CallBegin);
            writer_.text("function");
            writer_.optional(Separator);
            writer_.text(fmt::format("{}\n```json\n{}\n```", all[i].name, all[i].arguments));
            writer_.optional(CallEnd);
        }
        writer_.optional(CallsEnd);
    }

    void output(const Message& message) {
        if (outputsOpen_) {
            writer_.text("\n");
        } else {
            writer_.optional(OutputsBegin);
        }
        outputsOpen_ = true;
        writer_.optional(OutputBegin);
        writer_.text(message.text);
        writer_.optional(OutputEnd);
    }

    Variant variant_;
    PromptWriter writer_;
    bool outputsOpen_ = false;
};

class DeepSeekFormat : public ChatFormat {
public:
    explicit DeepSeekFormat(const Variant& variant) : variant_(variant), marks_(deepseekMarks()) {
        marks_.thinkAsText = marks_.callAsText = variant.reasons;
    }
    std::string_view name() const override { return variant_.name; }
    const ReplyMarks& reply() const override { return marks_; }
    ChatPrompt render(std::span<const Message> messages, std::span<const ToolSpec> tools,
                      const ChatOptions& options) const override {
        Rendering rendering(variant_);
        rendering.system(messages, tools, options.toolPrompt);
        for (const Message& message : messages) rendering.add(message);
        return rendering.end(options.addGenerationPrompt);
    }

private:
    Variant variant_;
    ReplyMarks marks_;
};

}  // namespace

std::string systemText(std::span<const Message> messages) {
    std::string all;
    bool first = true;
    for (const Message& message : messages) {
        if (message.role != Role::System) continue;
        if (!first) all += "\n\n";
        all += message.text;
        first = false;
    }
    return all;
}

ReplyMarks deepseekMarks() {
    return {.thinkBegin = ThinkBegin,
            .thinkEnd = ThinkEnd,
            .callsBegin = CallsBegin,
            .callsEnd = CallsEnd,
            .callBegin = CallBegin,
            .separator = Separator,
            .callEnd = CallEnd,
            .form = CallForm::DeepSeek,
            .ends = {EndOfSentence}};
}

std::span<const ChatFormat* const> deepseekFormats() {
    static const DeepSeekFormat v3({.name = "deepseek-v3"});
    static const DeepSeekFormat r1({.name = "deepseek-r1", .reasons = true, .opensThink = true});
    static const DeepSeekFormat r1May({.name = "deepseek-r1-0528", .reasons = true});
    static const ChatFormat* const all[] = {&v3, &r1, &r1May};
    return all;
}

}  // namespace engine
