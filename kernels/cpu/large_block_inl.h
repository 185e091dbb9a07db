// One block of 256 numbers (quant/large_blocks.h) by vectors. Compiled once per target.
#if defined(KERNELS_CPU_LARGE_BLOCK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KERNELS_CPU_LARGE_BLOCK_INL_H_
#undef KERNELS_CPU_LARGE_BLOCK_INL_H_
#else
#define KERNELS_CPU_LARGE_BLOCK_INL_H_
#endif

#include "kernels/cpu/block_lines_inl.h"
#include "kernels/quant/large_blocks.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR

HWY_INLINE void decodeOneQ4K(const std::byte* block, float* to) {
    const float d = scaleAt(block);
    const float m = scaleAt(block + 2);
    const PackedScales scales = unpackScales(block + 4);
    for (int part = 0; part < 8; part += 2) {
        const BlockLine low(d * scales.scale[part], -m * scales.minimum[part]);
        const BlockLine high(d * scales.scale[part + 1], -m * scales.minimum[part + 1]);
        decodeNibbles(block + 16 + part * 16, 32, low, high, to + part * 32);
    }
}

HWY_INLINE void decodeOneQ5K(const std::byte* block, float* to) {
    const BlockCodes fifth = hn::Set(BlockInts(), 16);
    const float d = scaleAt(block);
    const float m = scaleAt(block + 2);
    const PackedScales scales = unpackScales(block + 4);
    for (int part = 0; part < 8; part += 2) {
        const BlockLine low(d * scales.scale[part], -m * scales.minimum[part]);
        const BlockLine high(d * scales.scale[part + 1], -m * scales.minimum[part + 1]);
        for (int j = 0; j < 32; j += BlockLanes) {
            const BlockCodes bytes = bytesFrom(block + 48 + part * 16 + j);
            const BlockCodes bits = hn::ShiftRightSame(hn::ShiftLeft<4>(bytesFrom(block + 16 + j)), part);
            float* place = to + part * 32 + j;
            low.put(hn::Or(lowFour(bytes), hn::And(bits, fifth)), place);
            high.put(hn::Or(hn::ShiftRight<4>(bytes), hn::And(hn::ShiftRight<1>(bits), fifth)), place + 32);
        }
    }
}

// 128 numbers in four quarters, which share 64 bytes of low bits and 32 of high ones; a scale for every 16.
HWY_INLINE void decodeHalfQ6K(const std::byte* low, const std::byte* high, const float* scales, float* to) {
    const BlockCodes two = hn::Set(BlockInts(), 0x30);
    const BlockCodes middle = hn::Set(BlockInts(), 32);
    for (int j = 0; j < 32; j += BlockLanes) {
        const BlockCodes first = bytesFrom(low + j);
        const BlockCodes second = bytesFrom(low + 32 + j);
        const BlockCodes bits = bytesFrom(high + j);
        const BlockCodes codes[4] = {
            hn::Or(lowFour(first), hn::And(hn::ShiftLeft<4>(bits), two)),
            hn::Or(lowFour(second), hn::And(hn::ShiftLeft<2>(bits), two)),
            hn::Or(hn::ShiftRight<4>(first), hn::And(bits, two)),
            hn::Or(hn::ShiftRight<4>(second), hn::And(hn::ShiftRight<2>(bits), two)),
        };
        for (int quarter = 0; quarter < 4; ++quarter) {
            const BlockVector scale = hn::Set(BlockFloats(), scales[quarter * 2 + j / 16]);
            hn::Store(hn::Mul(floats(hn::Sub(codes[quarter], middle)), scale), BlockFloats(),
                      to + quarter * 32 + j);
        }
    }
}

HWY_INLINE void decodeOneQ6K(const std::byte* block, float* to) {
    const float d = scaleAt(block + 208);
    float scales[16];
    for (int i = 0; i < 16; ++i) scales[i] = d * static_cast<float>(static_cast<int8_t>(block[192 + i]));
    decodeHalfQ6K(block, block + 128, scales, to);
    decodeHalfQ6K(block + 64, block + 160, scales + 8, to + 128);
}

// 128 numbers of two bits in 32 bytes: four times 32 numbers share them, with a line for every 16.
HWY_INLINE void decodeOneQ2K(const std::byte* block, float* to) {
    const BlockCodes two = hn::Set(BlockInts(), 3);
    const float d = scaleAt(block + 80);
    const float m = scaleAt(block + 82);
    for (int part = 0; part < 16; ++part) {
        const int packed = byteAt(block, part);
        const BlockLine line(d * static_cast<float>(packed & 15), -m * static_cast<float>(packed >> 4));
        const std::byte* bytes = block + 16 + part / 8 * 32 + part % 2 * 16;
        for (int j = 0; j < 16; j += BlockLanes)
            line.put(hn::And(hn::ShiftRightSame(bytesFrom(bytes + j), part % 8 / 2 * 2), two),
                     to + part * 16 + j);
    }
}

// The same, with a third bit in 32 bytes before them: bit k belongs to the k-th 32 numbers.
HWY_INLINE void decodeOneQ3K(const std::byte* block, float* to) {
    const BlockCodes two = hn::Set(BlockInts(), 3);
    const BlockCodes third = hn::Set(BlockInts(), 4);
    const float d = scaleAt(block + 108);
    for (int part = 0; part < 16; ++part) {
        const BlockVector scale = hn::Set(BlockFloats(), d * static_cast<float>(scaleOfQ3(block + 96, part)));
        const std::byte* bytes = block + 32 + part / 8 * 32 + part % 2 * 16;
        for (int j = 0; j < 16; j += BlockLanes) {
            const BlockCodes low = hn::And(hn::ShiftRightSame(bytesFrom(bytes + j), part % 8 / 2 * 2), two);
            const BlockCodes bits = hn::ShiftLeft<2>(bytesFrom(block + part % 2 * 16 + j));
            const BlockCodes high = hn::And(hn::ShiftRightSame(bits, part / 2), third);
            hn::Store(hn::Mul(floats(hn::Sub(hn::Or(low, high), third)), scale), BlockFloats(),
                      to + part * 16 + j);
        }
    }
}

HWY_INLINE void decodeOneIq4Xs(const std::byte* block, float* to) {
    const BlockTable table(Iq4Values);
    const float d = scaleAt(block);
    for (int part = 0; part < 8; ++part) {
        const BlockVector scale = hn::Set(BlockFloats(), d * static_cast<float>(scaleOfIq4Xs(block, part)));
        table.put(block + 8 + part * 16, scale, to + part * 32);
    }
}

#endif

}  // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
