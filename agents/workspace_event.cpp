#include "agents/workspace_event.h"

namespace agents {

bool join(WorkspaceEvent& last, const WorkspaceEvent& event) {
    if (last.index() != event.index()) return false;
    if (auto* text = std::get_if<TextAppended>(&last)) {
        const auto& more = std::get<TextAppended>(event);
        if (more.entry != text->entry || more.reasoning != text->reasoning) return false;
        text->text += more.text;
        return true;
    }
    if (auto* saved = std::get_if<Saved>(&last)) {
        *saved = std::get<Saved>(event);
        return true;
    }
    return false;
}

}  // namespace agents
