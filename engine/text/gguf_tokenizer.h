// The tokenizer inside of a .gguf file, checked: what a tokenizer is made of. "gpt2" is byte-level BPE, cut
// as "tokenizer.ggml.pre" names it; "llama" is SentencePiece (see sentence_pieces.h).
//
// Unsupported names a model or a pre-tokenizer that is not known; BadModel what makes no sense.
#pragma once

#include <filesystem>
#include <optional>

#include "engine/files/gguf_metadata.h"
#include "engine/text/sentence_pieces.h"
#include "engine/text/tokenizer_file.h"

namespace engine {

// The .gguf file that a tokenizer and a chat template are read from: `path` itself (of a split model its
// first file), or that of a folder which brings neither in files of their own. Nothing: `path` is no such
// thing.
base::Result<std::optional<std::filesystem::path>> ggufOf(const std::filesystem::path& path);

// The same as a tokenizer.json, for readTokenizerJson().
base::Result<Json> ggufBytePairs(const GgufMetadata& metadata);
base::Result<SentencePieceParts> ggufSentencePieces(const GgufMetadata& metadata);
// "tokenizer.ggml.bos_token_id", "eos_token_id" and "add_bos_token".
base::Result<SentenceEnds> ggufEnds(const GgufMetadata& metadata, int vocabularySize);

}  // namespace engine
