// SentencePiece's two kinds of tokenizers, as Llama 2's tokenizer.json and GGUF's "llama" bring them: a text
// is one piece, spaces are U+2581, and what no token says is written in byte tokens. Immutable once filled;
// any thread.
//
// Bytes that are no UTF-8 are written in byte tokens, too, so that they come back as they were. U+2581 in a
// text cannot be told from a space: that is the format's own loss.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/text/added_tokens.h"
#include "engine/text/byte_pairs.h"
#include "engine/text/sentence_ends.h"
#include "engine/text/tokenizer.h"
#include "engine/text/vocabulary.h"

namespace engine {

struct SpaceRules {
    bool prefix = true;        // a space is put before the text, and taken away again
    bool unlessThere = false;  // ... unless it begins with one ("Metaspace"), which is lost on the way back
    bool fuseUnknown = true;
};

struct SentencePieceParts {
    bool unigram = false;
    Vocabulary vocabulary;  // with spaces, not U+2581
    std::unordered_map<std::string, int> ids;
    std::vector<float> scores;  // by id; only for unigrams
    size_t longest = 0;         // bytes of the longest piece
    float lowest = 0;           // score
    BytePairs pairs;            // only for merges
    AddedTokens added;
    std::array<int, 256> byteIds{};  // -1: none
    std::optional<int> unknown;
    SpaceRules rules;
    SentenceEnds ends;
};

class SentencePieceBuilder {
public:
    // Merges: pairs join in the order of the score of what they make. Listed: in the order of addMerge().
    // Unigram: the cut of the highest sum of scores.
    enum class Kind { Merges, Listed, Unigram };
    explicit SentencePieceBuilder(Kind kind);

    base::Result<> addPiece(int id, std::string_view text, float score);
    base::Result<> addControl(int id, const std::string& text);
    base::Result<> addByte(int id, int byte);  // byte -1: none of the form <0xNN>, BadModel
    base::Result<> addUnknown(int id, std::string_view text);
    base::Result<> addMerge(std::string_view left, std::string_view right);
    base::Result<SentencePieceParts> finish(const SpaceRules& rules);

private:
    struct Merge {
        int left, right, merged;
        uint32_t rank;
    };
    void collectMerges();

    Kind kind_;
    SentencePieceParts parts_;
    std::vector<std::pair<float, int>> ordered_;  // score, id
    std::vector<Merge> merges_;
};

std::unique_ptr<Tokenizer> makeSentencePieces(SentencePieceParts parts);

}  // namespace engine
