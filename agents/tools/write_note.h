// The tool `write_note`: a new text file in the attached folder, or a line more in one that is there. Asks.
#pragma once

#include "agents/tool.h"

namespace agents {

class WriteNote : public Tool {
public:
    WriteNote();
    const engine::ToolSpec& spec() const override { return spec_; }
    Risk risk() const override { return Risk::Write; }
    bool needsFolder() const override { return true; }
    std::string verb() const override { return "Write a file"; }
    std::string detail(const Json& arguments) const override;
    base::Result<Preview> preview(const Json& arguments, const ToolContext& context) const override;
    // Without context.approved it writes what preview() says now.
    ToolResult run(const Json& arguments, const ToolContext& context) override;

private:
    engine::ToolSpec spec_;
};

}  // namespace agents
