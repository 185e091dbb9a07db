#include "engine/model/feed_forward.h"

namespace engine {

using kernels::Backend;
using kernels::Tensor;

void feedForward(Backend& backend, const FeedForwardWeights& weights, Activations& step) {
    // The memory is as wide as the widest layer; packed rows of this layer's width lie at its beginning.
    const int64_t rows = step.normed.dim(0);
    const int64_t width = weights.gateProj.dim(0);
    const Tensor gate = Tensor::of(step.gate.data, kernels::Type::F32, {rows, width});
    const Tensor up = Tensor::of(step.up.data, kernels::Type::F32, {rows, width});
    backend.matmul({.x = step.normed, .weight = weights.gateProj, .out = gate});
    backend.matmul({.x = step.normed, .weight = weights.upProj, .out = up});
    backend.swiGlu({.gate = gate, .up = up, .out = gate});
    backend.matmul({.x = gate, .weight = weights.downProj, .out = step.residual, .accumulate = true});
}

void experts(Backend& backend, const Config& config, const ExpertWeights& weights, Activations& step) {
    backend.matmul({.x = step.normed, .weight = weights.gate, .out = step.gateLogits});
    backend.expertGate({.logits = step.gateLogits,
                        .bias = weights.correctionBias,
                        .expert = step.expert,
                        .weight = step.expertWeight,
                        .groups = config.nGroup,
                        .keptGroups = config.topkGroup,
                        .score = config.gateScore,
                        .groupScore = config.groupScore,
                        .normalise = config.normTopkProb,
                        .scaling = config.routedScalingFactor});
    backend.sortByExpert({.expert = step.expert,
                          .rowStart = step.rowStart,
                          .rowToken = step.rowToken,
                          .position = step.position});
    backend.gather({.x = step.normed, .index = step.rowToken, .out = step.expertIn});
    backend.groupedMatmul(
        {.x = step.expertIn, .rowStart = step.rowStart, .weights = weights.gateProj, .out = step.expertGate});
    backend.groupedMatmul(
        {.x = step.expertIn, .rowStart = step.rowStart, .weights = weights.upProj, .out = step.expertUp});
    backend.swiGlu({.gate = step.expertGate, .up = step.expertUp, .out = step.expertGate});
    backend.groupedMatmul({.x = step.expertGate,
                           .rowStart = step.rowStart,
                           .weights = weights.downProj,
                           .out = step.expertOut});
    backend.combine(
        {.x = step.expertOut, .position = step.position, .weight = step.expertWeight, .out = step.residual});
    if (config.nSharedExperts > 0) feedForward(backend, weights.shared, step);
}

}  // namespace engine
