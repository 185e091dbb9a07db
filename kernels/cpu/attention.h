// The paged cache and both kinds of attention over it. Called by the backend's thread; spreads over the pool.
#pragma once

#include "kernels/cpu/pool.h"
#include "kernels/ops/ops.h"

namespace kernels::cpu {

void cacheWrite(const CacheWrite& op);
void latentAttention(Pool& pool, const LatentAttention& op);
void groupedAttention(Pool& pool, const GroupedAttention& op);

}  // namespace kernels::cpu
