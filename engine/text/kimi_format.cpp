#include "engine/text/kimi_format.h"

#include <fmt/core.h>

#include <map>

#include "engine/text/control_names.h"
#include "engine/text/python_json.h"

namespace engine {
namespace {

using namespace control::kimi;

struct Variant {
    std::string_view name;
    std::string_view systemText;  // when the conversation has none
    std::string_view after = {};  // a line break that K2's template lets slip there, and the model knows
};

// Source: chat_template of Moonlight-16B-A3B-Instruct and Kimi-K2-Instruct. Calls are numbered through the
// whole conversation, "functions.NAME:0", and a result names its call so, whatever ids we gave them.
class Rendering {
public:
    void tools(std::span<const ToolSpec> all) {
        if (all.empty()) return;
        std::string list;
        for (const ToolSpec& tool : all) list += (list.empty() ? "[" : ", ") + toolJson(tool);
        begin(System, "tool_declare");
        writer_.text(list + "]");
        writer_.control(End);
    }

    void system(std::string_view words) {
        begin(System, "system");
        writer_.text(words);
        writer_.control(End);
    }

    void preset(const Variant& variant) {
        system(variant.systemText);
        writer_.text(variant.after);
    }

    void add(const Message& message) {
        switch (message.role) {
            case Role::System: return system(message.text);
            case Role::User: begin(User, "user"); break;
            case Role::Assistant: begin(Assistant, "assistant"); break;
            case Role::Tool:
                begin(System, "tool");
                writer_.text(fmt::format("## Return of {}\n", nameOf(message.callId)));
                break;
        }
        writer_.text(message.text);
        if (!message.calls.empty()) calls(message.calls);
        writer_.control(End);
    }

    ChatPrompt end(bool generate) {
        if (generate) begin(Assistant, "assistant");
        return {writer_.take(), false};
    }

private:
    void begin(std::string_view token, std::string_view role) {
        writer_.control(token);
        writer_.text(role);
        writer_.control(Middle);
    }

    void calls(const std::vector<ToolCall>& all) {
        writer_.control(CallsBegin);
        for (const ToolCall& call : all) {
            const std::string id = fmt::format("functions.{}:{}", call.name, count_++);
            names_[call.id] = id;
            writer_.control(CallBegin);
            writer_.text(id);
            writer_.control(ArgumentBegin);
            writer_.text(call.arguments);
            writer_.control(CallEnd);
        }
        writer_.control(CallsEnd);
    }

    std::string_view nameOf(std::string_view callId) const {
        const auto found = names_.find(callId);
        return found == names_.end() ? callId : std::string_view(found->second);
    }

    PromptWriter writer_;
    std::map<std::string, std::string, std::less<>> names_;  // our ids to the model's
    int count_ = 0;
};

class KimiFormat : public ChatFormat {
public:
    explicit KimiFormat(const Variant& variant) : variant_(variant) {}
    std::string_view name() const override { return variant_.name; }
    const ReplyMarks& reply() const override { return marks_; }
    ChatPrompt render(std::span<const Message> messages, std::span<const ToolSpec> tools,
                      const ChatOptions& options) const override {
        Rendering rendering;
        rendering.tools(tools);
        if (!messages.empty() && messages.front().role != Role::System) rendering.preset(variant_);
        for (const Message& message : messages) rendering.add(message);
        return rendering.end(options.addGenerationPrompt);
    }

private:
    Variant variant_;
    const ReplyMarks marks_{.callsBegin = CallsBegin,
                            .callsEnd = CallsEnd,
                            .callBegin = CallBegin,
                            .separator = ArgumentBegin,
                            .callEnd = CallEnd,
                            .form = CallForm::Kimi,
                            .ends = {End, "[EOS]"}};
};

}  // namespace

std::span<const ChatFormat* const> kimiFormats() {
    static const KimiFormat k2({"kimi-k2", "You are Kimi, an AI assistant created by Moonshot AI.", "\n"});
    static const KimiFormat first({"kimi-k2-0711", "You are a helpful assistant"});
    static const KimiFormat moonlight({"moonlight", "You are a helpful assistant provided by Moonshot-AI."});
    static const ChatFormat* const all[] = {&k2, &first, &moonlight};
    return all;
}

}  // namespace engine
