// The feed-forward half of a layer: dense, or a mixture of experts (DeepSeek-V3 report, section 2.1.2). Both
// read step.normed and add their result to step.residual. One thread (the engine's).
#pragma once

#include "engine/model/activations.h"
#include "engine/model/weights.h"

namespace engine {

// down(silu(gate x) * up x).
void feedForward(kernels::Backend& backend, const FeedForwardWeights& weights, Activations& step);

// The chosen experts by their weights, plus the shared ones as they are.
void experts(kernels::Backend& backend, const Config& config, const ExpertWeights& weights,
             Activations& step);

}  // namespace engine
