// Runs of blocks (quant/blocks.h) decoded to F32 by vectors. Compiled once per target.
//
// The same numbers as the plain decoder's, to the bit: d and m have 11 bits, scales 6 and codes 5, so that
// every product that is added to another is exact in F32, whether the target joins the two or not.
#if defined(KERNELS_CPU_BLOCK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KERNELS_CPU_BLOCK_INL_H_
#undef KERNELS_CPU_BLOCK_INL_H_
#else
#define KERNELS_CPU_BLOCK_INL_H_
#endif

#include "kernels/cpu/large_block_inl.h"
#include "kernels/cpu/small_block_inl.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE {

// `blocks` blocks of one format from `from` on, to aligned numbers.
using BlockDecoder = void (*)(const std::byte* from, int64_t blocks, float* to);

template <Type T>
void decodeRun(const std::byte* from, int64_t blocks, float* to) {
#if HWY_TARGET == HWY_SCALAR
    decodeBlocks(T, from, blocks, to);
#else
    const BlockOf block = blockOf(T);
    for (int64_t i = 0; i < blocks; ++i, from += block.bytes, to += block.elements) {
        if constexpr (T == Type::Q8_0) decodeOneQ8(from, to);
        if constexpr (T == Type::Q4_0) decodeOneQ40(from, to);
        if constexpr (T == Type::Q4_1) decodeOneQ41(from, to);
        if constexpr (T == Type::Q5_0) decodeOneQ50(from, to);
        if constexpr (T == Type::Q5_1) decodeOneQ51(from, to);
        if constexpr (T == Type::Q2_K) decodeOneQ2K(from, to);
        if constexpr (T == Type::Q3_K) decodeOneQ3K(from, to);
        if constexpr (T == Type::Q4_K) decodeOneQ4K(from, to);
        if constexpr (T == Type::Q5_K) decodeOneQ5K(from, to);
        if constexpr (T == Type::Q6_K) decodeOneQ6K(from, to);
        if constexpr (T == Type::IQ4_NL) decodeOneIq4Nl(from, to);
        if constexpr (T == Type::IQ4_XS) decodeOneIq4Xs(from, to);
        if constexpr (T == Type::MXFP4) decodeOneMxfp4(from, to);
    }
#endif
}

inline BlockDecoder blockDecoderOf(Type type) {
    switch (type) {
        case Type::Q8_0: return decodeRun<Type::Q8_0>;
        case Type::Q4_0: return decodeRun<Type::Q4_0>;
        case Type::Q4_1: return decodeRun<Type::Q4_1>;
        case Type::Q5_0: return decodeRun<Type::Q5_0>;
        case Type::Q5_1: return decodeRun<Type::Q5_1>;
        case Type::Q2_K: return decodeRun<Type::Q2_K>;
        case Type::Q3_K: return decodeRun<Type::Q3_K>;
        case Type::Q4_K: return decodeRun<Type::Q4_K>;
        case Type::Q5_K: return decodeRun<Type::Q5_K>;
        case Type::Q6_K: return decodeRun<Type::Q6_K>;
        case Type::IQ4_NL: return decodeRun<Type::IQ4_NL>;
        case Type::IQ4_XS: return decodeRun<Type::IQ4_XS>;
        case Type::MXFP4: return decodeRun<Type::MXFP4>;
        default: return nullptr;  // not a block type
    }
}

}  // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
