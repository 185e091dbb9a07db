// One block of 32 numbers (quant/small_blocks.h) by vectors. Compiled once per target.
#if defined(KERNELS_CPU_SMALL_BLOCK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KERNELS_CPU_SMALL_BLOCK_INL_H_
#undef KERNELS_CPU_SMALL_BLOCK_INL_H_
#else
#define KERNELS_CPU_SMALL_BLOCK_INL_H_
#endif

#include "kernels/cpu/block_lines_inl.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR

HWY_INLINE void decodeOneQ8(const std::byte* block, float* to) {
    const hn::Rebind<int8_t, BlockInts> d;
    const BlockVector scale = hn::Set(BlockFloats(), scaleAt(block));
    const auto* codes = reinterpret_cast<const int8_t*>(block + 2);
    for (int j = 0; j < 32; j += BlockLanes) {
        const BlockVector values = floats(hn::PromoteTo(BlockInts(), hn::LoadU(d, codes + j)));
        hn::Store(hn::Mul(values, scale), BlockFloats(), to + j);
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

// The fifth bits of 16 numbers from bit `first` of a word on, where they belong.
HWY_INLINE BlockCodes fifthBits(uint32_t word, int first) {
    const hn::RebindToUnsigned<BlockInts> d;
    const auto bits = hn::Shr(hn::Set(d, word), hn::Iota(d, static_cast<uint32_t>(first)));
    return hn::BitCast(BlockInts(), hn::ShiftLeft<4>(hn::And(bits, hn::Set(d, 1U))));
}

HWY_INLINE void decodeFiveBits(const std::byte* bits, const BlockLine& line, float* to) {
    uint32_t fifth = 0;
    std::memcpy(&fifth, bits, sizeof(fifth));
    for (int j = 0; j < 16; j += BlockLanes) {
        const BlockCodes bytes = bytesFrom(bits + sizeof(fifth) + j);
        line.put(hn::Or(lowFour(bytes), fifthBits(fifth, j)), to + j);
        line.put(hn::Or(hn::ShiftRight<4>(bytes), fifthBits(fifth, 16 + j)), to + 16 + j);
    }
}

HWY_INLINE void decodeOneQ50(const std::byte* block, float* to) {
    const float d = scaleAt(block);
    decodeFiveBits(block + 2, BlockLine(d, -16.0F * d), to);
}

HWY_INLINE void decodeOneQ51(const std::byte* block, float* to) {
    decodeFiveBits(block + 4, BlockLine(scaleAt(block), scaleAt(block + 2)), to);
}

HWY_INLINE void decodeOneIq4Nl(const std::byte* block, float* to) {
    BlockTable(Iq4Values).put(block + 2, hn::Set(BlockFloats(), scaleAt(block)), to);
}

HWY_INLINE void decodeOneMxfp4(const std::byte* block, float* to) {
    BlockTable(Mxfp4Values).put(block + 1, hn::Set(BlockFloats(), halvedE8m0(byteAt(block, 0))), to);
}

#endif

}  // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
