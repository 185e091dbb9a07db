// tiktoken.model, as Moonlight and Kimi bring it: one token a line in base64 with its rank, which is its id.
// What joins is what makes the token of lowest rank. Control tokens stand in tokenizer_config.json.
//
// BadModel names the line; Unsupported: a tokenizer that is cut in an unknown way.
#pragma once

#include "engine/text/tokenizer_file.h"

namespace engine {

base::Result<TokenizerParts> readTiktoken(const std::filesystem::path& folder);

}  // namespace engine
