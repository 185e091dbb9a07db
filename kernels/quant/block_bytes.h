// The bytes of one block, read by place. Pure functions, any thread.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/quant/formats.h"

namespace kernels {

inline uint8_t byteAt(const std::byte* block, int64_t place) {
    return static_cast<uint8_t>(block[place]);
}

inline uint16_t halfWordAt(const std::byte* block, int64_t place) {
    uint16_t bits = 0;
    std::memcpy(&bits, block + place, sizeof(bits));
    return bits;
}

inline float halfAt(const std::byte* block, int64_t place) {
    return decodeF16(halfWordAt(block, place));
}

// Bit `index` of the bits from `place` on, lowest first.
inline int bitAt(const std::byte* block, int64_t place, int64_t index) {
    return byteAt(block, place + index / 8) >> (index % 8) & 1;
}

// An e8m0 scale, halved: 2^(code - 128), exactly, though the two least are subnormal.
inline float halvedE8m0(uint8_t code) {
    return std::bit_cast<float>(code < 2 ? 0x00200000U << code : (code - 1U) << 23U);
}

}  // namespace kernels
