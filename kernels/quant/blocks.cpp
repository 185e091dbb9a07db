#include "kernels/quant/blocks.h"

#include "kernels/base/check.h"
#include "kernels/quant/block_bytes.h"
#include "kernels/quant/large_blocks.h"
#include "kernels/quant/small_blocks.h"

namespace kernels {
namespace {

// Twelve times 2^(code - 128), the largest number of MXFP4, is finite up to here.
constexpr uint8_t LargestE8m0 = 252;

// Where the F16 scales of a block stand; twice the same where there is one.
struct HalfPlaces {
    int64_t first, second;
};

HalfPlaces halfPlaces(Type type) {
    switch (type) {
        case Type::Q4_1:
        case Type::Q5_1:
        case Type::Q4_K:
        case Type::Q5_K: return {0, 2};
        case Type::Q2_K: return {80, 82};
        case Type::Q3_K: return {108, 108};
        case Type::Q6_K: return {208, 208};
        default: return {0, 0};
    }
}

bool endless(uint16_t half) {
    return (half & 0x7C00U) == 0x7C00U;
}

}  // namespace

void decodeBlocks(Type type, const std::byte* from, int64_t blocks, float* to) {
    CHECK(isBlocked(type), "decodeBlocks: not a block type");
    const BlockOf block = blockOf(type);
    const auto decode = block.elements == LargestBlock ? decodeLargeBlock : decodeSmallBlock;
    for (int64_t i = 0; i < blocks; ++i) decode(type, from + i * block.bytes, to + i * block.elements);
}

int64_t firstNonFiniteBlock(Type type, const std::byte* from, int64_t blocks) {
    const HalfPlaces places = halfPlaces(type);
    const int64_t bytes = blockOf(type).bytes;
    for (int64_t i = 0; i < blocks; ++i) {
        const std::byte* block = from + i * bytes;
        if (type == Type::MXFP4) {
            if (byteAt(block, 0) > LargestE8m0) return i;
            continue;
        }
        if (endless(halfWordAt(block, places.first)) || endless(halfWordAt(block, places.second))) return i;
    }
    return -1;
}

}  // namespace kernels
