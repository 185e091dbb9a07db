// Tools as a model is told of them that was trained on TypeScript (GigaChat3): a type of function each, out
// of the JSON schema of its parameters. Any thread.
#pragma once

#include <span>
#include <string>

#include "engine/chat/message.h"

namespace engine {

// A schema that cannot be read counts as one without parameters.
std::string typescriptTools(std::span<const ToolSpec> tools);

}  // namespace engine
