// Messages to prompt pieces and how the reply is to be read, per family, written in C++: no template of a
// model file is ever executed. Text from people and tools is tokenised with control tokens off, so that a
// poisoned file cannot forge a turn. Message::reasoning is never sent back. Any thread.
//
// One room per family: deepseek_format, deepseek_v2_format, deepseek_v31_format, kimi_format, chatml_format,
// llama_format, glm_format, gigachat_format. Which one a model needs is found by chat_recognition.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/chat/message.h"
#include "engine/text/prompt.h"
#include "engine/text/reply_marks.h"

namespace engine {

// How tools are told to a model of DeepSeek-V3's format, whose own template says nothing of them.
enum class ToolPrompt {
    Full,   // names, descriptions, schemas and the call format: for models that were trained at large
    Names,  // "Tools: calculate, clock, convert": the starter was trained on exactly this
};

struct ChatOptions {
    ToolPrompt toolPrompt = ToolPrompt::Full;
    bool addGenerationPrompt = true;
    bool thinking = false;  // for models that think only when asked to (DeepSeek-V3.1, GLM-4.7)
};

struct ChatPrompt {
    std::vector<PromptPiece> pieces;
    bool insideReasoning = false;  // the prompt ends with <think>, so the reply begins inside of it
};

class ChatFormat {
public:
    virtual ~ChatFormat() = default;
    virtual std::string_view name() const = 0;              // "deepseek-v3"
    virtual bool thinksWhenAsked() const { return false; }  // heeds ChatOptions::thinking
    virtual ChatPrompt render(std::span<const Message> messages, std::span<const ToolSpec> tools,
                              const ChatOptions& options) const = 0;
    virtual const ReplyMarks& reply() const = 0;
};

// Every format that is known, in the order in which they are told to people. They live as long as the
// program.
std::span<const ChatFormat* const> chatFormats();
// Null when there is none of that name.
const ChatFormat* chatFormatNamed(std::string_view name);

}  // namespace engine
