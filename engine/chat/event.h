// What a ChatBackend says while it answers, in order. The last event is always Done or Failed. Values.
#pragma once

#include <string>
#include <variant>

#include "engine/chat/message.h"
#include "kernels/base/result.h"

namespace engine {

// Something long that is not text yet. Loading counts bytes, Reading counts prompt tokens, Queued is a place.
struct Progress {
    enum class Phase { Loading, Queued, Reading } phase = Phase::Loading;
    int64_t done = 0;
    int64_t total = 0;
};
struct TextDelta {
    std::string text;  // whole UTF-8 characters
};
struct ReasoningDelta {
    std::string text;
};
struct ToolCallMade {
    ToolCall call;  // complete, arguments valid JSON or not: the caller checks
};

struct Usage {
    int promptTokens = 0;
    int cachedTokens = 0;  // of the prompt, found in the prefix cache
    int answerTokens = 0;
    double prefillSeconds = 0;
    double decodeSeconds = 0;
    // The first token ends the reading; decodeSeconds runs from there to the last one.
    double tokensPerSecond() const {
        return answerTokens > 1 && decodeSeconds > 0 ? (answerTokens - 1) / decodeSeconds : 0;
    }
};

enum class FinishReason { Stop, ToolCalls, Length, Cancelled };
const char* nameOf(FinishReason reason);  // "stop", "tool_calls", "length", "cancelled"

struct Done {
    FinishReason reason = FinishReason::Stop;
    Usage usage;
};
struct Failed {
    base::Error error;
};

using ChatEvent = std::variant<Progress, TextDelta, ReasoningDelta, ToolCallMade, Done, Failed>;

// Deltas of the same kind that wait together become one; a later Progress replaces an earlier one.
bool join(ChatEvent& last, const ChatEvent& event);

}  // namespace engine
