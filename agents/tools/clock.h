// The tool `clock`: date and time here or in another place, now or days away.
#pragma once

#include <functional>

#include "agents/tool.h"

namespace agents {

// A moment, and how far this computer's own time is from UTC then.
struct Moment {
    int64_t utcSeconds = 0;
    int64_t localOffset = 0;
};
using TimeSource = std::function<Moment()>;

Moment systemTime();
// For tests: always "2026-11-23T14:05" (a space for the T, and seconds, are fine), local time being UTC.
base::Result<TimeSource> fixedTime(std::string_view text);

class Clock : public Tool {
public:
    explicit Clock(TimeSource time = systemTime);
    const engine::ToolSpec& spec() const override { return spec_; }
    Risk risk() const override { return Risk::None; }
    std::string verb() const override { return "Look at the clock"; }
    std::string detail(const Json& arguments) const override;
    ToolResult run(const Json& arguments, const ToolContext& context) override;

private:
    base::Result<std::string> timeText(const Json& arguments) const;

    engine::ToolSpec spec_;
    TimeSource time_;
};

}  // namespace agents
