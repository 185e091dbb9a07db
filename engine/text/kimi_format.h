// The format of Moonlight and Kimi-K2. Any thread.
#pragma once

#include <span>

#include "engine/text/chat_format.h"

namespace engine {

std::span<const ChatFormat* const> kimiFormats();

}  // namespace engine
