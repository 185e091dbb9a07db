#include "engine/text/chat_format.h"

#include <fmt/core.h>

#include "engine/text/control_names.h"
#include "engine/text/tool_prompt.h"

namespace engine {
namespace {

using namespace control;

class Rendering {
public:
    std::vector<PromptPiece> takePieces() { return std::move(pieces_); }

    void system(std::span<const Message> messages, std::span<const ToolSpec> tools, ToolPrompt toolPrompt) {
        control(BeginOfSentence);
        std::string all;
        for (const Message& message : messages) {
            if (message.role != Role::System) continue;
            if (first_) {
                all = message.text;
            } else {
                all += "\n\n" + message.text;
            }
            first_ = false;
        }
        if (!all.empty()) text(all);
        if (tools.empty()) return;
        if (!all.empty()) text("\n\n");
        appendToolPrompt(tools, toolPrompt, pieces_);
        joinTexts();
    }

    void add(const Message& message) {
        if (message.role == Role::User) user(message);
        if (message.role == Role::Assistant) assistant(message);
        if (message.role == Role::Tool) output(message);
    }

    // After tool results the model goes on by itself: no <|Assistant|>.
    void end(bool generate) {
        const bool goesOn = outputsOpen_;
        closeOutputs();
        if (generate && !goesOn) control(Assistant);
    }

private:
    void control(std::string_view name) { pieces_.push_back({true, std::string(name)}); }
    void text(std::string_view words) {
        if (!words.empty()) pieces_.push_back({false, std::string(words)});
    }

    // Pieces of text that meet are one, so that tokens may reach over the seam as they do in whole texts.
    void joinTexts() {
        std::vector<PromptPiece> joined;
        for (PromptPiece& piece : pieces_) {
            if (!joined.empty() && !piece.control && !joined.back().control) {
                joined.back().text += piece.text;
            } else {
                joined.push_back(std::move(piece));
            }
        }
        pieces_ = std::move(joined);
    }

    void closeOutputs() {
        if (outputsOpen_) control(OutputsEnd);
        outputsOpen_ = false;
    }

    void user(const Message& message) {
        closeOutputs();
        control(User);
        text(message.text);
    }

    void assistant(const Message& message) {
        if (outputsOpen_) {
            closeOutputs();
        } else {
            control(Assistant);
        }
        text(message.text);
        if (!message.calls.empty()) calls(message.calls);
        control(EndOfSentence);
    }

    void calls(const std::vector<ToolCall>& all) {
        control(CallsBegin);
        for (size_t i = 0; i < all.size(); ++i) {
            if (i > 0) text("\n");
            control(CallBegin);
            text("function");
            control(Separator);
            text(fmt::format("{}\n```json\n{}\n```", all[i].name, all[i].arguments));
            control(CallEnd);
        }
        control(CallsEnd);
    }

    void output(const Message& message) {
        if (outputsOpen_) {
            text("\n");
        } else {
            control(OutputsBegin);
        }
        outputsOpen_ = true;
        control(OutputBegin);
        text(message.text);
        control(OutputEnd);
    }

    std::vector<PromptPiece> pieces_;
    bool outputsOpen_ = false;
    bool first_ = true;
};

}  // namespace

std::vector<PromptPiece> renderChat(std::span<const Message> messages, std::span<const ToolSpec> tools,
                                    const ChatOptions& options) {
    Rendering rendering;
    rendering.system(messages, tools, options.toolPrompt);
    for (const Message& message : messages) rendering.add(message);
    rendering.end(options.addGenerationPrompt);
    return rendering.takePieces();
}

std::string promptText(std::span<const PromptPiece> pieces) {
    std::string text;
    for (const PromptPiece& piece : pieces) text += piece.text;
    return text;
}

base::Result<std::vector<int>> promptIds(std::span<const PromptPiece> pieces, const Tokenizer& tokenizer) {
    std::vector<int> ids;
    for (const PromptPiece& piece : pieces) {
        if (!piece.control) {
            if (piece.text.size() > Tokenizer::MaxTextBytes)
                return base::failure(
                    base::Code::TooLarge,
                    fmt::format("a message of {} bytes is longer than any model can read; shorten it",
                                piece.text.size()));
            const auto more = tokenizer.encode(piece.text, false);
            ids.insert(ids.end(), more.begin(), more.end());
            continue;
        }
        const auto id = tokenizer.control(piece.text);
        if (!id)
            return base::failure(
                base::Code::BadModel,
                fmt::format("tokenizer.json has no control token \"{}\": this model was not made for "
                            "DeepSeek-V3's chat format",
                            piece.text));
        ids.push_back(*id);
    }
    return ids;
}

}  // namespace engine
