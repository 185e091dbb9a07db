// What the scanners of split_pattern are made of: runs of characters. Each function gives the end of what it
// takes at `at`; `at` itself when it takes nothing. Any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/text/unicode.h"

namespace engine::scan {

using unicode::Character;
using unicode::characterAt;
using unicode::Class;
using unicode::classOf;

inline constexpr uint8_t LetterMark = Class::Letter | Class::Mark;
inline constexpr uint8_t LetterNumber = Class::Letter | Class::Number;
inline constexpr uint8_t SpaceLetterNumber = Class::Space | LetterNumber;
inline constexpr uint8_t PunctuationSymbol = Class::Punctuation | Class::Symbol;

constexpr bool isAsciiLetter(uint32_t code) {
    return (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z');
}
constexpr bool isNewline(uint32_t code) {
    return code == '\r' || code == '\n';
}
// [!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]: all of ASCII that is neither letter, digit, space nor control.
constexpr bool isAsciiPunctuation(uint32_t code) {
    return code > ' ' && code < 0x7F && !isAsciiLetter(code) && !(code >= '0' && code <= '9');
}
constexpr bool isCjk(uint32_t code) {
    return (code >= 0x4E00 && code <= 0x9FA5) || (code >= 0x3040 && code <= 0x30FF);
}

template <class Wanted>
size_t run(std::string_view text, size_t at, Wanted wanted, size_t most = SIZE_MAX) {
    for (; at < text.size() && most > 0; --most) {
        const Character character = characterAt(text, at);
        if (!wanted(character.code)) break;
        at += character.bytes;
    }
    return at;
}

inline size_t runOf(std::string_view text, size_t at, uint8_t classes, size_t most = SIZE_MAX) {
    return run(
        text, at, [=](uint32_t code) { return (classOf(code) & classes) != 0; }, most);
}

inline size_t runWithout(std::string_view text, size_t at, uint8_t classes) {
    return run(text, at, [=](uint32_t code) { return (classOf(code) & classes) == 0; });
}

inline size_t newlines(std::string_view text, size_t at) {
    return run(text, at, isNewline);
}

// \s+(?!\S)|\s+ and, before it when `byLine`, \s*[\r\n]+
size_t spaces(std::string_view text, size_t at, bool byLine);
// 's|'t|'re|'ve|'m|'ll|'d; at < text.size()
size_t contraction(std::string_view text, size_t at, bool anyCase);

// The scanners of one family each, too long for split_pattern.
size_t kimiWord(std::string_view text, size_t at);   // KimiExpression
bool isCasedLetter(uint32_t code);                   // casedLetters
bool isDeepSeekV2Punctuation(uint32_t code);         // [!-/:-~！-／：-～‘-‟　-。]
size_t eastAsian(std::string_view text, size_t at);  // [一-龥ࠀ-一가-퟿]+

}  // namespace engine::scan
