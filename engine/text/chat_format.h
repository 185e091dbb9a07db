// Messages to prompt pieces, per family (DeepSeek-V3 here), written in C++: no template of a model file is
// ever executed. Text from people and tools is tokenised with control tokens off, so that a poisoned file
// cannot forge a turn. Any thread.
//
// Source: chat_template in DeepSeek-V3's tokenizer_config.json; see renderChat() for the differences.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/chat/message.h"
#include "engine/text/tokenizer.h"

namespace engine {

// How tools are told to the model. V3's own template says nothing of them; each engine adds a system text.
enum class ToolPrompt {
    Full,   // names, descriptions, schemas and the call format: for models that were trained at large
    Names,  // "Tools: calculate, clock, convert": the starter was trained on exactly this
};

// A piece of prompt: one control token by name, or plain text.
struct PromptPiece {
    bool control = false;
    std::string text;
};

struct ChatOptions {
    ToolPrompt toolPrompt = ToolPrompt::Full;
    bool addGenerationPrompt = true;
};

// The same text as the official template, but for what is faulty there. Here
// * tool calls always end with <|tool_calls_end|><|end_of_sentence|> (there only from the second call on),
// and each
//   message's calls begin with <|tool_calls_begin|> (there only the first in a conversation);
// * each round of tool results begins with <|tool_outputs_begin|> (there only the first) and ends before
// whatever
//   comes next (there not before a user's message or another call);
// * a call made right after tool results follows <|tool_outputs_end|> without <|Assistant|>, as answers do;
// * text beside tool calls is kept, before them (there the calls are lost);
// * tools are told in the system text, which is not there at all.
// Text from people and tools never becomes a control token. Message::reasoning is left out.
std::vector<PromptPiece> renderChat(std::span<const Message> messages, std::span<const ToolSpec> tools,
                                    const ChatOptions& options);
// The exact prompt text: all pieces concatenated.
std::string promptText(std::span<const PromptPiece> pieces);
// Ids; fails with BadModel when the vocabulary lacks one of the control tokens, naming it.
base::Result<std::vector<int>> promptIds(std::span<const PromptPiece> pieces, const Tokenizer& tokenizer);

}  // namespace engine
