// Text made short enough for a model. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace agents {

// A cautious guess without a tokenizer: one token per three bytes, one and a half per CJK character.
int estimateTokens(std::string_view text);

// The first lines, at most `lines` and `tokens`, then "[cut: 40 of 900 lines]" when some are left out. A
// first line that is too long alone is cut inside.
std::string cutLines(std::string_view text, size_t lines, int tokens);

// Head and tail with a line between that says how many bytes were left out. Cuts between characters.
std::string cutMiddle(std::string_view text, size_t bytes);

// The first line that is not empty, at most so many characters.
std::string firstLine(std::string_view text, size_t characters);

// "1 file", "2 files"; `many` for words that do not just take an s.
std::string counted(size_t count, std::string_view one, std::string_view many = {});

}  // namespace agents
