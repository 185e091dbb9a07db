// tokenizer.json and tokenizer_config.json, checked: what a tokenizer is made of. Every id is below the
// limit, every merge joins tokens that exist; what this version does not know is refused by its name.
//
// Unsupported: sound, but not byte-level BPE or with a part that is not known. BadModel: anything else.
#pragma once

#include <array>
#include <filesystem>
#include <string_view>
#include <unordered_map>

#include "engine/base/json.h"
#include "engine/text/added_tokens.h"
#include "engine/text/byte_pairs.h"
#include "engine/text/pretokenizer.h"
#include "engine/text/sentence_ends.h"
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
    SentenceEnds ends;
};

// `json` is what tokenizer.json holds; every id must be below `idLimit`. Does not name the file.
base::Result<TokenizerParts> readTokenizerJson(const Json& json, int64_t idLimit = Vocabulary::MaxTokens);
base::Result<Json> readTokenizerFile(const std::filesystem::path& folder);
// What config.json and tokenizer_config.json say, where they lie in the folder. `added` are the tokens that
// the ends must be among.
int64_t idLimitOf(const std::filesystem::path& folder);
base::Result<SentenceEnds> readEnds(const std::filesystem::path& folder, const AddedTokens& added);

}  // namespace engine
