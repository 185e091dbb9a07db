#include "engine/text/split_pattern.h"

#include "engine/text/unicode.h"

namespace engine {
namespace {

using unicode::Character;
using unicode::characterAt;
using unicode::Class;
using unicode::classOf;

constexpr uint8_t LetterMark = Class::Letter | Class::Mark;
constexpr uint8_t LetterNumber = Class::Letter | Class::Number;
constexpr uint8_t SpaceLetterNumber = Class::Space | LetterNumber;
constexpr uint8_t PunctuationSymbol = Class::Punctuation | Class::Symbol;

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

// Each of the following gives the end of what it takes at `at`; `at` itself when it takes nothing.

template <class Wanted>
size_t run(std::string_view text, size_t at, Wanted wanted, size_t most = SIZE_MAX) {
    for (; at < text.size() && most > 0; --most) {
        const Character character = characterAt(text, at);
        if (!wanted(character.code)) break;
        at += character.bytes;
    }
    return at;
}

size_t runOf(std::string_view text, size_t at, uint8_t classes, size_t most = SIZE_MAX) {
    return run(
        text, at, [=](uint32_t code) { return (classOf(code) & classes) != 0; }, most);
}

size_t runWithout(std::string_view text, size_t at, uint8_t classes) {
    return run(text, at, [=](uint32_t code) { return (classOf(code) & classes) == 0; });
}

size_t newlines(std::string_view text, size_t at) {
    return run(text, at, isNewline);
}

// \s+(?!\S)|\s+ and, before it when `byLine`, \s*[\r\n]+
size_t spaces(std::string_view text, size_t at, bool byLine) {
    size_t end = at;
    size_t last = at;         // where the last space begins
    size_t afterNewline = 0;  // the end of the last \r or \n
    while (end < text.size()) {
        const Character character = characterAt(text, end);
        if (!(classOf(character.code) & Class::Space)) break;
        last = end;
        end += character.bytes;
        if (isNewline(character.code)) afterNewline = end;
    }
    if (byLine && afterNewline > 0) return afterNewline;
    // The look-ahead gives one space back to the word that follows, unless there is only one.
    return end < text.size() && last > at ? last : end;
}

// 's|'t|'re|'ve|'m|'ll|'d
size_t contraction(std::string_view text, size_t at, bool anyCase) {
    if (text[at] != '\'' || at + 1 >= text.size()) return at;
    const auto letter = [&](size_t index) -> char {
        if (index >= text.size()) return 0;
        const char raw = text[index];
        return anyCase && raw >= 'A' && raw <= 'Z' ? static_cast<char>(raw + 32) : raw;
    };
    const char first = letter(at + 1);
    const char second = letter(at + 2);
    if (first == 's' || first == 't' || first == 'm' || first == 'd') return at + 2;
    if ((first == 'r' || first == 'v') && second == 'e') return at + 3;
    if (first == 'l' && second == 'l') return at + 3;
    // Without regard to case, the long s (U+017F) is an s.
    return anyCase && text.substr(at + 1).starts_with("\xC5\xBF") ? at + 3 : at;
}

// [punctuation][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
size_t deepseekWord(std::string_view text, size_t at) {
    const Character first = characterAt(text, at);
    const uint8_t kind = classOf(first.code);
    const size_t next = at + first.bytes;
    if (isAsciiPunctuation(first.code)) {
        const size_t end = run(text, next, isAsciiLetter);
        if (end > next) return end;
    }
    if (kind & LetterMark) return runOf(text, next, LetterMark);
    if (!(kind & PunctuationSymbol) && !isNewline(first.code)) {
        const size_t end = runOf(text, next, LetterMark);
        if (end > next) return end;
    }
    const size_t begin = first.code == ' ' ? next : at;
    const size_t end = runOf(text, begin, PunctuationSymbol);
    if (end > begin) return newlines(text, end);
    return spaces(text, at, true);
}

// 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
size_t gpt2Word(std::string_view text, size_t at) {
    const size_t shortened = contraction(text, at, false);
    if (shortened > at) return shortened;
    const size_t begin = text[at] == ' ' ? at + 1 : at;
    for (const uint8_t kind : {Class::Letter, Class::Number}) {
        const size_t end = runOf(text, begin, kind);
        if (end > begin) return end;
    }
    const size_t end = runWithout(text, begin, SpaceLetterNumber);
    return end > begin ? end : spaces(text, at, false);
}

// (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,Digits}|
// ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|...
template <size_t Digits>
size_t llamaWord(std::string_view text, size_t at) {
    const size_t shortened = contraction(text, at, true);
    if (shortened > at) return shortened;
    const Character first = characterAt(text, at);
    const uint8_t kind = classOf(first.code);
    const size_t next = at + first.bytes;
    if (kind & Class::Letter) return runOf(text, next, Class::Letter);
    if (kind & Class::Number) return runOf(text, at, Class::Number, Digits);
    if (!isNewline(first.code)) {
        const size_t end = runOf(text, next, Class::Letter);
        if (end > next) return end;
    }
    const size_t begin = first.code == ' ' ? next : at;
    const size_t end = runWithout(text, begin, SpaceLetterNumber);
    if (end > begin) return newlines(text, end);
    return spaces(text, at, true);
}

// [\p{L}\p{M}]+|[^\p{L}\p{M}]
size_t wordOrCharacter(std::string_view text, size_t at) {
    const Character first = characterAt(text, at);
    const size_t next = at + first.bytes;
    return classOf(first.code) & LetterMark ? runOf(text, next, LetterMark) : next;
}

template <size_t Most>
size_t numbers(std::string_view text, size_t at) {
    return runOf(text, at, Class::Number, Most);
}

template <size_t Most>
size_t cjk(std::string_view text, size_t at) {
    return run(text, at, isCjk, Most);
}

template <size_t (*takeAt)(std::string_view, size_t)>
TextSpan find(std::string_view text, size_t from) {
    while (from < text.size()) {
        const size_t end = takeAt(text, from);
        if (end > from) return {from, end};
        from += characterAt(text, from).bytes;
    }
    return {};
}

#define LLAMA_WORDS(digits)                                            \
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|)" digits \
    R"(| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)"

struct Known {
    std::string_view expression;
    FindPattern find;
};

constexpr Known KnownPatterns[] = {
    {R"(\p{N}{1,3})", find<numbers<3>>},
    {R"(\p{N})", find<numbers<1>>},
    {R"(\p{N}+)", find<numbers<SIZE_MAX>>},
    {"[一-龥\u3040-ゟ゠-ヿ]+", find<cjk<SIZE_MAX>>},
    {"[一-龥\u3040-ゟ゠-ヿ]", find<cjk<1>>},
    // In the file \r and \n stand as the characters themselves, in other spellings of it as escapes.
    {"[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| "
     "?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+",
     find<deepseekWord>},
    {R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| )"
     R"(?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
     find<deepseekWord>},
    {R"([\p{L}\p{M}]+|[^\p{L}\p{M}])", find<wordOrCharacter>},
    {R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)", find<gpt2Word>},
    {LLAMA_WORDS(R"(\p{N}{1,3})"), find<llamaWord<3>>},
    {LLAMA_WORDS(R"(\p{N})"), find<llamaWord<1>>},
};

}  // namespace

FindPattern findPattern(std::string_view expression) {
    for (const Known& known : KnownPatterns)
        if (known.expression == expression) return known.find;
    return nullptr;
}

FindPattern singleDigits() {
    return find<numbers<1>>;
}
FindPattern digitRuns() {
    return find<numbers<SIZE_MAX>>;
}
FindPattern gpt2Words() {
    return find<gpt2Word>;
}

}  // namespace engine
