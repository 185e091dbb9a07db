// The classes of characters in DeepSeek-V2's expressions.
#include <algorithm>
#include <iterator>
#include <vector>

#include "engine/text/split_pattern.h"
#include "engine/text/split_scan.h"

namespace engine {

// clang-format off
const std::string_view casedLetters =
    "A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-"
    "ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-ώᾀ-ᾴᾶ-ᾼιῂ-ῄῆ-ῌ"
    "ῐ-ΐῖ-Ίῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤΩℨK-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-"
    "ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃";
// clang-format on

namespace scan {
namespace {

// "A-Za-zµ": pairs joined by a dash, and single characters.
std::vector<unicode::Range> rangesOf(std::string_view list) {
    std::vector<unicode::Range> ranges;
    bool joins = false;
    for (size_t at = 0; at < list.size();) {
        const Character character = characterAt(list, at);
        at += character.bytes;
        if (character.code == '-') {
            joins = true;
        } else if (joins) {
            ranges.back().last = character.code;
            joins = false;
        } else {
            ranges.push_back({character.code, character.code});
        }
    }
    return ranges;
}

}  // namespace

bool isCasedLetter(uint32_t code) {
    static const std::vector<unicode::Range> ranges = rangesOf(casedLetters);
    if (code < 0x80) return isAsciiLetter(code);
    const auto above = std::partition_point(ranges.begin(), ranges.end(),
                                            [=](const unicode::Range& range) { return range.first <= code; });
    return above != ranges.begin() && code <= std::prev(above)->last;
}

bool isDeepSeekV2Punctuation(uint32_t code) {
    return (code >= '!' && code <= '/') || (code >= ':' && code <= '~') ||
           (code >= 0xFF01 && code <= 0xFF0F) || (code >= 0xFF1A && code <= 0xFF5E) ||
           (code >= 0x2018 && code <= 0x201F) || (code >= 0x3000 && code <= 0x3002);
}

size_t eastAsian(std::string_view text, size_t at) {
    return run(text, at, [](uint32_t code) {
        return (code >= 0x0800 && code <= 0x9FA5) || (code >= 0xAC00 && code <= 0xD7FF);
    });
}

}  // namespace scan
}  // namespace engine
