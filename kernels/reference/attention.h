// The paged cache and both kinds of attention over it, summed in double. One thread; shapes were checked
// before.
#pragma once

#include "kernels/ops/ops.h"

namespace kernels::reference {

void cacheWrite(const CacheWrite& op);
void latentAttention(const LatentAttention& op);
void groupedAttention(const GroupedAttention& op);

}  // namespace kernels::reference
