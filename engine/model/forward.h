// A model's forward pass: token rows in, rows of logits out. Holds the memory of a step; weights and backend
// are its owner's and must outlive it. One thread (the engine's).
#pragma once

#include <memory>
#include <span>

#include "engine/cache/latent_cache.h"
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
    base::Result<std::span<const float>> run(const Batch& batch, const LatentCache& cache);

    int vocabulary() const { return config_.vocabSize; }
    const StepLimits& limits() const { return limits_; }

private:
    Forward(const Config& config, const Weights& weights, kernels::Backend& backend, const StepLimits& limits)
        : config_(config), weights_(weights), backend_(backend), limits_(limits) {}
    void layer(const LayerWeights& weights, bool moe, const kernels::Tensor& cache);

    const Config& config_;
    const Weights& weights_;
    kernels::Backend& backend_;
    StepLimits limits_;
    std::unique_ptr<Activations> step_;
    std::vector<float> logits_;
};

}  // namespace engine
