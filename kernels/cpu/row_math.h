// Arithmetic on one row, on one thread, with the widest SIMD this machine has. `out` may be an input.
#pragma once

#include <cstdint>

#include "kernels/ops/tensor.h"

namespace kernels::cpu {

// out = x / sqrt(mean(x^2) + epsilon) * weight; weight is of rank 1 and gives the width.
void normaliseRow(const float* x, const Tensor& weight, float epsilon, float* out);
// Rotates pair i by cosine turn[2i], sine turn[2i + 1]: neighbours, or one of each half.
void rotateRow(float* x, const float* turn, int64_t pairs, bool halves);
// out = silu(gate) * up.
void gateRow(const float* gate, const float* up, int64_t width, float* out);
// out += x * factor.
void addScaledRow(const float* x, float factor, int64_t width, float* out);
// out = x + y.
void addRow(const float* x, const float* y, int64_t width, float* out);

}  // namespace kernels::cpu
