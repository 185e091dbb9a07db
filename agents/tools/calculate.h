// The tool `calculate`: arithmetic. {"expression": "17/100*2340"} gives "397.8".
#pragma once

#include "agents/tool.h"

namespace agents {

class Calculate : public Tool {
public:
    Calculate();
    const engine::ToolSpec& spec() const override { return spec_; }
    Risk risk() const override { return Risk::None; }
    std::string verb() const override { return "Calculate"; }
    std::string detail(const Json& arguments) const override;
    ToolResult run(const Json& arguments, const ToolContext& context) override;

private:
    engine::ToolSpec spec_;
};

}  // namespace agents
