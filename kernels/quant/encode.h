// From F32 to stored types. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/ops/tensor.h"

namespace kernels {

void encodeBf16(std::span<const float> from, std::span<uint16_t> to);
void encodeF16(std::span<const float> from, std::span<uint16_t> to);

struct Fp8Blocks {
    std::vector<uint8_t> codes;  // [rows, columns]
    std::vector<float> scales;   // [ceil(rows / 128), ceil(columns / 128)]: value = e4m3(code) * scale
};

// As the published checkpoints are made: each 128 x 128 block scaled so that its largest magnitude becomes
// 448.
Fp8Blocks encodeFp8Blocks(std::span<const float> values, int64_t rows, int64_t columns);

// Finite numbers in Q8_0 or Q4_0 blocks: the largest magnitude of 32 decides their scale. `from` is a whole
// number of blocks, `to` as many bytes as they take.
void encodeBlocks(Type type, std::span<const float> from, std::span<std::byte> to);

}  // namespace kernels
