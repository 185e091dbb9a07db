// Matrix products, summed in double. One thread; shapes were checked before.
#pragma once

#include "kernels/ops/ops.h"

namespace kernels::reference {

void matmul(const Matmul& op);
void headMatmul(const HeadMatmul& op);
void groupedMatmul(const GroupedMatmul& op);

}  // namespace kernels::reference
