#include "engine/text/deepseek_v2_format.h"

#include "engine/text/control_names.h"

namespace engine {
namespace {

// Source: chat_template in DeepSeek-V2-Lite-Chat's tokenizer_config.json. The family has no form for calls,
// so tools are not told to it; calls and results that a conversation brings along are left out.
class DeepSeekV2Format : public ChatFormat {
public:
    std::string_view name() const override { return "deepseek-v2"; }
    const ReplyMarks& reply() const override { return marks_; }
    ChatPrompt render(std::span<const Message> messages, std::span<const ToolSpec>,
                      const ChatOptions& options) const override {
        PromptWriter writer;
        writer.control(control::BeginOfSentence);
        for (const Message& message : messages) {
            if (message.role == Role::User) writer.text("User: " + message.text + "\n\n");
            if (message.role == Role::System) writer.text(message.text + "\n\n");
            if (message.role != Role::Assistant) continue;
            writer.text("Assistant: " + message.text);
            writer.control(control::EndOfSentence);
        }
        if (options.addGenerationPrompt) writer.text("Assistant:");
        return {writer.take(), false};
    }

private:
    const ReplyMarks marks_{.ends = {control::EndOfSentence}};
};

}  // namespace

std::span<const ChatFormat* const> deepseekV2Formats() {
    static const DeepSeekV2Format format;
    static const ChatFormat* const all[] = {&format};
    return all;
}

}  // namespace engine
