// From any weight type to F32, a piece of a row at a time. Pure functions, any thread.
#pragma once

#include <span>

#include "kernels/ops/tensor.h"

namespace kernels {

// out[i] = weight[row, first + i]; block scales of FP8 are applied. weight is of rank 2, or of rank 1 (then
// row is 0). The bytes need no alignment, so that tensors may lie anywhere in a mapped file.
void decodeRow(const Tensor& weight, int64_t row, int64_t first, std::span<float> out);

// The whole of a weight of rank 1 or 2, packed.
void decodeAll(const Tensor& weight, std::span<float> out);

}  // namespace kernels
