// Ids and the bytes they stand for. Immutable once filled; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace engine {

class Vocabulary {
public:
    static constexpr int MaxTokens = 1'000'000;  // ids are below
    static constexpr size_t MaxTokenBytes = 4096;

    // False when the id belongs to a token already. `id` below MaxTokens, `bytes` at most MaxTokenBytes.
    bool add(int id, std::string_view bytes);

    int size() const { return static_cast<int>(tokens_.size()); }  // highest id + 1
    bool has(int id) const { return id >= 0 && id < size() && tokens_[static_cast<size_t>(id)].length > 0; }
    std::string_view bytes(int id) const;  // empty for an id without a token

private:
    struct Place {
        uint32_t offset = 0;
        uint32_t length = 0;
    };
    std::vector<Place> tokens_;
    std::vector<char> letters_;
};

// Vocabulary files write every byte as one printable character (GPT-2's alphabet): 0x20 is U+0120, "Ġ".
// False, and `bytes` unusable, when the text holds a character that is not of this alphabet.
bool fromByteAlphabet(std::string_view text, std::string& bytes);

}  // namespace engine
