// What stands between the marks of a tool call in GLM's form, taken apart:
// NAME<arg_key>KEY</arg_key><arg_value>VALUE</arg_value>..., white space between them or not. A text stands
// there bare, any other value as JSON, so only the tool's schema tells "5" from 5. Any thread.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "engine/chat/message.h"
#include "engine/text/call_text.h"

namespace engine {

// Nothing when it cannot be read as a call. `whole`: its end was seen. The arguments of a call that was cut
// off are left without their closing brace, so that nobody takes half of a text for all of it.
std::optional<CallText> readPairCall(std::string_view body, bool whole, std::span<const ToolSpec> tools);

}  // namespace engine
