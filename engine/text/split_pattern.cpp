#include "engine/text/split_pattern.h"

#include "engine/text/split_scan.h"

namespace engine {
namespace {

using namespace scan;

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

// \s?X+: a space before goes along only if an X follows it.
template <bool (*wanted)(uint32_t)>
size_t withSpace(std::string_view text, size_t at) {
    const Character first = characterAt(text, at);
    if (classOf(first.code) & Class::Space) {
        const size_t end = run(text, at + first.bytes, wanted);
        if (end > at + first.bytes) return end;
    }
    return run(text, at, wanted);
}

template <size_t Most>
size_t numbers(std::string_view text, size_t at) {
    return runOf(text, at, Class::Number, Most);
}

template <size_t Most>
size_t cjk(std::string_view text, size_t at) {
    return run(text, at, isCjk, Most);
}

size_t newline(std::string_view text, size_t at) {
    return run(text, at, isNewline, 1);
}

bool isLetter(uint32_t code) {
    return (classOf(code) & Class::Letter) != 0;
}
bool isPunctuation(uint32_t code) {
    return (classOf(code) & Class::Punctuation) != 0;
}

bool isDigit(uint32_t code) {
    return code >= '0' && code <= '9';
}
// [\p{P}\$\+<=>\^~\|]
bool isGgufPunctuation(uint32_t code) {
    return isPunctuation(code) ||
           (code < 0x80 &&
            std::string_view("$+<=>^~|").find(static_cast<char>(code)) != std::string_view::npos);
}
size_t ggufPunctuation(std::string_view text, size_t at) {
    return run(text, at, isGgufPunctuation);
}
size_t threeDigits(std::string_view text, size_t at) {
    const size_t end = run(text, at, isDigit, 3);
    return end == at + 3 ? end : at;
}
bool anywhere(uint8_t) {
    return true;
}
bool numbersBegin(uint8_t byte) {
    return byte >= 0x80 || (byte >= '0' && byte <= '9');
}
bool cjkBegins(uint8_t byte) {  // U+3000 and beyond
    return byte >= 0xE3;
}

// `mayBegin` passes over bytes that no match begins with.
template <size_t (*takeAt)(std::string_view, size_t), bool (*mayBegin)(uint8_t) = anywhere>
TextSpan find(std::string_view text, size_t from) {
    while (from < text.size()) {
        if (!mayBegin(static_cast<uint8_t>(text[from]))) {
            ++from;
            continue;
        }
        const size_t end = takeAt(text, from);
        if (end > from) return {from, end};
        from += characterAt(text, from).bytes;
    }
    return {};
}

// \s+$: the white space at the end, looked for from there.
TextSpan findSpacesAtEnd(std::string_view text, size_t from) {
    size_t begin = text.size();
    while (begin > from) {
        size_t character = begin - 1;
        while (character > from && (static_cast<uint8_t>(text[character]) & 0xC0U) == 0x80U) --character;
        if (!(classOf(characterAt(text, character).code) & Class::Space)) break;
        begin = character;
    }
    return begin < text.size() ? TextSpan{begin, text.size()} : TextSpan{};
}

#define LLAMA_WORDS(digits)                                            \
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|)" digits \
    R"(| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)"

struct Known {
    std::string_view expression;
    FindPattern find;
};

constexpr Known KnownPatterns[] = {
    {R"(\p{N}{1,3})", find<numbers<3>, numbersBegin>},
    {R"(\p{N})", find<numbers<1>, numbersBegin>},
    {R"(\p{N}+)", find<numbers<SIZE_MAX>, numbersBegin>},
    {"[一-龥\u3040-ゟ゠-ヿ]+", find<cjk<SIZE_MAX>, cjkBegins>},
    {"[一-龥\u3040-ゟ゠-ヿ]", find<cjk<1>, cjkBegins>},
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
    {"[\r\n]", find<newline>},
    {R"([\r\n])", find<newline>},
    {R"(\s?\p{L}+)", find<withSpace<isLetter>>},
    {R"(\s?\p{P}+)", find<withSpace<isPunctuation>>},
    {"\\s?[!-/:-~！-／：-～‘-‟　-。]+", find<withSpace<isDeepSeekV2Punctuation>>},
    {R"(\s+$)", findSpacesAtEnd},
    {"[一-龥ࠀ-一가-퟿]+", find<eastAsian>},
    {KimiExpression, find<kimiWord>},
    {R"([\p{P}\$\+<=>\^~\|]+)", find<ggufPunctuation>},
    {"[0-9][0-9][0-9]", find<threeDigits>},
};

}  // namespace

FindPattern findPattern(std::string_view expression) {
    if (expression.starts_with("\\s?[") && expression.ends_with("]+") &&
        expression.substr(4, expression.size() - 6) == casedLetters)
        return find<withSpace<isCasedLetter>>;
    for (const Known& known : KnownPatterns)
        if (known.expression == expression) return known.find;
    return nullptr;
}

FindPattern singleDigits() {
    return find<numbers<1>, numbersBegin>;
}
FindPattern digitRuns() {
    return find<numbers<SIZE_MAX>, numbersBegin>;
}
FindPattern gpt2Words() {
    return find<gpt2Word>;
}

}  // namespace engine
