#include "engine/text/split_scan.h"

namespace engine::scan {

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

}  // namespace engine::scan
