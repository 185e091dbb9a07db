// A workspace that says what a test tells it to, and remembers what it was asked. Any thread.
#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "agents/workspace.h"

namespace tests {

class ScriptedWorkspace : public agents::Workspace {
public:
    void post(agents::WorkspaceCommand command) override;
    engine::Feed<agents::WorkspaceEvent>& events() override { return feed_; }

    void say(agents::WorkspaceEvent event) { feed_.append(std::move(event)); }
    std::vector<agents::WorkspaceCommand> asked() const;
    // Called with each command, from whoever posted it.
    std::function<void(const agents::WorkspaceCommand&)> onAsked;

private:
    engine::Feed<agents::WorkspaceEvent> feed_;
    mutable std::mutex mutex_;
    std::vector<agents::WorkspaceCommand> asked_;
};

// Pieces of conversations, for tests and scenes.
agents::Heading heading(std::string id, std::string title, int64_t minutesAgo = 0);
agents::Entry userEntry(std::string id, std::string text, std::string parent = {});
agents::Entry answerEntry(std::string id, std::string text, std::string parent = {});
agents::Step step(std::string id, std::string tool, std::string detail, agents::Step::State state,
                  std::string result = {}, std::string summary = {});

}  // namespace tests
