// What stands between the marks of a tool call, taken apart. Lenient: a missing fence, a missing end or
// another fence than ```json change nothing of what is meant. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/text/reply_marks.h"

namespace engine {

struct CallText {
    std::string name;
    std::string arguments;
    bool operator==(const CallText&) const = default;
};

// White space around what a model wrote means nothing.
inline constexpr std::string_view Blank = " \t\r\n";
std::string_view trimmed(std::string_view text);

// Empty when it cannot be read as a call. `kind` is what stood before the separator (`separated`), or all
// there is without one; forms without a separator have all in `body`.
std::vector<CallText> readCalls(CallForm form, bool separated, std::string_view kind, std::string_view body);

}  // namespace engine
