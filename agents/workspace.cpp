#include "agents/workspace.h"

#include "agents/workspace_room.h"

namespace agents {

base::Result<std::unique_ptr<Workspace>> Workspace::open(WorkspaceOptions options) {
    auto store = TRY(Store::open(options.database));
    return std::unique_ptr<Workspace>(std::make_unique<WorkspaceRoom>(std::move(options), std::move(store)));
}

}  // namespace agents
