// What the vector decoders of blocks (block_inl.h) are made of: bytes to lanes, runs of numbers with one
// scale, tables. Compiled once per target.
#if defined(KERNELS_CPU_BLOCK_LINES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KERNELS_CPU_BLOCK_LINES_INL_H_
#undef KERNELS_CPU_BLOCK_LINES_INL_H_
#else
#define KERNELS_CPU_BLOCK_LINES_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/quant/block_bytes.h"
#include "kernels/quant/blocks.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR

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

// The values of 16 codes, the low halves of 16 bytes or their high halves, by a table.
class BlockTable {
public:
    HWY_INLINE explicit BlockTable(const int8_t (&values)[16]) : values_(hn::LoadU(Sixteen(), values)) {}

    // 16 bytes: the numbers of their low halves, then those of their high halves.
    HWY_INLINE void put(const std::byte* from, BlockVector scale, float* to) const {
        const auto bytes = hn::LoadU(Codes(), reinterpret_cast<const uint8_t*>(from));
        putHalf(hn::And(bytes, hn::Set(Codes(), uint8_t{15})), scale, to);
        putHalf(hn::ShiftRight<4>(bytes), scale, to + 16);
    }

private:
    using Sixteen = hn::Full128<int8_t>;
    using Codes = hn::Full128<uint8_t>;

    HWY_INLINE void putHalf(hn::Vec<Codes> codes, BlockVector scale, float* to) const {
        HWY_ALIGN int8_t found[16];
        hn::Store(hn::TableLookupBytes(values_, hn::BitCast(Sixteen(), codes)), Sixteen(), found);
        const hn::Rebind<int8_t, BlockInts> d;
        for (int j = 0; j < 16; j += BlockLanes)
            hn::Store(hn::Mul(floats(hn::PromoteTo(BlockInts(), hn::LoadU(d, found + j))), scale),
                      BlockFloats(), to + j);
    }

    hn::Vec<Sixteen> values_;
};

#endif

}  // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
