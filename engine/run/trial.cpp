#include "engine/run/trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "kernels/base/check.h"

namespace engine {
namespace {

int64_t bytesOf(std::span<const kernels::Tensor> weights) {
    return std::accumulate(
        weights.begin(), weights.end(), int64_t{0},
        [](int64_t sum, const kernels::Tensor& weight) { return sum + bytesRead(weight); });
}

int64_t bytesOf(const FeedForwardWeights& weights) {
    return bytesRead(weights.gateProj) + bytesRead(weights.upProj) + bytesRead(weights.downProj);
}

int64_t bytesOf(const LatentWeights& weights) {
    const kernels::Tensor all[] = {weights.qProj,  weights.qAProj,  weights.qALayernorm,
                                   weights.qBProj, weights.kvAProj, weights.kvALayernorm,
                                   weights.keyUp,  weights.valueUp, weights.oProj,
                                   weights.qABias, weights.kvABias, weights.oBias};
    return bytesOf(all);
}

int64_t bytesOf(const GroupedWeights& weights) {
    const kernels::Tensor all[] = {weights.qProj, weights.kProj, weights.vProj, weights.oProj,
                                   weights.qBias, weights.kBias, weights.vBias, weights.oBias};
    return bytesOf(all);
}

// All experts of a layer have the same shapes, so the chosen ones are their share of all.
int64_t bytesOf(const ExpertWeights& weights, const Config& config) {
    if (weights.gate.empty()) return 0;
    const int64_t routed = bytesOf(weights.gateProj) + bytesOf(weights.upProj) + bytesOf(weights.downProj);
    return bytesRead(weights.gate) + bytesRead(weights.correctionBias) + bytesOf(weights.shared) +
           routed * config.numExpertsPerTok / config.nRoutedExperts;
}

}  // namespace

base::Result<std::unique_ptr<Trial>> Trial::open(std::unique_ptr<ModelParts> parts, int tokens, int logitRows,
                                                 bool draft) {
    const Config& config = parts->config;
    if (draft && parts->weights->drafts.empty())
        return base::failure(base::Code::Unsupported,
                             parts->folder->path().string() +
                                 ": this model has no layer of multi-token prediction to draft with");
    if (tokens > config.maxPositionEmbeddings)
        return base::failure(base::Code::TooLarge,
                             fmt::format("{} tokens are wanted, but this model sees at most {}", tokens,
                                         config.maxPositionEmbeddings));
    std::unique_ptr<Trial> trial(new Trial);
    const int blocks = std::max(1, BlockPool::blocksFor(tokens));
    trial->blocks_.resize(static_cast<size_t>(blocks));
    std::iota(trial->blocks_.begin(), trial->blocks_.end(), 0);
    trial->cache_ = TRY(PagedCache::open(
        *parts->backend, Forward::cacheLayers(config, *parts->weights, draft), blocks, config.cacheWidth()));
    trial->forward_ = TRY(Forward::open(
        config, *parts->weights, *parts->backend,
        {.rows = ChunkTokens, .logitRows = logitRows, .sequences = 1, .blocks = blocks, .draft = draft}));
    trial->parts_ = std::move(parts);
    return trial;
}

base::Result<> Trial::check(std::span<const int> ids) const {
    for (const int id : ids)
        if (id < 0 || id >= parts_->config.vocabSize)
            return base::failure(base::Code::Invalid,
                                 fmt::format("{} is not a token id of this model (0 to {})", id,
                                             parts_->config.vocabSize - 1));
    return {};
}

base::Result<std::span<const float>> Trial::append(std::span<const int> ids, Batch::Want want) {
    CHECK(ids.size() <= ChunkTokens && BlockPool::blocksFor(position_ + static_cast<int>(ids.size())) <=
                                           static_cast<int>(blocks_.size()),
          "more tokens than the trial has room for");
    TRY(check(ids));
    Batch batch;
    batch.append(ids, position_, blocks_, BlockPool::BlockTokens, want);
    position_ += static_cast<int>(ids.size());
    return forward_->run(batch, *cache_);
}

base::Result<std::span<const float>> Trial::draft(std::span<const int> next, int first) {
    TRY(check(next));
    Batch batch;
    batch.append(next, first, blocks_, BlockPool::BlockTokens, Batch::Want::All);
    std::vector<int32_t> rows(next.size());
    std::iota(rows.begin(), rows.end(), 0);
    return forward_->draft(batch, rows, *cache_);
}

int mostLikely(std::span<const float> logits) {
    return static_cast<int>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

int64_t bytesPerToken(const Config& config, const Weights& weights, int position) {
    int64_t bytes = bytesRead(weights.norm) + bytesRead(weights.lmHead) +
                    bytesRead(weights.embedTokens) / config.vocabSize;
    for (const LayerWeights& layer : weights.layers)
        bytes += bytesRead(layer.inputLayernorm) + bytesRead(layer.postAttentionLayernorm) +
                 bytesOf(layer.latent) + bytesOf(layer.grouped) + bytesOf(layer.dense) +
                 bytesOf(layer.experts, config);
    return bytes + census(config).cacheBytesPerToken * (position + 1);
}

}  // namespace engine
