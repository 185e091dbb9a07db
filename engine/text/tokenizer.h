// Text to ids and back: byte-level BPE and SentencePiece, from tokenizer.json (Hugging Face tokenizers
// format), tiktoken.model or a .gguf file. Immutable after open(); any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/base/result.h"

namespace engine {

class Tokenizer {
public:
    virtual ~Tokenizer() = default;

    // `path`: a folder with tokenizer.json or tiktoken.model (and tokenizer_config.json where there is one),
    // or a .gguf file. BadModel names file and cause; a pre-tokenizer or model type that is not known is
    // Unsupported by its name, never guessed.
    static base::Result<std::unique_ptr<Tokenizer>> open(const std::filesystem::path& path);

    // The longest text encode() takes; whoever accepts text from outside limits it before.
    static constexpr size_t MaxTextBytes = size_t{1} << 30U;

    // Control tokens in the text are matched (as Hugging Face does) only when `controls`. Bytes that are no
    // UTF-8 are encoded as they are. Adds no begin-of-sentence token.
    virtual std::vector<int> encode(std::string_view text, bool controls = false) const = 0;
    // Bytes; invalid UTF-8 is passed through as it is: see Detokenizer for streaming.
    virtual std::string decode(const std::vector<int>& ids) const = 0;
    // One token's bytes; control tokens give their name. Empty for an id without a token.
    virtual std::string_view bytes(int id) const = 0;
    virtual bool isControl(int id) const = 0;  // an added token, whatever its "special" flag says
    virtual std::optional<int> control(std::string_view name) const = 0;
    virtual int vocabularySize() const = 0;  // highest id + 1
    virtual std::optional<int> beginOfSentence() const = 0;
    virtual std::optional<int> endOfSentence() const = 0;
    virtual bool addsBeginOfSentence() const { return false; }  // "add_bos_token": prompts begin with it
};

}  // namespace engine
