// Tokens of a reply to text, reasoning and tool calls: a state machine fed one token at a time, so the result
// is the same however the stream is cut. One reply, one thread.
//
// What the marks are says the chat format (ReplyMarks). A mark is a control token, or, where the vocabulary
// has none of that name and the format says so, the same letters as text. What does not follow the form (no
// fence, a cut end) is still delivered, as far as it can be read; nothing the model said is dropped.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/chat/event.h"
#include "engine/text/reply_marks.h"
#include "engine/text/tokenizer.h"

namespace engine {

class ReplyParser {
public:
    // `insideReasoning`: the prompt ended with <think>. `tools`: whose schemas say which arguments are texts,
    // for forms that do not tell. Both references must live as long as the parser.
    ReplyParser(const Tokenizer& tokenizer, const ReplyMarks& marks, bool insideReasoning = false,
                std::vector<ToolSpec> tools = {});
    ~ReplyParser();
    // Adds what this token completes: TextDelta (whole characters only), ReasoningDelta, ToolCallMade.
    void feed(int token, std::vector<ChatEvent>& out);
    // The reply is over: flushes half characters (as U+FFFD) and an unfinished call.
    void finish(std::vector<ChatEvent>& out);
    bool madeCalls() const;

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace engine
