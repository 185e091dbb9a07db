// A tokenizer.json in SentencePiece's style (Llama 2's): BPE with byte fallback or Unigram, spaces as U+2581.
//
// Unsupported names a part that is not known; BadModel what makes no sense. Neither names the file.
#pragma once

#include "engine/base/json.h"
#include "engine/text/sentence_pieces.h"

namespace engine {

bool isSentencePieceJson(const Json& json);
base::Result<SentencePieceParts> readSentencePieceJson(const Json& json, int64_t idLimit);

}  // namespace engine
