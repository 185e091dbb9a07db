#include "engine/text/added_tokens.h"

#include <algorithm>

#include "engine/text/unicode.h"

namespace engine {
namespace {

bool isSpaceAt(std::string_view text, size_t at) {
    return (unicode::classOf(unicode::characterAt(text, at).code) & unicode::Space) != 0;
}

// The start of the white space that ends at `end`, but not before `low`.
size_t spacesBefore(std::string_view text, size_t low, size_t end) {
    size_t begin = end;
    while (begin > low) {
        size_t character = begin - 1;
        while (character > low && (static_cast<uint8_t>(text[character]) & 0xC0U) == 0x80U) --character;
        if (!isSpaceAt(text, character)) break;
        begin = character;
    }
    return begin;
}

size_t spacesAfter(std::string_view text, size_t begin) {
    while (begin < text.size() && isSpaceAt(text, begin)) begin += unicode::characterAt(text, begin).bytes;
    return begin;
}

}  // namespace

bool AddedTokens::add(AddedToken token) {
    if (!ids_.emplace(token.text, token.id).second) return false;
    if (static_cast<size_t>(token.id) >= isAdded_.size()) isAdded_.resize(static_cast<size_t>(token.id) + 1);
    isAdded_[static_cast<size_t>(token.id)] = true;
    Group& group = token.normalized ? normalized_ : plain_;
    group.begins[static_cast<uint8_t>(token.text.front())] = true;
    group.tokens.push_back(std::move(token));
    return true;
}

void AddedTokens::prepare() {
    for (Group* group : {&plain_, &normalized_})
        std::sort(group->tokens.begin(), group->tokens.end(),
                  [](const AddedToken& a, const AddedToken& b) { return a.text < b.text; });
}

std::optional<int> AddedTokens::find(std::string_view text) const {
    const auto found = ids_.find(std::string(text));
    return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

// Narrows the sorted tokens byte by byte to those that `text` begins with.
const AddedToken* AddedTokens::Group::longestAt(std::string_view text) const {
    const AddedToken* best = nullptr;
    auto low = tokens.begin();
    auto high = tokens.end();
    for (size_t depth = 0; low != high; ++depth) {
        if (low->text.size() == depth) best = &*low++;  // the shortest of equal beginnings is sorted first
        if (depth == text.size()) break;
        const auto wanted = static_cast<uint8_t>(text[depth]);
        const auto byteOf = [&](const AddedToken& token) { return static_cast<uint8_t>(token.text[depth]); };
        low =
            std::partition_point(low, high, [&](const AddedToken& token) { return byteOf(token) < wanted; });
        high =
            std::partition_point(low, high, [&](const AddedToken& token) { return byteOf(token) == wanted; });
    }
    return best;
}

void AddedTokens::splitBy(const Group& group, std::string_view text, const Visit& visit) const {
    size_t done = 0;
    for (size_t at = 0; at < text.size();) {
        const bool candidate = group.begins[static_cast<uint8_t>(text[at])];
        const AddedToken* found = candidate ? group.longestAt(text.substr(at)) : nullptr;
        if (!found) {
            ++at;
            continue;
        }
        const size_t begin = found->stripLeft ? spacesBefore(text, done, at) : at;
        size_t end = at + found->text.size();
        if (found->stripRight) end = spacesAfter(text, end);
        if (begin > done) visit(text.substr(done, begin - done), {});
        visit(text.substr(begin, end - begin), found->id);
        at = done = end;
    }
    if (done < text.size()) visit(text.substr(done), {});
}

void AddedTokens::split(std::string_view text, const Visit& visit) const {
    splitBy(plain_, text, [&](std::string_view piece, std::optional<int> id) {
        if (id) return visit(piece, id);
        splitBy(normalized_, piece, visit);
    });
}

}  // namespace engine
