// The words of Moonlight and Kimi.
#include "engine/text/split_scan.h"

namespace engine::scan {
namespace {

// [^\r\n\p{L}\p{N}]? before a word of Kimi's; the same place when there is none.
size_t afterPrefix(std::string_view text, size_t at) {
    const Character first = characterAt(text, at);
    const bool taken = !isNewline(first.code) && !(classOf(first.code) & LetterNumber);
    return taken ? at + first.bytes : at;
}

size_t capitals(std::string_view text, size_t at) {
    return run(text, at, [](uint32_t code) {
        const uint8_t kind = classOf(code);
        return (kind & LetterMark) && !(kind & Class::Lower) && !unicode::isHan(code);
    });
}
size_t smallLetters(std::string_view text, size_t at) {
    return run(text, at, [](uint32_t code) {
        const uint8_t kind = classOf(code);
        return (kind & LetterMark) && !(kind & Class::Upper) && !unicode::isHan(code);
    });
}

// [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+, both without Han. Where no small letter follows
// the first run, the run gives back down to its last letter without case.
size_t endingSmall(std::string_view text, size_t at) {
    const size_t middle = capitals(text, at);
    const size_t end = smallLetters(text, middle);
    if (end > middle) return end;
    size_t last = at;
    for (size_t place = at; place < middle;) {
        const Character character = characterAt(text, place);
        place += character.bytes;
        if (!(classOf(character.code) & Class::Upper)) last = place;
    }
    return last;
}

// ... + and *: at least one of the first.
size_t beginningCapital(std::string_view text, size_t at) {
    const size_t middle = capitals(text, at);
    return middle > at ? smallLetters(text, middle) : at;
}

// A word, its prefix if there is one, and a contraction behind it.
size_t kimiLetters(std::string_view text, size_t at) {
    const size_t prefixed = afterPrefix(text, at);
    for (const auto word : {endingSmall, beginningCapital})
        for (const size_t begin : {prefixed, at}) {
            const size_t end = word(text, begin);
            if (end > begin) return end < text.size() ? contraction(text, end, true) : end;
        }
    return at;
}

}  // namespace

// [\p{Han}]+|...|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
size_t kimiWord(std::string_view text, size_t at) {
    const size_t han = run(text, at, unicode::isHan);
    if (han > at) return han;
    const size_t letters = kimiLetters(text, at);
    if (letters > at) return letters;
    const Character first = characterAt(text, at);
    if (classOf(first.code) & Class::Number) return runOf(text, at, Class::Number, 3);
    const size_t begin = first.code == ' ' ? at + first.bytes : at;
    const size_t end = runWithout(text, begin, SpaceLetterNumber);
    return end > begin ? newlines(text, end) : spaces(text, at, true);
}

}  // namespace engine::scan
