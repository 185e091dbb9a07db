// DeepSeek-V2's format: plain words around what is said. Any thread.
#pragma once

#include <span>

#include "engine/text/chat_format.h"

namespace engine {

std::span<const ChatFormat* const> deepseekV2Formats();

}  // namespace engine
