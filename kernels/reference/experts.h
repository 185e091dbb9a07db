// Choosing experts and putting their work in order. One thread; shapes were checked before.
#pragma once

#include "kernels/ops/ops.h"

namespace kernels::reference {

void expertGate(const ExpertGate& op);
void sortByExpert(const SortByExpert& op);

}  // namespace kernels::reference
