// What the system text says of the tools. Names and descriptions come from outside: they are always plain
// text. Any thread.
#pragma once

#include <span>
#include <vector>

#include "engine/text/chat_format.h"

namespace engine {

void appendToolPrompt(std::span<const ToolSpec> tools, ToolPrompt kind, std::vector<PromptPiece>& pieces);

}  // namespace engine
