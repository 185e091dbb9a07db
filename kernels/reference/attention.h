// The latent cache and attention over it, summed in double. One thread; shapes were checked before.
#pragma once

#include "kernels/ops/ops.h"

namespace kernels::reference {

void cacheWrite(const CacheWrite& op);
void latentAttention(const LatentAttention& op);

}  // namespace kernels::reference
