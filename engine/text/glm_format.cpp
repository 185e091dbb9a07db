#include "engine/text/glm_format.h"

#include <nlohmann/json.hpp>

#include "engine/base/json.h"
#include "engine/text/control_names.h"
#include "engine/text/python_json.h"
#include "engine/text/unicode.h"

namespace engine {
namespace {

using namespace control::glm;
using control::ThinkBegin;
using control::ThinkEnd;

// Without the white space around it, which is for Python some control characters, too.
std::string_view stripped(std::string_view text) {
    size_t begin = text.size();
    size_t end = text.size();
    for (size_t at = 0; at < text.size();) {
        const unicode::Character letter = unicode::characterAt(text, at);
        const bool blank = (unicode::classOf(letter.code) & unicode::Space) != 0 ||
                           (letter.code >= 0x1C && letter.code <= 0x1F);
        if (!blank) {
            begin = std::min(begin, at);
            end = at + letter.bytes;
        }
        at += letter.bytes;
    }
    return text.substr(begin, end - begin);
}

std::string_view withoutThought(std::string_view text) {
    const size_t thought = text.rfind(ThinkEnd);
    return thought == std::string_view::npos ? text : text.substr(thought + ThinkEnd.size());
}

// Source: chat_template of GLM-4.7-Flash. The same text, but that what was thought is always left out (there,
// what was thought since the user's last message is kept), and that a message which consists of calls alone
// has no text (there, one without "content" says "None"). The marks of calls and results are control tokens
// where the vocabulary has them.
class Rendering {
public:
    Rendering() {
        writer_.control(Mask);
        writer_.control(BeginOfText);
    }

    void tellTools(std::span<const ToolSpec> tools) {
        writer_.control(System);
        writer_.text(
            "\n# Tools\n\nYou may call one or more functions to assist with the user query.\n\n"
            "You are provided with function signatures within <tools></tools> XML tags:\n<tools>\n");
        for (const ToolSpec& tool : tools) writer_.text(toolJson(tool) + "\n");
        writer_.text(
            "</tools>\n\nFor each function call, output the function name and arguments within the following "
            "XML format:\n");
        writer_.optional(CallBegin);
        writer_.text("{function-name}");
        for (const char* number : {"1", "2"})
            pair(std::string("{arg-key-") + number + "}", std::string("{arg-value-") + number + "}");
        writer_.text("...");
        writer_.optional(CallEnd);
    }

    void add(const Message& message) {
        switch (message.role) {
            case Role::System: writer_.control(System); break;
            case Role::User: writer_.control(User); break;
            case Role::Assistant: return assistant(message);
            case Role::Tool: return result(message.text);
        }
        writer_.text(message.text);
        afterResult_ = false;
    }

    ChatPrompt end(const ChatOptions& options) {
        if (options.addGenerationPrompt) {
            writer_.control(Assistant);
            writer_.optional(options.thinking ? ThinkBegin : ThinkEnd);
        }
        return {writer_.take(), options.addGenerationPrompt && options.thinking};
    }

private:
    void assistant(const Message& message) {
        writer_.control(Assistant);
        writer_.optional(ThinkEnd);
        writer_.text(stripped(withoutThought(message.text)));
        for (const ToolCall& call : message.calls) {
            writer_.optional(CallBegin);
            writer_.text(call.name);
            arguments(call.arguments);
            writer_.optional(CallEnd);
        }
        afterResult_ = false;
    }

    void arguments(const std::string& json) {
        const bool sound = parseJson(json).has_value();
        const auto all =
            sound ? nlohmann::ordered_json::parse(json, nullptr, false) : nlohmann::ordered_json();
        if (!all.is_object()) return writer_.text(json);  // as the model wrote it
        for (const auto& [key, value] : all.items())
            pair(key, value.is_string() ? value.get<std::string>() : pythonJson(value.dump()));
    }

    void pair(std::string_view key, std::string_view value) {
        writer_.optional(KeyBegin);
        writer_.text(key);
        writer_.optional(KeyEnd);
        writer_.optional(ValueBegin);
        writer_.text(value);
        writer_.optional(ValueEnd);
    }

    void result(std::string_view words) {
        if (!afterResult_) writer_.control(Observation);
        afterResult_ = true;
        writer_.optional(ResponseBegin);
        writer_.text(words);
        writer_.optional(ResponseEnd);
    }

    PromptWriter writer_;
    bool afterResult_ = false;
};

class GlmFormat : public ChatFormat {
public:
    std::string_view name() const override { return "glm-4.7"; }
    bool thinksWhenAsked() const override { return true; }
    const ReplyMarks& reply() const override { return marks_; }
    ChatPrompt render(std::span<const Message> messages, std::span<const ToolSpec> tools,
                      const ChatOptions& options) const override {
        Rendering rendering;
        if (!tools.empty()) rendering.tellTools(tools);
        for (const Message& message : messages) rendering.add(message);
        return rendering.end(options);
    }

private:
    const ReplyMarks marks_{.thinkBegin = ThinkBegin,
                            .thinkEnd = ThinkEnd,
                            .callBegin = CallBegin,
                            .callEnd = CallEnd,
                            .form = CallForm::Pairs,
                            .thinkAsText = true,
                            .callAsText = true,
                            .ends = {User, Observation, "<|endoftext|>"}};
};

}  // namespace

std::span<const ChatFormat* const> glmFormats() {
    static const GlmFormat format;
    static const ChatFormat* const all[] = {&format};
    return all;
}

}  // namespace engine
