// Choosing experts and putting their work in order. Called by the backend's thread.
#pragma once

#include "kernels/cpu/pool.h"
#include "kernels/ops/ops.h"

namespace kernels::cpu {

void expertGate(Pool& pool, const ExpertGate& op);
void sortByExpert(const SortByExpert& op);

}  // namespace kernels::cpu
