// The formats with 256 numbers a block. Number i is followed through the packing: which byte holds its low
// bits, which its high ones, which scale belongs to it.
#include "kernels/quant/large_blocks.h"

#include "kernels/quant/block_bytes.h"
#include "kernels/quant/blocks.h"

namespace kernels {
namespace {

constexpr int Numbers = 256;

// 2 bits: bytes of 32 numbers, four times 32 numbers share them, lowest bits first.
int twoBits(const std::byte* from, int i) {
    return byteAt(from, i / 128 * 32 + i % 32) >> (i % 128 / 32 * 2) & 3;
}

// 4 bits: 32 numbers in the low halves of 32 bytes, the next 32 in the high halves.
int fourBits(const std::byte* from, int i) {
    return byteAt(from, i / 64 * 32 + i % 32) >> (i % 64 / 32 * 4) & 15;
}

// scales 16 | numbers 64 | d 2 | m 2
void decodeQ2(const std::byte* block, float* to) {
    const float d = halfAt(block, 80);
    const float m = halfAt(block, 82);
    for (int i = 0; i < Numbers; ++i) {
        const int packed = byteAt(block, i / 16);
        const float scale = d * static_cast<float>(packed & 15);
        const float minimum = m * static_cast<float>(packed >> 4);
        to[i] = scale * static_cast<float>(twoBits(block + 16, i)) - minimum;
    }
}

// third bits 32, inverted | low bits 64 | scales 12 | d 2
void decodeQ3(const std::byte* block, float* to) {
    const float d = halfAt(block, 108);
    for (int i = 0; i < Numbers; ++i) {
        const float scale = d * static_cast<float>(scaleOfQ3(block + 96, i / 16));
        const int high = byteAt(block, i % 32) >> (i / 32) & 1;
        to[i] = scale * static_cast<float>(twoBits(block + 32, i) - (high == 1 ? 0 : 4));
    }
}

// d 2 | m 2 | scales 12 | (Q5_K: fifth bits 32) | low bits 128
void decodeQ4Q5(const std::byte* block, bool fifth, float* to) {
    const float d = halfAt(block, 0);
    const float m = halfAt(block, 2);
    const PackedScales scales = unpackScales(block + 4);
    for (int i = 0; i < Numbers; ++i) {
        const int part = i / 32;
        const float scale = d * static_cast<float>(scales.scale[part]);
        const float minimum = m * static_cast<float>(scales.minimum[part]);
        const int high = fifth ? byteAt(block, 16 + i % 32) >> part & 1 : 0;
        const int low = fourBits(block + (fifth ? 48 : 16), i);
        to[i] = scale * static_cast<float>(low | high << 4) - minimum;
    }
}

// low bits 128 | high bits 64 | scales 16, signed | d 2
void decodeQ6(const std::byte* block, float* to) {
    const float d = halfAt(block, 208);
    for (int i = 0; i < Numbers; ++i) {
        const float scale = d * static_cast<float>(static_cast<int8_t>(byteAt(block, 192 + i / 16)));
        const int low = byteAt(block, i / 128 * 64 + i % 64) >> (i % 128 / 64 * 4) & 15;
        to[i] = scale * static_cast<float>((low | twoBits(block + 128, i) << 4) - 32);
    }
}

// d 2 | high bits of the scales 2 | low bits of the scales 4 | numbers 128, as in IQ4_NL
void decodeIq4Xs(const std::byte* block, float* to) {
    const float d = halfAt(block, 0);
    for (int i = 0; i < Numbers; ++i) {
        const int part = i / 32;
        const float scale = d * static_cast<float>(scaleOfIq4Xs(block, part));
        const int code = byteAt(block, 8 + part * 16 + i % 16) >> (i % 32 / 16 * 4) & 15;
        to[i] = scale * static_cast<float>(Iq4Values[code]);
    }
}

}  // namespace

PackedScales unpackScales(const std::byte* packed) {
    PackedScales scales{};
    for (int i = 0; i < 4; ++i) {
        const int first = byteAt(packed, i);
        const int second = byteAt(packed, i + 4);
        const int rest = byteAt(packed, i + 8);
        scales.scale[i] = static_cast<uint8_t>(first & 63);
        scales.minimum[i] = static_cast<uint8_t>(second & 63);
        scales.scale[i + 4] = static_cast<uint8_t>((rest & 15) | (first >> 6 << 4));
        scales.minimum[i + 4] = static_cast<uint8_t>(rest >> 4 | (second >> 6 << 4));
    }
    return scales;
}

// Sixteen 6-bit scales: the low four bits in 8 bytes, the high two in 4 more.
int scaleOfQ3(const std::byte* packed, int index) {
    const int low = byteAt(packed, index % 8) >> (index / 8 * 4) & 15;
    const int high = byteAt(packed, 8 + index % 4) >> (index / 4 * 2) & 3;
    return (low | high << 4) - 32;
}

int scaleOfIq4Xs(const std::byte* block, int index) {
    const int low = byteAt(block, 4 + index / 2) >> (index % 2 * 4) & 15;
    const int high = halfWordAt(block, 2) >> (2 * index) & 3;
    return (low | high << 4) - 32;
}

void decodeLargeBlock(Type type, const std::byte* block, float* to) {
    switch (type) {
        case Type::Q2_K: decodeQ2(block, to); return;
        case Type::Q3_K: decodeQ3(block, to); return;
        case Type::Q4_K: decodeQ4Q5(block, false, to); return;
        case Type::Q5_K: decodeQ4Q5(block, true, to); return;
        case Type::Q6_K: decodeQ6(block, to); return;
        case Type::IQ4_XS: decodeIq4Xs(block, to); return;
        default: return;  // decodeBlocks asks for these only
    }
}

}  // namespace kernels
