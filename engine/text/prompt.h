// A prompt in pieces: control tokens by name, and plain text. Only a chat format writes control tokens; what
// people, tools and files say is always text and is tokenised with control tokens off. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/tokenizer.h"

namespace engine {

struct PromptPiece {
    bool control = false;
    std::string text;       // the token's name, if it is one
    bool optional = false;  // a control token where the vocabulary has it, otherwise the same letters as text
};

// Collects pieces. Texts that meet become one, so that tokens may reach over the seam as they do in whole
// texts.
class PromptWriter {
public:
    void control(std::string_view name) { pieces_.push_back({true, std::string(name)}); }
    void optional(std::string_view name) { pieces_.push_back({true, std::string(name), true}); }
    void text(std::string_view words);
    bool empty() const { return pieces_.empty(); }
    std::vector<PromptPiece> take() { return std::move(pieces_); }

private:
    std::vector<PromptPiece> pieces_;
};

// The exact prompt text: all pieces concatenated.
std::string promptText(std::span<const PromptPiece> pieces);
// Ids; fails with BadModel when the vocabulary lacks one of the control tokens, naming it.
base::Result<std::vector<int>> promptIds(std::span<const PromptPiece> pieces, const Tokenizer& tokenizer);

}  // namespace engine
