// Made-up plain English of at least that many bytes, the same each time: for whatever measures speed.
#pragma once

#include <cstdint>
#include <iterator>
#include <string>

namespace tests {

inline std::string plainEnglish(size_t bytes) {
    constexpr const char* Words[] = {"the",     "engine", "reads",  "every",    "word",   "of",   "a",
                                     "long",    "and",    "rather", "ordinary", "text",   "with", "numbers",
                                     "names",   "which",  "were",   "taken",    "from",   "many", "old",
                                     "letters", "that",   "nobody", "ever",     "wanted", "to",   "answer"};
    std::string text;
    uint32_t state = 1;
    const auto next = [&](uint32_t below) {
        return (state = state * 1664525U + 1013904223U) / 65536U % below;
    };
    while (text.size() < bytes) {
        text += Words[next(std::size(Words))];
        for (uint32_t letters = next(8) == 0 ? next(6) : 0; letters > 0; --letters)  // words that are new
            text += static_cast<char>('a' + next(26));
        const uint32_t end = next(24);
        text += end == 0 ? ".\n\n" : end < 3 ? ", " : end == 3 ? ". " : " ";
    }
    return text;
}

}  // namespace tests
