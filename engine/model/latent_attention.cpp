#include "engine/model/latent_attention.h"

#include "engine/model/projection.h"

namespace engine {
namespace {

using kernels::Backend;
using kernels::Tensor;

void makeQueries(Backend& backend, const Config& config, const LatentWeights& weights, Activations& step) {
    if (config.qLoraRank == 0) {
        backend.matmul({.x = step.normed, .weight = weights.qProj, .out = step.q});
        return;
    }
    project(backend, step.normed, weights.qAProj, weights.qABias, step, step.qDown);
    backend.rmsNorm({.x = step.qDown,
                     .weight = weights.qALayernorm,
                     .out = step.qDown,
                     .epsilon = Config::LatentNormEps});
    backend.matmul({.x = step.qDown, .weight = weights.qBProj, .out = step.q});
}

// The latent is normalised and the shared key rotated before either is cached.
void makeCacheRows(Backend& backend, const Config& config, const LatentWeights& weights, const Tensor& cache,
                   Activations& step) {
    project(backend, step.normed, weights.kvAProj, weights.kvABias, step, step.kv);
    const Tensor latent = step.kv.columns(0, config.kvLoraRank);
    const Tensor key = step.kv.columns(config.kvLoraRank, config.qkRopeHeadDim);
    backend.rmsNorm(
        {.x = latent, .weight = weights.kvALayernorm, .out = latent, .epsilon = Config::LatentNormEps});
    backend.rope({.x = key.as({key.dim(0), 1, config.qkRopeHeadDim}),
                  .positions = step.positions,
                  .inverseFrequency = step.inverseFrequency,
                  .magnitude = config.rope.magnitude(),
                  .halves = !config.ropeInterleave});
    backend.cacheWrite({.first = latent, .second = key, .slots = step.slots, .cache = cache});
}

// qLatent = [W_UK^T q_nope | rotated q_rope], per head.
void absorbQueries(Backend& backend, const Config& config, const LatentWeights& weights, Activations& step) {
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
                  .magnitude = config.rope.magnitude(),
                  .halves = !config.ropeInterleave});
}

}  // namespace

void latentAttention(Backend& backend, const Config& config, const LatentWeights& weights,
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
    addAttended(backend, weights.oProj, weights.oBias, step);
}

}  // namespace engine
