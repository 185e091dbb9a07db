// What stands between the markers of one tool call, taken apart. Lenient: a missing fence, a missing end or
// another fence than ```json change nothing of what is meant. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace engine {

struct CallText {
    std::string name;  // empty: it cannot be read as a call
    std::string arguments;
};

// `kind` is what stood before <|tool_sep|>: "function" in DeepSeek-V3's format, with NAME\n```json\nARGS\n```
// as the body; the name itself in that of V3.1, with ARGS as the body; empty when there was no <|tool_sep|>.
CallText readCall(std::string_view kind, std::string_view body);

}  // namespace engine
