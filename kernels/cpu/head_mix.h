// out = x weight for one head's matrix: rows of the weight mixed by x. On one thread, with the widest SIMD
// there is.
#pragma once

#include <cstddef>

#include "kernels/ops/tensor.h"

namespace kernels::cpu {

// Bytes of scratch space mixHead needs.
size_t mixScratch(const Tensor& x);
// out[t, c] = sum over i of x[t, i] weight[i, c], in order of i.
void mixHead(const Tensor& x, const Tensor& weight, const Tensor& out, std::byte* scratch);

}  // namespace kernels::cpu
