// A model's forward pass: token rows in, rows of logits out. Holds the memory of a step; weights and backend
// are its owner's and must outlive it. One thread (the engine's).
#pragma once

#include <memory>
#include <span>

#include "engine/cache/paged_cache.h"
#include "engine/model/activations.h"
#include "engine/model/weights.h"

namespace engine {

class Forward {
public:
    // Fails with OutOfMemory when a step of that size does not fit.
    static base::Result<std::unique_ptr<Forward>> open(const Config& config, const Weights& weights,
                                                       kernels::Backend& backend, const StepLimits& limits);

    // Computes the batch and writes its tokens into the cache. Returns the logits of batch.logitRows, one row
    // of vocabulary() after the other, valid until the next call; fails as the device fails.
    base::Result<std::span<const float>> run(const Batch& batch, const PagedCache& cache);

    // One token further than the last run() or draft() (DeepSeek-V3 report, section 2.2), for models with a
    // draft layer and a Forward opened with limits.draft. Each row of `next` is a token that follows one seen
    // there, at that one's position and slots; hiddenRows[i] is that one's row in the last call. Writes the
    // cache's layers after the main ones, returns logits as run() does.
    //
    // After run() the draft must see every row once, prompts included: its layer's cache may have no holes.
    base::Result<std::span<const float>> draft(const Batch& next, std::span<const int32_t> hiddenRows,
                                               const PagedCache& cache);

    // Layers a cache must have.
    static int cacheLayers(const Config& config, const Weights& weights, bool draft) {
        return config.numHiddenLayers + (draft && !weights.drafts.empty() ? 1 : 0);
    }
    int vocabulary() const { return config_.vocabSize; }
    const StepLimits& limits() const { return limits_; }

private:
    Forward(const Config& config, const Weights& weights, kernels::Backend& backend, const StepLimits& limits)
        : config_(config), weights_(weights), backend_(backend), limits_(limits) {}
    void layer(const LayerWeights& weights, bool moe, const kernels::Tensor& cache);
    void combineForDraft(const DraftWeights& weights);
    base::Result<std::span<const float>> finish(const kernels::Tensor& norm, const Batch& batch);
    void normalise(const kernels::Tensor& weight, const kernels::Tensor& x, const kernels::Tensor& out);

    const Config& config_;
    const Weights& weights_;
    kernels::Backend& backend_;
    StepLimits limits_;
    std::unique_ptr<Activations> step_;
    std::vector<float> logits_;
};

}  // namespace engine
