#include "tests/support/scripted_workspace.h"

#include <chrono>

namespace tests {
namespace {

int64_t now() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

}  // namespace

void ScriptedWorkspace::post(agents::WorkspaceCommand command) {
    {
        std::lock_guard lock(mutex_);
        asked_.push_back(command);
    }
    if (onAsked) onAsked(command);
}

std::vector<agents::WorkspaceCommand> ScriptedWorkspace::asked() const {
    std::lock_guard lock(mutex_);
    return asked_;
}

agents::Heading heading(std::string id, std::string title, int64_t minutesAgo) {
    agents::Heading heading;
    heading.id = std::move(id);
    heading.title = std::move(title);
    heading.changedAt = now() - minutesAgo * 60'000;
    return heading;
}

agents::Entry userEntry(std::string id, std::string text, std::string parent) {
    agents::Entry entry;
    entry.id = std::move(id);
    entry.parent = std::move(parent);
    entry.role = engine::Role::User;
    entry.text = std::move(text);
    entry.at = now();
    return entry;
}

agents::Entry answerEntry(std::string id, std::string text, std::string parent) {
    agents::Entry entry;
    entry.id = std::move(id);
    entry.parent = std::move(parent);
    entry.role = engine::Role::Assistant;
    entry.model = "Inkstone starter";
    entry.place = "Local";
    entry.usage = {.promptTokens = 86,
                   .cachedTokens = 52,
                   .answerTokens = 41,
                   .prefillSeconds = 0.2,
                   .decodeSeconds = 0.31};
    agents::Part part;
    part.text = std::move(text);
    entry.parts.push_back(std::move(part));
    entry.at = now();
    return entry;
}

agents::Step step(std::string id, std::string tool, std::string detail, agents::Step::State state,
                  std::string result, std::string summary) {
    agents::Step step;
    step.id = std::move(id);
    step.call = {.id = step.id, .name = std::move(tool), .arguments = "{\"path\": \"" + detail + "\"}"};
    step.verb = step.call.name;
    step.detail = std::move(detail);
    step.state = state;
    step.result = std::move(result);
    step.summary = std::move(summary);
    step.milliseconds = 180;
    return step;
}

}  // namespace tests
