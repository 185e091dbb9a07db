// The tool `convert`: units. {"value": 5, "from": "km", "to": "mi"} gives "5 km = 3.10686 mi".
#pragma once

#include "agents/tool.h"

namespace agents {

class Convert : public Tool {
public:
    Convert();
    const engine::ToolSpec& spec() const override { return spec_; }
    Risk risk() const override { return Risk::None; }
    std::string verb() const override { return "Convert units"; }
    std::string detail(const Json& arguments) const override;
    ToolResult run(const Json& arguments, const ToolContext& context) override;

private:
    engine::ToolSpec spec_;
};

}  // namespace agents
