// Matrix products over the pool: who computes which columns of which matrix. Called by the backend's thread.
#pragma once

#include "kernels/cpu/pool.h"
#include "kernels/ops/ops.h"

namespace kernels::cpu {

void matmul(Pool& pool, const Matmul& op);
void headMatmul(Pool& pool, const HeadMatmul& op);
void groupedMatmul(Pool& pool, const GroupedMatmul& op);

}  // namespace kernels::cpu
