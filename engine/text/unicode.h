// Characters of UTF-8 text and their classes, as far as tokenizers ask. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace engine::unicode {

// Bits, so that a scanner asks for several at once. Unicode 16.0: see make_unicode_ranges.py.
enum Class : uint8_t {
    None = 0,
    Letter = 1,
    Mark = 2,
    Number = 4,
    Punctuation = 8,
    Symbol = 16,
    Space = 32,   // White_Space, which is \s in a regular expression
    Upper = 64,   // letters, too: Lu and Lt
    Lower = 128,  // letters, too: Ll
};

struct Range {
    uint32_t first, last;
};
struct ClassRanges {
    Class kind;
    std::span<const Range> ranges;
};
std::span<const ClassRanges> classRanges();  // without Space

// One character of a text. A byte that is not part of valid UTF-8 is a character of its own, of no class.
struct Character {
    static constexpr uint32_t Invalid = 0xFFFFFFFF;
    uint32_t code = Invalid;
    uint32_t bytes = 1;
};
Character longCharacterAt(std::string_view text, size_t position);
inline Character characterAt(std::string_view text, size_t position) {  // position < text.size()
    const auto byte = static_cast<uint8_t>(text[position]);
    return byte < 0x80 ? Character{byte, 1} : longCharacterAt(text, position);
}

// Bits of Class; None for what is not a character.
uint8_t longClassOf(uint32_t code);
inline uint8_t classOf(uint32_t code) {
    const auto in = [code](uint32_t first, uint32_t last) { return code >= first && code <= last; };
    if (in('a', 'z')) return Letter | Lower;  // most of most texts
    if (in('A', 'Z')) return Letter | Upper;
    if (code == ' ') return Space;
    return longClassOf(code);
}

std::span<const Range> hanRanges();  // the script Han, whose letters some tokenizers keep apart
bool isHan(uint32_t code);

void append(std::string& text, uint32_t code);

// How the text's end cuts a character: bytes at the end that begin one but do not finish it (0 to 3).
size_t unfinishedBytes(std::string_view text);
// The text with each maximal invalid part as U+FFFD, like any other program shows it.
std::string repaired(std::string_view text);

}  // namespace engine::unicode
