// ChatML as Qwen 2, Qwen 2.5 and SmolLM2 write it. Any thread.
#pragma once

#include <span>

#include "engine/text/chat_format.h"

namespace engine {

std::span<const ChatFormat* const> chatmlFormats();

}  // namespace engine
