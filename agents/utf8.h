// UTF-8 one character at a time, for text that may be anything. Bad bytes become U+FFFD. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace agents {

constexpr char32_t ReplacementCharacter = 0xFFFD;

// The character at `at`, which moves behind it. A bad byte gives U+FFFD and moves by one.
char32_t decodeCharacter(std::string_view text, size_t& at);
void encodeCharacter(char32_t character, std::string& out);

std::u32string charactersOf(std::string_view text);
std::string textOf(std::u32string_view characters);

// Every bad byte replaced; valid text is returned as it is.
std::string validText(std::string_view text);
size_t badBytes(std::string_view text);

// Lower case, for comparing without regard to case.
char32_t lowerCase(char32_t character);
std::string lowerCase(std::string_view text);

std::string_view trimmed(std::string_view text);  // ASCII white space at both ends
std::string firstCharacters(std::string_view text, size_t count);

bool isWide(char32_t character);       // CJK and other characters that tokenizers split finely
bool isInvisible(char32_t character);  // control, zero width, direction overrides: they can make a name lie

}  // namespace agents
