// The front door of everything below the window: conversations, their sessions, the store, the model.
//
// post() and events() may be used from any thread and never wait; the workspace works on a thread of its own
// (and each running turn on one of its sessions). Everything said by Saved or shown as final is on disk.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "agents/tools/clock.h"
#include "agents/workspace_event.h"
#include "engine/base/feed.h"

namespace agents {

// Makes the answering backend for a model folder; the app decides which (agents know no engine/run).
// `chatFormat`: the name of the one that a person chose; empty: the model's own.
using BackendFactory = std::function<std::shared_ptr<engine::ChatBackend>(const std::filesystem::path& folder,
                                                                          const std::string& chatFormat)>;

struct WorkspaceOptions {
    std::filesystem::path database;     // .../inkstone/inkstone.db, created when missing
    std::filesystem::path modelFolder;  // loaded at once, in the background
    std::string chatFormat;             // of that model
    BackendFactory backend;
    float temperature = 0.0F;
    bool thinking = false;
    TimeSource time = systemTime;  // what the tool "clock" says
};

class Workspace {
public:
    // Opens (and if it must, repairs or migrates) the database. Read-only or corrupt is not a failure: it is
    // said by Trouble on the feed. Fails only when nothing at all can be opened, or with Busy when another
    // Inkstone has it.
    static base::Result<std::unique_ptr<Workspace>> open(WorkspaceOptions options);
    virtual ~Workspace() = default;  // stops the sessions, keeps what they said

    virtual void post(WorkspaceCommand command) = 0;
    virtual engine::Feed<WorkspaceEvent>& events() = 0;
};

}  // namespace agents
