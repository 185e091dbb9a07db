// One block of 256 numbers: Q2_K to Q6_K, IQ4_XS. Reached through decodeBlocks; any thread.
#pragma once

#include "kernels/ops/tensor.h"

namespace kernels {

void decodeLargeBlock(Type type, const std::byte* block, float* to);

// The eight 6-bit scales and minima of Q4_K and Q5_K, from their 12 bytes.
struct PackedScales {
    uint8_t scale[8];
    uint8_t minimum[8];
};
PackedScales unpackScales(const std::byte* packed);

}  // namespace kernels
