// One block of 32 numbers: Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, IQ4_NL, MXFP4. Reached through decodeBlocks.
#pragma once

#include "kernels/ops/tensor.h"

namespace kernels {

void decodeSmallBlock(Type type, const std::byte* block, float* to);

}  // namespace kernels
