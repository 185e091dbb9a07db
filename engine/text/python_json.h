// JSON text as Python's json.dumps writes it (", " and ": " between parts, keys in their order, every
// character as itself): what chat templates put into prompts, and so what models were trained on. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "engine/chat/message.h"

namespace engine {

// `json` itself where it is no JSON. With `indent`, one part a line.
std::string pythonJson(std::string_view json, int indent = 0);
// A text as a JSON string.
std::string jsonText(std::string_view text);
// {"type": "function", "function": {"name": ..., "description": ..., "parameters": ...}}
std::string toolJson(const ToolSpec& tool, int indent = 0);

}  // namespace engine
