#include "agents/store/change.h"

namespace agents {

bool join(Change& last, const Change& change) {
    if (last.index() != change.index()) return false;
    if (auto* text = std::get_if<AppendText>(&last)) {
        const auto& more = std::get<AppendText>(change);
        if (more.entry != text->entry || more.part != text->part || more.reasoning != text->reasoning)
            return false;
        text->text += more.text;
        return true;
    }
    if (auto* draft = std::get_if<PutDraft>(&last)) {
        const auto& newer = std::get<PutDraft>(change);
        if (newer.conversation != draft->conversation) return false;
        *draft = newer;
        return true;
    }
    return false;
}

}  // namespace agents
