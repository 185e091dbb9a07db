#include "engine/chat/event.h"

namespace engine {

const char* nameOf(FinishReason reason) {
    switch (reason) {
        case FinishReason::Stop: return "stop";
        case FinishReason::ToolCalls: return "tool_calls";
        case FinishReason::Length: return "length";
        case FinishReason::Cancelled: return "cancelled";
    }
    return "stop";
}

bool join(ChatEvent& last, const ChatEvent& event) {
    if (last.index() != event.index()) return false;
    if (auto* text = std::get_if<TextDelta>(&last)) {
        text->text += std::get<TextDelta>(event).text;
        return true;
    }
    if (auto* reasoning = std::get_if<ReasoningDelta>(&last)) {
        reasoning->text += std::get<ReasoningDelta>(event).text;
        return true;
    }
    if (auto* progress = std::get_if<Progress>(&last)) {
        *progress = std::get<Progress>(event);
        return true;
    }
    return false;
}

}  // namespace engine
