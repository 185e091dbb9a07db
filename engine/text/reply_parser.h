// Tokens of a reply to text, reasoning and tool calls: a state machine fed one token at a time, so the result
// is the same however the stream is cut. One reply, one thread.
//
// V3 format:
// <|tool_calls_begin|><|tool_call_begin|>function<|tool_sep|>NAME\n```json\nARGS\n```<|tool_call_end|>
// ...<|tool_calls_end|>. What does not follow it (no fence, a cut end) is still delivered, as far as it can
// be read; nothing the model said is dropped.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/chat/event.h"
#include "engine/text/tokenizer.h"

namespace engine {

class ReplyParser {
public:
    explicit ReplyParser(const Tokenizer& tokenizer);
    ~ReplyParser();
    // Adds what this token completes: TextDelta (whole characters only), ReasoningDelta, ToolCallMade.
    void feed(int token, std::vector<ChatEvent>& out);
    // The reply is over: flushes half characters (as U+FFFD) and an unfinished call.
    void finish(std::vector<ChatEvent>& out);
    bool madeCalls() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace engine
