// DeepSeek-V3's format (V3, V3-0324, V2.5, the starter) and that of R1 and its distillations. Any thread.
#pragma once

#include <span>
#include <string>

#include "engine/text/chat_format.h"

namespace engine {

std::span<const ChatFormat* const> deepseekFormats();

// What DeepSeek's later formats share: all system texts, joined by empty lines, and the marks of replies.
std::string systemText(std::span<const Message> messages);
ReplyMarks deepseekMarks();

}  // namespace engine
