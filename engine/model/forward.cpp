#include "engine/model/forward.h"

#include "engine/model/feed_forward.h"
#include "engine/model/grouped_attention.h"
#include "engine/model/latent_attention.h"
#include "kernels/base/check.h"

namespace engine {

using kernels::Tensor;

base::Result<std::unique_ptr<Forward>> Forward::open(const Config& config, const Weights& weights,
                                                     kernels::Backend& backend, const StepLimits& limits) {
    std::unique_ptr<Forward> made(new Forward(config, weights, backend, limits));
    auto step = Activations::open(backend, config, limits);
    if (!step) return tl::unexpected(std::move(step).error().within("room for one step"));
    made->step_ = std::move(*step);
    return made;
}

void Forward::layer(const LayerWeights& weights, bool moe, const kernels::Tensor& cache) {
    normalise(weights.inputLayernorm, step_->residual, step_->normed);
    if (config_.attention == Attention::Latent)
        latentAttention(backend_, config_, weights.latent, cache, *step_);
    else
        groupedAttention(backend_, config_, weights.grouped, cache, *step_);
    normalise(weights.postAttentionLayernorm, step_->residual, step_->normed);
    if (moe)
        experts(backend_, config_, weights.experts, *step_);
    else
        feedForward(backend_, weights.dense, *step_);
}

base::Result<std::span<const float>> Forward::run(const Batch& batch, const PagedCache& cache) {
    CHECK(cache.layers() >= config_.numHiddenLayers, "a cache of another model");
    step_->prepare(backend_, batch);
    backend_.embed({.table = weights_.embedTokens, .ids = step_->tokens, .out = step_->residual});
    for (int i = 0; i < config_.numHiddenLayers; ++i)
        layer(weights_.layers[static_cast<size_t>(i)], config_.isMoe(i), cache.layer(i));
    return finish(weights_.norm, batch);
}

// in = eh_proj [enorm(embedding of the next token) | hnorm(hidden state before it)].
void Forward::combineForDraft(const DraftWeights& weights) {
    const Tensor embedding = step_->pair.columns(0, config_.hiddenSize);
    const Tensor hidden = step_->pair.columns(config_.hiddenSize, config_.hiddenSize);
    backend_.embed({.table = weights_.embedTokens, .ids = step_->tokens, .out = step_->update});
    normalise(weights.enorm, step_->update, embedding);
    backend_.gather({.x = step_->hidden, .index = step_->hiddenRows, .out = step_->update});
    normalise(weights.hnorm, step_->update, hidden);
    backend_.matmul({.x = step_->pair, .weight = weights.ehProj, .out = step_->residual});
}

base::Result<std::span<const float>> Forward::draft(const Batch& next, std::span<const int32_t> hiddenRows,
                                                    const PagedCache& cache) {
    const int index = config_.numHiddenLayers;
    CHECK(limits_.draft && !weights_.drafts.empty(), "a draft without a draft layer");
    CHECK(cache.layers() > index && hiddenRows.size() == next.tokens.size(), "a draft of another model");
    const DraftWeights& weights = weights_.drafts.front();
    step_->prepare(backend_, next);
    backend_.upload(step_->hiddenRows, std::as_bytes(hiddenRows));
    combineForDraft(weights);
    layer(weights.layer, config_.isMoe(index), cache.layer(index));
    return finish(weights.norm, next);
}

// The hidden state of every row is worth its norm only where a draft may want it; elsewhere only that of the
// rows whose logits are wanted. The logits are the same.
base::Result<std::span<const float>> Forward::finish(const Tensor& norm, const Batch& batch) {
    const size_t wanted = batch.logitRows.size();
    logits_.resize(wanted * static_cast<size_t>(config_.vocabSize));
    if (limits_.draft) normalise(norm, step_->residual, step_->hidden.rows(0, batch.rows()));
    if (wanted > 0) {
        backend_.gather({.x = step_->residual, .index = step_->logitRows, .out = step_->lastRows});
        normalise(norm, step_->lastRows, step_->lastRows);
        backend_.matmul({.x = step_->lastRows, .weight = weights_.lmHead, .out = step_->logits});
        backend_.download(std::as_writable_bytes(std::span(logits_)), step_->logits);
    }
    TRY(backend_.sync());
    return std::span<const float>(logits_);
}

void Forward::normalise(const Tensor& weight, const Tensor& x, const Tensor& out) {
    backend_.rmsNorm({.x = x, .weight = weight, .out = out, .epsilon = config_.rmsNormEps});
}

}  // namespace engine
