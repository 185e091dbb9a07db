// Block formats: some numbers that share a scale, packed together (GGUF's, block for block and bit for bit).
// Multiplications and additions are rounded one by one in F32, as the published definitions do it. Pure
// functions, any thread; bytes need no alignment.
//
// 32 numbers a block; q a whole number, or (IQ4_NL, MXFP4) what a table says for its code:
//   Q8_0, Q4_0, Q5_0, IQ4_NL, MXFP4: d * q          Q4_1, Q5_1: d * q + m        d F16, in MXFP4 a power of
//   two
// 256 numbers a block, with a scale s (and s') for every 16 or 32 of them:
//   Q3_K, Q6_K, IQ4_XS: (d * s) * q                 Q2_K, Q4_K, Q5_K: (d * s) * q - (m * s')
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/ops/tensor.h"

namespace kernels {

constexpr int64_t LargestBlock = 256;

// blocks * blockOf(type).elements numbers. Only for block types.
void decodeBlocks(Type type, const std::byte* from, int64_t blocks, float* to);

// The first of `blocks` blocks with a number that is infinite or NaN, or -1. Looks at scales only: finite
// ones make finite numbers.
int64_t firstNonFiniteBlock(Type type, const std::byte* from, int64_t blocks);

// What the 16 codes of IQ4_NL and IQ4_XS stand for, and those of MXFP4 (twice their e2m1 value).
inline constexpr int8_t Iq4Values[16] = {-127, -104, -83, -65, -49, -35, -22, -10,
                                         1,    13,   25,  38,  53,  69,  89,  113};
inline constexpr int8_t Mxfp4Values[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

}  // namespace kernels
