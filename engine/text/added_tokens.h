// Tokens that stand beside the byte pairs: control tokens, matched as a whole wherever their text occurs.
//
// Like Hugging Face's tokenizers: first those of the plain text ("normalized": false), then, in what is left,
// the others; each time leftmost first, the longest of those that begin there. Immutable once filled; any
// thread.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace engine {

struct AddedToken {
    std::string text;
    int id = 0;
    bool stripLeft = false;  // takes the white space before it along
    bool stripRight = false;
    bool normalized = false;
};

class AddedTokens {
public:
    static constexpr size_t MaxTextBytes = 512;
    static constexpr size_t MaxTokens = 100'000;

    // False when the text is there already. Call prepare() after the last one.
    bool add(AddedToken token);
    void prepare();

    std::optional<int> find(std::string_view text) const;
    bool contains(int id) const {
        return static_cast<size_t>(id) < isAdded_.size() && isAdded_[static_cast<size_t>(id)];
    }

    // Calls visit(piece, nothing) for text between, visit(text, id) for each token found; together, in order,
    // they are the text.
    using Visit = std::function<void(std::string_view, std::optional<int>)>;
    void split(std::string_view text, const Visit& visit) const;

private:
    struct Group {
        std::vector<AddedToken> tokens;  // sorted by text
        std::array<bool, 256> begins{};  // first bytes
        const AddedToken* longestAt(std::string_view text) const;
    };
    void splitBy(const Group& group, std::string_view text, const Visit& visit) const;

    Group plain_;
    Group normalized_;
    std::unordered_map<std::string, int> ids_;
    std::vector<bool> isAdded_;
};

}  // namespace engine
