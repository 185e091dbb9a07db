#include "agents/conversation.h"

namespace agents {

void addText(Entry& entry, std::string_view text, bool reasoning) {
    if (entry.parts.empty() || !entry.parts.back().steps.empty()) entry.parts.emplace_back();
    (reasoning ? entry.parts.back().reasoning : entry.parts.back().text) += text;
}

void putStep(Entry& entry, const Step& step) {
    if (entry.parts.empty()) entry.parts.emplace_back();
    for (Part& part : entry.parts)
        for (Step& known : part.steps)
            if (known.id == step.id) {
                known = step;
                return;
            }
    entry.parts.back().steps.push_back(step);
}

}  // namespace agents
