// The tools there are, and which of them are on: those that need a folder only with one. One turn, one
// thread.
#pragma once

#include <memory>
#include <vector>

#include "agents/tool.h"
#include "agents/tools/clock.h"

namespace agents {

class Toolbox {
public:
    explicit Toolbox(TimeSource time = systemTime);
    explicit Toolbox(std::vector<std::unique_ptr<Tool>> tools) : tools_(std::move(tools)) {}

    std::vector<engine::ToolSpec> specs(bool folder) const;
    // NotFound in words for the model, naming what there is.
    base::Result<Tool*> find(std::string_view name, bool folder) const;

private:
    std::vector<std::unique_ptr<Tool>> tools_;
};

}  // namespace agents
