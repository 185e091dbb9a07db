// What the system text says of the tools. Names and descriptions come from outside: they are always plain
// text. Any thread.
#pragma once

#include <span>

#include "engine/text/chat_format.h"

namespace engine {

void appendToolPrompt(std::span<const ToolSpec> tools, ToolPrompt kind, PromptWriter& writer);

}  // namespace engine
