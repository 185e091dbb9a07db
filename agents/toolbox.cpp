#include "agents/toolbox.h"

#include <fmt/core.h>

#include "agents/tools/calculate.h"
#include "agents/tools/convert.h"
#include "agents/tools/files.h"
#include "agents/tools/write_note.h"

namespace agents {

// The order is the one the starter was trained on.
Toolbox::Toolbox(TimeSource time) {
    tools_.push_back(std::make_unique<Calculate>());
    tools_.push_back(std::make_unique<Clock>(std::move(time)));
    tools_.push_back(std::make_unique<Convert>());
    tools_.push_back(std::make_unique<ListFiles>());
    tools_.push_back(std::make_unique<ReadFile>());
    tools_.push_back(std::make_unique<SearchFiles>());
    tools_.push_back(std::make_unique<WriteNote>());
}

std::vector<engine::ToolSpec> Toolbox::specs(bool folder) const {
    std::vector<engine::ToolSpec> specs;
    for (const auto& tool : tools_)
        if (folder || !tool->needsFolder()) specs.push_back(tool->spec());
    return specs;
}

base::Result<Tool*> Toolbox::find(std::string_view name, bool folder) const {
    std::string names;
    for (const auto& tool : tools_) {
        const bool on = folder || !tool->needsFolder();
        if (tool->spec().name == name) {
            if (on) return tool.get();
            return base::failure(base::Code::NotFound, "no folder is attached");
        }
        if (on) names += (names.empty() ? "" : ", ") + tool->spec().name;
    }
    return base::failure(base::Code::NotFound,
                         fmt::format("there is no tool \"{}\"; there are {}", name, names));
}

}  // namespace agents
