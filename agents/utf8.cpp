#include "agents/utf8.h"

#include <locale.h>
#include <wctype.h>

#include <utility>

namespace agents {
namespace {

struct Lead {
    int more;        // continuation bytes that follow
    char32_t bits;   // of the first byte
    char32_t least;  // smaller values are overlong
};

Lead leadOf(unsigned char byte) {
    if (byte < 0x80) return {0, byte, 0};
    if (byte >= 0xC2 && byte <= 0xDF) return {1, byte & 0x1FU, 0x80};
    if (byte >= 0xE0 && byte <= 0xEF) return {2, byte & 0x0FU, 0x800};
    if (byte >= 0xF0 && byte <= 0xF4) return {3, byte & 0x07U, 0x10000};
    return {-1, 0, 0};
}

// The length of the character at `at`, 0 when the byte there is bad.
size_t decodeAt(std::string_view text, size_t at, char32_t& character) {
    const Lead lead = leadOf(static_cast<unsigned char>(text[at]));
    if (lead.more < 0 || at + static_cast<size_t>(lead.more) >= text.size()) return 0;
    character = lead.bits;
    for (int i = 1; i <= lead.more; ++i) {
        const auto byte = static_cast<unsigned char>(text[at + static_cast<size_t>(i)]);
        if ((byte & 0xC0U) != 0x80) return 0;
        character = character << 6U | (byte & 0x3FU);
    }
    if (character < lead.least || character > 0x10FFFF) return 0;
    if (character >= 0xD800 && character <= 0xDFFF) return 0;
    return static_cast<size_t>(lead.more) + 1;
}

}  // namespace

char32_t decodeCharacter(std::string_view text, size_t& at) {
    char32_t character = 0;
    const size_t length = decodeAt(text, at, character);
    at += length ? length : 1;
    return length ? character : ReplacementCharacter;
}

void encodeCharacter(char32_t character, std::string& out) {
    const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (character < 0x80) {
        put(character);
    } else if (character < 0x800) {
        put(0xC0 | character >> 6U);
        put(0x80 | (character & 0x3FU));
    } else if (character < 0x10000) {
        put(0xE0 | character >> 12U);
        put(0x80 | (character >> 6U & 0x3FU));
        put(0x80 | (character & 0x3FU));
    } else {
        put(0xF0 | character >> 18U);
        put(0x80 | (character >> 12U & 0x3FU));
        put(0x80 | (character >> 6U & 0x3FU));
        put(0x80 | (character & 0x3FU));
    }
}

std::u32string charactersOf(std::string_view text) {
    std::u32string characters;
    for (size_t at = 0; at < text.size();) characters.push_back(decodeCharacter(text, at));
    return characters;
}

std::string textOf(std::u32string_view characters) {
    std::string text;
    for (const char32_t character : characters) encodeCharacter(character, text);
    return text;
}

size_t badBytes(std::string_view text) {
    size_t bad = 0;
    char32_t character = 0;
    for (size_t at = 0; at < text.size();) {
        const size_t length = decodeAt(text, at, character);
        bad += length ? 0 : 1;
        at += length ? length : 1;
    }
    return bad;
}

std::string validText(std::string_view text) {
    return badBytes(text) ? textOf(charactersOf(text)) : std::string(text);
}

char32_t lowerCase(char32_t character) {
    if (character < 0x80) return character >= 'A' && character <= 'Z' ? character + 32 : character;
    // The C library's tables, without depending on the locale the program runs in. Never freed.
    static const locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return unicode ? static_cast<char32_t>(towlower_l(static_cast<wint_t>(character), unicode)) : character;
}

std::string lowerCase(std::string_view text) {
    std::string lower;
    lower.reserve(text.size());
    for (size_t at = 0; at < text.size();) encodeCharacter(lowerCase(decodeCharacter(text, at)), lower);
    return lower;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view White = " \t\r\n\f\v";
    const size_t first = text.find_first_not_of(White);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(White) - first + 1);
}

std::string firstCharacters(std::string_view text, size_t count) {
    size_t at = 0;
    while (at < text.size() && count-- > 0) decodeCharacter(text, at);
    return std::string(text.substr(0, at));
}

bool isWide(char32_t character) {
    return (character >= 0x1100 && character <= 0x11FF) || (character >= 0x2E80 && character <= 0xD7A3) ||
           (character >= 0xF900 && character <= 0xFAFF) || (character >= 0xFE30 && character <= 0xFE4F) ||
           (character >= 0xFF00 && character <= 0xFFEF) || character >= 0x1F000;
}

bool isInvisible(char32_t character) {
    constexpr std::pair<char32_t, char32_t> Ranges[] = {{0, 0x1F},        {0x7F, 0x9F},      {0xAD, 0xAD},
                                                        {0x61C, 0x61C},   {0x180E, 0x180E},  {0x200B, 0x200F},
                                                        {0x2028, 0x202E}, {0x2060, 0x206F},  {0xFEFF, 0xFEFF},
                                                        {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F}};
    for (const auto& [first, last] : Ranges)
        if (character >= first && character <= last) return true;
    return false;
}

}  // namespace agents
