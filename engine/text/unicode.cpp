#include "engine/text/unicode.h"

#include <algorithm>
#include <iterator>
#include <memory>

namespace engine::unicode {
namespace {

constexpr uint32_t Limit = 0x110000;
constexpr uint32_t Spaces[] = {0x09,   0x0A,   0x0B,   0x0C,   0x0D,   0x20,   0x85,   0xA0,   0x1680,
                               0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008,
                               0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};

std::unique_ptr<const uint8_t[]> buildClasses() {
    auto classes = std::make_unique<uint8_t[]>(Limit);
    for (const ClassRanges& kind : classRanges())
        for (const Range& range : kind.ranges)
            for (uint32_t code = range.first; code <= range.last; ++code) classes[code] |= kind.kind;
    for (const uint32_t code : Spaces) classes[code] |= Space;
    return classes;
}

struct Lead {
    uint32_t length;    // 0: cannot begin a character
    uint8_t low, high;  // what the second byte may be
};

// The well-formed byte sequences of the Unicode standard, table 3-7: no overlong forms, no surrogates.
Lead leadOf(uint8_t byte) {
    if (byte < 0x80) return {1, 0, 0};
    if (byte >= 0xC2 && byte <= 0xDF) return {2, 0x80, 0xBF};
    if (byte == 0xE0) return {3, 0xA0, 0xBF};
    if (byte == 0xED) return {3, 0x80, 0x9F};
    if (byte >= 0xE1 && byte <= 0xEF) return {3, 0x80, 0xBF};
    if (byte == 0xF0) return {4, 0x90, 0xBF};
    if (byte >= 0xF1 && byte <= 0xF3) return {4, 0x80, 0xBF};
    if (byte == 0xF4) return {4, 0x80, 0x8F};
    return {0, 0, 0};
}

// How many bytes at `position` are a character or a beginning of one; `whole` says which.
size_t validBytes(std::string_view text, size_t position, bool& whole) {
    const Lead lead = leadOf(static_cast<uint8_t>(text[position]));
    whole = lead.length == 1;
    if (lead.length < 2) return lead.length;
    size_t count = 1;
    while (count < lead.length && position + count < text.size()) {
        const auto byte = static_cast<uint8_t>(text[position + count]);
        if (count == 1 ? byte < lead.low || byte > lead.high : (byte & 0xC0U) != 0x80U) break;
        ++count;
    }
    whole = count == lead.length;
    return count;
}

}  // namespace

uint8_t longClassOf(uint32_t code) {
    static const std::unique_ptr<const uint8_t[]> classes = buildClasses();
    return code < Limit ? classes[code] : static_cast<uint8_t>(None);
}

bool isHan(uint32_t code) {
    const auto ranges = hanRanges();
    const auto above = std::partition_point(ranges.begin(), ranges.end(),
                                            [=](const Range& range) { return range.first <= code; });
    return above != ranges.begin() && code <= std::prev(above)->last;
}

Character longCharacterAt(std::string_view text, size_t position) {
    const auto first = static_cast<uint8_t>(text[position]);
    bool whole = false;
    const size_t count = validBytes(text, position, whole);
    if (!whole) return {};
    uint32_t code = first & (0x7FU >> count);
    for (size_t i = 1; i < count; ++i) code = code << 6U | (static_cast<uint8_t>(text[position + i]) & 0x3FU);
    return {code, static_cast<uint32_t>(count)};
}

void append(std::string& text, uint32_t code) {
    const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80U | (code >> shift & 0x3FU)); };
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xC0U | code >> 6U);
        tail(0);
    } else if (code < 0x10000) {
        text += static_cast<char>(0xE0U | code >> 12U);
        tail(6);
        tail(0);
    } else {
        text += static_cast<char>(0xF0U | code >> 18U);
        tail(12);
        tail(6);
        tail(0);
    }
}

size_t unfinishedBytes(std::string_view text) {
    for (size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        const auto byte = static_cast<uint8_t>(text[text.size() - back]);
        if ((byte & 0xC0U) == 0x80U) continue;
        bool whole = false;
        return validBytes(text, text.size() - back, whole) == back && !whole ? back : 0;
    }
    return 0;
}

std::string repaired(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t position = 0; position < text.size();) {
        bool whole = false;
        const size_t count = validBytes(text, position, whole);
        if (whole) {
            out += text.substr(position, count);
        } else {
            append(out, 0xFFFD);
        }
        position += count > 0 ? count : 1;
    }
    return out;
}

}  // namespace engine::unicode
