// The format of Llama 3 and 3.1. Any thread.
#pragma once

#include <span>

#include "engine/text/chat_format.h"

namespace engine {

std::span<const ChatFormat* const> llamaFormats();

}  // namespace engine
