// Grouped-query attention (arXiv 2305.13245): several query heads share a key and a value, which are cached
// as they are. One thread (the engine's).
#pragma once

#include "engine/model/activations.h"
#include "engine/model/weights.h"

namespace engine {

// Reads step.normed, writes the step's tokens into `cache` (one layer's), adds its result to step.residual.
void groupedAttention(kernels::Backend& backend, const Config& config, const GroupedWeights& weights,
                      const kernels::Tensor& cache, Activations& step);

}  // namespace engine
