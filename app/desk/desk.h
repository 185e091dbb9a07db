// Who owns whom, in building order: the door bell, settings, the workspace, the library, what the window
// shows, the window. UI thread.
#pragma once

#include <memory>

#include "agents/workspace.h"
#include "app/desk/one_start.h"
#include "app/desk/options.h"
#include "app/library.h"
#include "ui/window.h"

namespace desk {

class Desk {
public:
    static base::Result<std::unique_ptr<Desk>> open(const Options& options, const std::string& renderer);

private:
    Desk(const std::filesystem::path& folder, const Options& options, const std::string& renderer);
    base::Result<> build(const std::filesystem::path& folder, const Options& options);

    OneStart oneStart_;
    ui::Settings settings_;
    std::unique_ptr<agents::Workspace> workspace_;
    std::unique_ptr<app::Library> library_;
    std::unique_ptr<ui::Models> models_;
    std::unique_ptr<ui::Window> window_;
};

// Where everything of this start is kept.
std::filesystem::path folderOf(const Options& options);

}  // namespace desk
