// What works on each row by itself, and what moves rows. Called by the backend's thread; many rows spread
// over the pool.
#pragma once

#include "kernels/cpu/pool.h"
#include "kernels/ops/ops.h"

namespace kernels::cpu {

void embed(Pool& pool, const Embed& op);
void rmsNorm(Pool& pool, const RmsNorm& op);
void rope(Pool& pool, const Rope& op);
void gather(Pool& pool, const Gather& op);
void swiGlu(Pool& pool, const SwiGlu& op);
void combine(Pool& pool, const Combine& op);
void add(Pool& pool, const Add& op);

}  // namespace kernels::cpu
