#include "agents/cut.h"

#include <fmt/core.h>

#include <algorithm>

#include "agents/utf8.h"

namespace agents {
namespace {

size_t countLines(std::string_view text) {
    return static_cast<size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
}

// As many characters as `tokens` allow.
std::string_view headOf(std::string_view text, int tokens) {
    double used = 0;
    size_t at = 0;
    while (at < text.size()) {
        size_t next = at;
        const char32_t character = decodeCharacter(text, next);
        used += isWide(character) ? 1.5 : static_cast<double>(next - at) / 3;
        if (used > tokens) break;
        at = next;
    }
    return text.substr(0, at);
}

bool continues(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80;
}

}  // namespace

int estimateTokens(std::string_view text) {
    size_t wide = 0;
    size_t narrowBytes = 0;
    for (size_t at = 0; at < text.size();) {
        const size_t before = at;
        if (isWide(decodeCharacter(text, at)))
            ++wide;
        else
            narrowBytes += at - before;
    }
    return static_cast<int>((narrowBytes + 2) / 3 + (wide * 3 + 1) / 2);
}

std::string cutLines(std::string_view text, size_t lines, int tokens) {
    const size_t total = countLines(text);
    if (total <= lines && estimateTokens(text) <= tokens) return std::string(text);
    size_t kept = 0;
    size_t end = 0;  // behind the last kept line, its newline included
    int used = 8;    // for the line that says so
    while (kept < std::min(lines, total)) {
        const size_t newline = std::min(text.find('\n', end), text.size());
        used += estimateTokens(text.substr(end, newline - end)) + 1;
        if (used > tokens) break;
        ++kept;
        end = std::min(newline + 1, text.size());
    }
    if (kept == 0) return fmt::format("{}\n[cut: part of 1 of {} lines]", headOf(text, tokens - 8), total);
    std::string head(text.substr(0, end));
    if (head.ends_with('\n')) head.pop_back();
    return kept == total ? head : fmt::format("{}\n[cut: {} of {} lines]", head, kept, total);
}

std::string cutMiddle(std::string_view text, size_t bytes) {
    if (text.size() <= bytes) return std::string(text);
    const size_t room = bytes > 64 ? bytes - 64 : 0;
    size_t head = room * 2 / 3;
    size_t tail = text.size() - (room - head);
    while (head > 0 && continues(text[head])) --head;
    while (tail < text.size() && continues(text[tail])) ++tail;
    return fmt::format("{}\n[cut: {} bytes left out]\n{}", text.substr(0, head), tail - head,
                       text.substr(tail));
}

std::string firstLine(std::string_view text, size_t characters) {
    const std::string_view body = trimmed(text);
    return firstCharacters(trimmed(body.substr(0, body.find('\n'))), characters);
}

std::string counted(size_t count, std::string_view one, std::string_view many) {
    if (count == 1) return fmt::format("1 {}", one);
    return many.empty() ? fmt::format("{} {}s", count, one) : fmt::format("{} {}", count, many);
}

}  // namespace agents
