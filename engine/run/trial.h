// One conversation computed directly, token by token, without requests, tokenizer or thread: for the logits
// of given ids, and for measuring. One thread.
#pragma once

#include <memory>
#include <span>

#include "engine/run/loader.h"

namespace engine {

class Trial {
public:
    static constexpr int ChunkTokens = 256;

    // Room for `tokens` in all. TooLarge when the model's context is shorter; Unsupported when drafts are
    // wanted of a model that has no layer for them.
    static base::Result<std::unique_ptr<Trial>> open(std::unique_ptr<ModelParts> parts, int tokens,
                                                     int logitRows = 1, bool draft = false);

    // An id outside the vocabulary is Invalid.
    base::Result<> check(std::span<const int> ids) const;
    // Appends at most ChunkTokens tokens and returns the wanted logits, valid until the next call. An id
    // outside the vocabulary is Invalid.
    base::Result<std::span<const float>> append(std::span<const int> ids, Batch::Want want);
    // After append() of tokens from position `first` on: the draft layer's logits, given the token that
    // follows each of them. Row i is about the second token after position first + i.
    base::Result<std::span<const float>> draft(std::span<const int> next, int first);
    // Forgets all tokens.
    void restart() { position_ = 0; }

    const ModelParts& parts() const { return *parts_; }
    int position() const { return position_; }

private:
    Trial() = default;
    std::unique_ptr<ModelParts> parts_;
    std::unique_ptr<PagedCache> cache_;
    std::unique_ptr<Forward> forward_;
    std::vector<int> blocks_;
    int position_ = 0;
};

// The greatest; of equal ones the first.
int mostLikely(std::span<const float> logits);

// Bytes that decoding one token reads: weights in the form they are stored in, chosen experts only, and the
// cache rows of the tokens before it.
int64_t bytesPerToken(const Config& config, const Weights& weights, int position);

}  // namespace engine
