#include "engine/text/prompt.h"

#include <fmt/core.h>

namespace engine {
namespace {

base::Result<> appendText(std::string& words, const Tokenizer& tokenizer, std::vector<int>& ids) {
    if (words.size() > Tokenizer::MaxTextBytes)
        return base::failure(
            base::Code::TooLarge,
            fmt::format("a message of {} bytes is longer than any model can read; shorten it", words.size()));
    const auto more = tokenizer.encode(words, false);
    ids.insert(ids.end(), more.begin(), more.end());
    words.clear();
    return {};
}

}  // namespace

void PromptWriter::text(std::string_view words) {
    if (words.empty()) return;
    if (!pieces_.empty() && !pieces_.back().control) {
        pieces_.back().text += words;
    } else {
        pieces_.push_back({false, std::string(words)});
    }
}

std::string promptText(std::span<const PromptPiece> pieces) {
    std::string text;
    for (const PromptPiece& piece : pieces) text += piece.text;
    return text;
}

base::Result<std::vector<int>> promptIds(std::span<const PromptPiece> pieces, const Tokenizer& tokenizer) {
    std::vector<int> ids;
    std::string words;
    for (const PromptPiece& piece : pieces) {
        const auto id = piece.control ? tokenizer.control(piece.text) : std::nullopt;
        if (!piece.control || (piece.optional && !id)) {
            words += piece.text;
            continue;
        }
        if (!id)
            return base::failure(
                base::Code::BadModel,
                fmt::format("the tokenizer has no control token \"{}\": this model was not made for the chat "
                            "format that was chosen for it",
                            piece.text));
        TRY(appendText(words, tokenizer, ids));
        ids.push_back(*id);
    }
    TRY(appendText(words, tokenizer, ids));
    return ids;
}

}  // namespace engine
