// The regular expressions that pre-tokenizers of known models are made of, as hand-written scanners: no
// expression from a model file is ever run. Recognised by their exact text. Time is linear in the text.
// Any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace engine {

// Bytes [begin, end) of a text; empty when nothing was found.
struct TextSpan {
    size_t begin = 0;
    size_t end = 0;
    bool empty() const { return begin == end; }
};

// The leftmost match that begins at `from` or later, as a backtracking expression engine would find it.
using FindPattern = TextSpan (*)(std::string_view text, size_t from);

// What Moonlight and Kimi cut text with; their files do not say, their programs do.
inline constexpr std::string_view KimiExpression =
    R"([\p{Han}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*)"
    R"([\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|)"
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+)"
    R"([\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|)"
    R"(\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

// The letters that have case, as the expression of DeepSeek-V2's tokenizer lists them between brackets.
extern const std::string_view casedLetters;

// Null when the expression is not a known one.
FindPattern findPattern(std::string_view expression);

FindPattern singleDigits();  // the "Digits" pre-tokenizer with individual_digits: \p{N}
FindPattern digitRuns();     // ... without: \p{N}+
FindPattern gpt2Words();     // what "ByteLevel" uses with use_regex

}  // namespace engine
