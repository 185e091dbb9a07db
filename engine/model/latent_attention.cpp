#include "engine/model/latent_attention.h"

namespace engine {
namespace {

using kernels::Backend;
using kernels::Tensor;

// out = x weight^T + bias.
void project(Backend& backend, const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& zeros,
             const Tensor& out) {
    if (!bias.empty()) backend.embed({.table = bias, .ids = zeros, .out = out});
    backend.matmul({.x = x, .weight = weight, .out = out, .accumulate = !bias.empty()});
}

void makeQueries(Backend& backend, const Config& config, const AttentionWeights& weights, Activations& step) {
    if (config.qLoraRank == 0) {
        backend.matmul({.x = step.normed, .weight = weights.qProj, .out = step.q});
        return;
    }
    project(backend, step.normed, weights.qAProj, weights.qABias, step.zeros, step.qDown);
    backend.rmsNorm({.x = step.qDown,
                     .weight = weights.qALayernorm,
                     .out = step.qDown,
                     .epsilon = Config::LatentNormEps});
    backend.matmul({.x = step.qDown, .weight = weights.qBProj, .out = step.q});
}

// The latent is normalised and the shared key rotated before either is cached.
void makeCacheRows(Backend& backend, const Config& config, const AttentionWeights& weights,
                   const Tensor& cache, Activations& step) {
    project(backend, step.normed, weights.kvAProj, weights.kvABias, step.zeros, step.kv);
    const Tensor latent = step.kv.columns(0, config.kvLoraRank);
    const Tensor key = step.kv.columns(config.kvLoraRank, config.qkRopeHeadDim);
    backend.rmsNorm(
        {.x = latent, .weight = weights.kvALayernorm, .out = latent, .epsilon = Config::LatentNormEps});
    backend.rope({.x = key.as({key.dim(0), 1, config.qkRopeHeadDim}),
                  .positions = step.positions,
                  .inverseFrequency = step.inverseFrequency,
                  .magnitude = config.rope.magnitude()});
    backend.cacheWrite({.latent = latent, .rope = key, .slots = step.slots, .cache = cache});
}

// qLatent = [W_UK^T q_nope | rotated q_rope], per head.
void absorbQueries(Backend& backend, const Config& config, const AttentionWeights& weights,
                   Activations& step) {
    const int64_t rows = step.q.dim(0);
    const int64_t heads = config.numAttentionHeads;
    const Tensor byHead = step.q.as({rows, heads, config.headDim()});
    const Tensor rotary = step.qLatent.columns(config.kvLoraRank, config.qkRopeHeadDim);
    backend.headMatmul({.x = byHead.columns(0, config.qkNopeHeadDim),
                        .weight = weights.keyUp,
                        .out = step.qLatent.columns(0, config.kvLoraRank),
                        .transposed = true});
    backend.gather(
        {.x = step.q.as({rows * heads, config.headDim()}).columns(config.qkNopeHeadDim, config.qkRopeHeadDim),
         .index = step.headRows,
         .out = step.qLatent.as({rows * heads, config.cacheWidth()})
                    .columns(config.kvLoraRank, config.qkRopeHeadDim)});
    backend.rope({.x = rotary,
                  .positions = step.positions,
                  .inverseFrequency = step.inverseFrequency,
                  .magnitude = config.rope.magnitude()});
}

}  // namespace

void latentAttention(Backend& backend, const Config& config, const AttentionWeights& weights,
                     const Tensor& cache, Activations& step) {
    makeQueries(backend, config, weights, step);
    makeCacheRows(backend, config, weights, cache, step);
    absorbQueries(backend, config, weights, step);
    backend.latentAttention({.q = step.qLatent,
                             .cache = cache,
                             .blockTable = step.blockTable,
                             .queryStart = step.queryStart,
                             .length = step.lengths,
                             .out = step.attended,
                             .scale = config.softmaxScale()});
    backend.headMatmul({.x = step.attended, .weight = weights.valueUp, .out = step.headOut});
    const Tensor heads =
        step.headOut.as({step.headOut.dim(0), int64_t{config.numAttentionHeads} * config.vHeadDim});
    if (!weights.oBias.empty()) {
        backend.embed({.table = weights.oBias, .ids = step.zeros, .out = step.update});
        backend.add({.x = step.residual, .y = step.update, .out = step.residual});
    }
    backend.matmul({.x = heads, .weight = weights.oProj, .out = step.residual, .accumulate = true});
}

}  // namespace engine
