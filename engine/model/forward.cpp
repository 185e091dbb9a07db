#include "engine/model/forward.h"

#include "engine/model/feed_forward.h"
#include "engine/model/latent_attention.h"
#include "kernels/base/check.h"

namespace engine {

base::Result<std::unique_ptr<Forward>> Forward::open(const Config& config, const Weights& weights,
                                                     kernels::Backend& backend, const StepLimits& limits) {
    std::unique_ptr<Forward> made(new Forward(config, weights, backend, limits));
    auto step = Activations::open(backend, config, limits);
    if (!step) return tl::unexpected(std::move(step).error().within("room for one step"));
    made->step_ = std::move(*step);
    return made;
}

void Forward::layer(const LayerWeights& weights, bool moe, const kernels::Tensor& cache) {
    backend_.rmsNorm({.x = step_->residual,
                      .weight = weights.inputLayernorm,
                      .out = step_->normed,
                      .epsilon = config_.rmsNormEps});
    latentAttention(backend_, config_, weights.attention, cache, *step_);
    backend_.rmsNorm({.x = step_->residual,
                      .weight = weights.postAttentionLayernorm,
                      .out = step_->normed,
                      .epsilon = config_.rmsNormEps});
    if (moe)
        experts(backend_, config_, weights.experts, *step_);
    else
        feedForward(backend_, weights.dense, *step_);
}

base::Result<std::span<const float>> Forward::run(const Batch& batch, const LatentCache& cache) {
    CHECK(cache.layers() >= config_.numHiddenLayers, "a cache of another model");
    step_->prepare(backend_, batch);
    backend_.embed({.table = weights_.embedTokens, .ids = step_->tokens, .out = step_->residual});
    for (int i = 0; i < config_.numHiddenLayers; ++i)
        layer(weights_.layers[static_cast<size_t>(i)], config_.isMoe(i), cache.layer(i));
    const size_t wanted = batch.logitRows.size();
    logits_.resize(wanted * static_cast<size_t>(config_.vocabSize));
    if (wanted > 0) {
        backend_.gather({.x = step_->residual, .index = step_->logitRows, .out = step_->lastRows});
        backend_.rmsNorm({.x = step_->lastRows,
                          .weight = weights_.norm,
                          .out = step_->lastRows,
                          .epsilon = config_.rmsNormEps});
        backend_.matmul({.x = step_->lastRows, .weight = weights_.lmHead, .out = step_->logits});
        backend_.download(std::as_writable_bytes(std::span(logits_)), step_->logits);
    }
    TRY(backend_.sync());
    return std::span<const float>(logits_);
}

}  // namespace engine
