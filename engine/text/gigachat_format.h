// The formats of GigaChat3 and GigaChat3.1. Any thread.
#pragma once

#include <span>

#include "engine/text/chat_format.h"

namespace engine {

std::span<const ChatFormat* const> gigachatFormats();

}  // namespace engine
