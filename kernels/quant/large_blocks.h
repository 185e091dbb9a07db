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
// The scale of 16 numbers of Q3_K, from its 12 bytes of scales; of 32 numbers of IQ4_XS, from its block.
int scaleOfQ3(const std::byte* packed, int index);
int scaleOfIq4Xs(const std::byte* block, int index);

}  // namespace kernels
