#include "engine/model/grouped_attention.h"

#include "engine/model/projection.h"

namespace engine {
namespace {

using kernels::Backend;
using kernels::Tensor;

void rotate(Backend& backend, const Config& config, const Tensor& heads, const Activations& step) {
    backend.rope({.x = heads,
                  .positions = step.positions,
                  .inverseFrequency = step.inverseFrequency,
                  .magnitude = config.rope.magnitude(),
                  .halves = !config.ropeInterleave});
}

// Keys are rotated before they are cached.
void makeCacheRows(Backend& backend, const Config& config, const GroupedWeights& weights, const Tensor& cache,
                   Activations& step) {
    const Tensor keys = step.kv.columns(0, config.keyWidth());
    const Tensor values = step.kv.columns(config.keyWidth(), config.keyWidth());
    project(backend, step.normed, weights.kProj, weights.kBias, step, keys);
    project(backend, step.normed, weights.vProj, weights.vBias, step, values);
    rotate(backend, config, keys.as({keys.dim(0), config.numKeyValueHeads, config.headDim()}), step);
    backend.cacheWrite({.first = keys, .second = values, .slots = step.slots, .cache = cache});
}

}  // namespace

void groupedAttention(Backend& backend, const Config& config, const GroupedWeights& weights,
                      const Tensor& cache, Activations& step) {
    const Tensor queries = step.q.as({step.q.dim(0), config.numAttentionHeads, config.headDim()});
    project(backend, step.normed, weights.qProj, weights.qBias, step, step.q);
    rotate(backend, config, queries, step);
    makeCacheRows(backend, config, weights, cache, step);
    backend.groupedAttention({.q = queries,
                              .cache = cache,
                              .blockTable = step.blockTable,
                              .queryStart = step.queryStart,
                              .length = step.lengths,
                              .out = step.headOut,
                              .keyHeads = config.numKeyValueHeads,
                              .scale = config.softmaxScale()});
    addAttended(backend, weights.oProj, weights.oBias, step);
}

}  // namespace engine
