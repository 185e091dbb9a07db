// Multi-head latent attention in its absorbed form (DeepSeek-V2 paper, section 2.1): queries go into the
// space of the cached latent, so that keys and values are never expanded. One thread (the engine's).
#pragma once

#include "engine/model/activations.h"
#include "engine/model/weights.h"

namespace engine {

// Reads step.normed, writes the step's tokens into `cache` (one layer's), adds its result to step.residual.
void latentAttention(kernels::Backend& backend, const Config& config, const LatentWeights& weights,
                     const kernels::Tensor& cache, Activations& step);

}  // namespace engine
