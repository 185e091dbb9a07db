// GLM-4.7-Flash's format: one model that thinks or not. Any thread.
#pragma once

#include <span>

#include "engine/text/chat_format.h"

namespace engine {

std::span<const ChatFormat* const> glmFormats();

}  // namespace engine
