// Runs of blocks (quant/blocks.h) decoded to F32 by vectors: the formats that models are mostly stored in;
// the others go through the plain decoder. Compiled once per target.
//
// The same numbers to the bit: d and m have 11 bits, scales 6 and codes 5, so that every product that is
// added to another is exact in F32, whether the target joins the two or not.
#if defined(KERNELS_CPU_BLOCK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KERNELS_CPU_BLOCK_INL_H_
#undef KERNELS_CPU_BLOCK_INL_H_
#else
#define KERNELS_CPU_BLOCK_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/quant/block_bytes.h"
#include "kernels/quant/blocks.h"
#include "kernels/quant/large_blocks.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE {

// `blocks` blocks of one format from `from` on, to 64-byte aligned numbers.
using BlockDecoder = void (*)(const std::byte* from, int64_t blocks, float* to);

template <Type T>
void decodePlainly(const std::byte* from, int64_t blocks, float* to) {
    decodeBlocks(T, from, blocks, to);
}

#if HWY_TARGET == HWY_SCALAR
template <Type T>
constexpr BlockDecoder VectorDecoder = decodePlainly<T>;
#else

namespace hn = hwy::HWY_NAMESPACE;

using BlockFloats = hn::ScalableTag<float>;
using BlockVector = hn::Vec<BlockFloats>;
using BlockInts = hn::RebindToSigned<BlockFloats>;
using BlockCodes = hn::Vec<BlockInts>;
constexpr int BlockLanes = static_cast<int>(hn::MaxLanes(BlockFloats()));
static_assert(BlockLanes <= 16, "a vector lies within 16 numbers that share a scale");

HWY_INLINE float scaleAt(const std::byte* from) {
    if constexpr (BlockLanes >= 8) {  // where there is an instruction for it
        const hn::CappedTag<float, 4> four;
        const hn::Rebind<uint16_t, decltype(four)> bits;
        const hn::Rebind<hwy::float16_t, decltype(four)> halves;
        return hn::GetLane(hn::PromoteTo(four, hn::BitCast(halves, hn::Set(bits, halfWordAt(from, 0)))));
    } else {
        return halfAt(from, 0);
    }
}

// The next bytes, one to a lane.
HWY_INLINE BlockCodes bytesFrom(const std::byte* from) {
    const hn::Rebind<uint8_t, BlockInts> d;
    return hn::PromoteTo(BlockInts(), hn::LoadU(d, reinterpret_cast<const uint8_t*>(from)));
}

HWY_INLINE BlockCodes lowFour(BlockCodes bytes) {
    return hn::And(bytes, hn::Set(BlockInts(), 15));
}

HWY_INLINE BlockVector floats(BlockCodes codes) {
    return hn::ConvertTo(BlockFloats(), codes);
}

HWY_INLINE void decodeOneQ8(const std::byte* block, float* to) {
    const hn::Rebind<int8_t, BlockInts> d;
    const BlockVector scale = hn::Set(BlockFloats(), scaleAt(block));
    const auto* codes = reinterpret_cast<const int8_t*>(block + 2);
    for (int j = 0; j < 32; j += BlockLanes) {
        const BlockVector values = floats(hn::PromoteTo(BlockInts(), hn::LoadU(d, codes + j)));
        hn::Store(hn::Mul(values, scale), BlockFloats(), to + j);
    }
}

// A run of numbers is q * scale + shift.
struct BlockLine {
    BlockVector scale;
    BlockVector shift;

    HWY_INLINE BlockLine(float scaleValue, float shiftValue)
        : scale(hn::Set(BlockFloats(), scaleValue)), shift(hn::Set(BlockFloats(), shiftValue)) {}
    HWY_INLINE void put(BlockCodes codes, float* to) const {
        hn::Store(hn::MulAdd(floats(codes), scale, shift), BlockFloats(), to);
    }
};

// `count` bytes: the numbers in their low halves, then those in their high halves.
HWY_INLINE void decodeNibbles(const std::byte* from, int count, const BlockLine& low, const BlockLine& high,
                              float* to) {
    for (int j = 0; j < count; j += BlockLanes) {
        const BlockCodes bytes = bytesFrom(from + j);
        low.put(lowFour(bytes), to + j);
        high.put(hn::ShiftRight<4>(bytes), to + count + j);
    }
}

HWY_INLINE void decodeOneQ40(const std::byte* block, float* to) {
    const float d = scaleAt(block);
    const BlockLine line(d, -8.0F * d);
    decodeNibbles(block + 2, 16, line, line, to);
}

HWY_INLINE void decodeOneQ41(const std::byte* block, float* to) {
    const BlockLine line(scaleAt(block), scaleAt(block + 2));
    decodeNibbles(block + 4, 16, line, line, to);
}

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

template <Type T>
void decodeByVectors(const std::byte* from, int64_t blocks, float* to) {
    for (int64_t i = 0; i < blocks; ++i) {
        if constexpr (T == Type::Q8_0) decodeOneQ8(from + i * 34, to + i * 32);
        if constexpr (T == Type::Q4_0) decodeOneQ40(from + i * 18, to + i * 32);
        if constexpr (T == Type::Q4_1) decodeOneQ41(from + i * 20, to + i * 32);
        if constexpr (T == Type::Q4_K) decodeOneQ4K(from + i * 144, to + i * 256);
        if constexpr (T == Type::Q5_K) decodeOneQ5K(from + i * 176, to + i * 256);
        if constexpr (T == Type::Q6_K) decodeOneQ6K(from + i * 210, to + i * 256);
    }
}
template <Type T>
constexpr BlockDecoder VectorDecoder = decodeByVectors<T>;
#endif

inline BlockDecoder blockDecoderOf(Type type) {
    switch (type) {
        case Type::Q8_0: return VectorDecoder<Type::Q8_0>;
        case Type::Q4_0: return VectorDecoder<Type::Q4_0>;
        case Type::Q4_1: return VectorDecoder<Type::Q4_1>;
        case Type::Q4_K: return VectorDecoder<Type::Q4_K>;
        case Type::Q5_K: return VectorDecoder<Type::Q5_K>;
        case Type::Q6_K: return VectorDecoder<Type::Q6_K>;
        case Type::Q5_0: return decodePlainly<Type::Q5_0>;
        case Type::Q5_1: return decodePlainly<Type::Q5_1>;
        case Type::Q2_K: return decodePlainly<Type::Q2_K>;
        case Type::Q3_K: return decodePlainly<Type::Q3_K>;
        case Type::IQ4_NL: return decodePlainly<Type::IQ4_NL>;
        case Type::IQ4_XS: return decodePlainly<Type::IQ4_XS>;
        case Type::MXFP4: return decodePlainly<Type::MXFP4>;
        default: return nullptr;  // not a block type
    }
}

}  // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
