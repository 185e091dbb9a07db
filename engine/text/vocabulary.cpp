#include "engine/text/vocabulary.h"

#include <array>

#include "engine/text/unicode.h"
#include "kernels/base/check.h"

namespace engine {
namespace {

constexpr uint32_t AlphabetEnd = 0x144;

// Printable bytes are themselves; the other 68 follow each other from U+0100 on.
constexpr std::array<int16_t, AlphabetEnd> buildAlphabet() {
    std::array<int16_t, AlphabetEnd> bytes{};
    for (auto& byte : bytes) byte = -1;
    uint32_t next = 0x100;
    for (int16_t byte = 0; byte < 256; ++byte) {
        const bool printable = (byte > 0x20 && byte < 0x7F) || (byte > 0xA0 && byte != 0xAD);
        bytes[printable ? static_cast<uint32_t>(byte) : next++] = byte;
    }
    return bytes;
}

constexpr std::array<int16_t, AlphabetEnd> Alphabet = buildAlphabet();

}  // namespace

bool Vocabulary::add(int id, std::string_view bytes) {
    CHECK(id >= 0 && id < MaxTokens && bytes.size() <= MaxTokenBytes, "checked by the reader");
    if (has(id)) return false;
    if (id >= size()) tokens_.resize(static_cast<size_t>(id) + 1);
    tokens_[static_cast<size_t>(id)] = {static_cast<uint32_t>(letters_.size()),
                                        static_cast<uint32_t>(bytes.size())};
    letters_.insert(letters_.end(), bytes.begin(), bytes.end());
    return true;
}

std::string_view Vocabulary::bytes(int id) const {
    if (!has(id)) return {};
    const Place place = tokens_[static_cast<size_t>(id)];
    return {letters_.data() + place.offset, place.length};
}

bool fromByteAlphabet(std::string_view text, std::string& bytes) {
    bytes.clear();
    for (size_t at = 0; at < text.size();) {
        const unicode::Character character = unicode::characterAt(text, at);
        if (character.code >= AlphabetEnd || Alphabet[character.code] < 0) return false;
        bytes += static_cast<char>(Alphabet[character.code]);
        at += character.bytes;
    }
    return true;
}

}  // namespace engine
