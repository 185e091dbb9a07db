// tokenizer.json and tokenizer_config.json, checked: what a tokenizer is made of. Every id is below the
// limit, every merge joins tokens that exist; what this version does not know is refused by its name.
//
// Unsupported: sound, but not byte-level BPE or with a part that is not known. BadModel: anything else.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "engine/text/added_tokens.h"
#include "engine/text/byte_pairs.h"
#include "engine/text/pretokenizer.h"
#include "engine/text/vocabulary.h"
#include "kernels/base/result.h"

namespace engine {

struct TokenizerParts {
    Vocabulary vocabulary;
    BytePairs pairs;
    Pretokenizer pretokenizer;
    AddedTokens added;
    std::array<int, 256> byteIds{};  // -1: no token stands for this byte alone
    // Only with "ignore_merges": whole pieces that are tokens, whatever the merges would make. Views into
    // `vocabulary`.
    std::unordered_map<std::string_view, int> whole;
    std::optional<int> beginOfSentence;
    std::optional<int> endOfSentence;
    bool addBeginOfSentence = false;
};

base::Result<TokenizerParts> readTokenizer(const std::filesystem::path& folder);

}  // namespace engine
