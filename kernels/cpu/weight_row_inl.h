// Rows of weights of any type, read as F32 vectors straight from their stored form. Compiled once per target.
#if defined(KERNELS_CPU_WEIGHT_ROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KERNELS_CPU_WEIGHT_ROW_INL_H_
#undef KERNELS_CPU_WEIGHT_ROW_INL_H_
#else
#define KERNELS_CPU_WEIGHT_ROW_INL_H_
#endif

#include <hwy/highway.h>

#include <cstring>
#include <type_traits>

#include "kernels/cpu/block_inl.h"
#include "kernels/ops/tensor.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;
constexpr int64_t Lanes = static_cast<int64_t>(hn::MaxLanes(Floats()));
constexpr int64_t Block = Tensor::ScaleBlock;
// One row of weights being read: at(k) is Lanes values from column k on, as F32; tail(k, n) the last n, then
// zeros.
class F32Row {
public:
    F32Row() = default;
    F32Row(const std::byte* data, const float*) : data_(reinterpret_cast<const float*>(data)) {}
    HWY_INLINE void block(int64_t, int64_t) {}
    bool poisoned() const { return false; }
    HWY_INLINE Vector at(int64_t k) const { return hn::LoadU(Floats(), data_ + k); }
    HWY_INLINE void pair(int64_t k, Vector& low, Vector& high) const {
        low = at(k);
        high = at(k + Lanes);
    }
    Vector tail(int64_t k, int64_t n) const {
        HWY_ALIGN float padded[Lanes] = {};
        std::memcpy(padded, data_ + k, static_cast<size_t>(n) * sizeof(float));
        return hn::Load(Floats(), padded);
    }

private:
    const float* data_ = nullptr;
};

template <Type T>
class HalfRow {
public:
    HalfRow() = default;
    HalfRow(const std::byte* data, const float*) : data_(reinterpret_cast<const uint16_t*>(data)) {}
    HWY_INLINE void block(int64_t, int64_t) {}
    bool poisoned() const { return false; }
    HWY_INLINE Vector at(int64_t k) const { return widen(data_ + k); }
    HWY_INLINE void pair(int64_t k, Vector& low, Vector& high) const {
        low = at(k);
        high = at(k + Lanes);
    }
    Vector tail(int64_t k, int64_t n) const {
        HWY_ALIGN uint16_t padded[Lanes] = {};
        std::memcpy(padded, data_ + k, static_cast<size_t>(n) * sizeof(uint16_t));
        return widen(padded);
    }

private:
    static HWY_INLINE Vector widen(const uint16_t* from) {
        const hn::Rebind<uint16_t, Floats> narrow;
        const hn::Rebind<uint32_t, Floats> wide;
        const auto bits = hn::LoadU(narrow, from);
        if constexpr (T == Type::BF16) {
            return hn::BitCast(Floats(), hn::ShiftLeft<16>(hn::PromoteTo(wide, bits)));
        } else if constexpr (Lanes >= 8) {
            return hn::PromoteTo(Floats(), hn::BitCast(hn::Rebind<hwy::float16_t, Floats>(), bits));
        } else {
            return widenF16(hn::PromoteTo(wide, bits));
        }
    }
    // Where there is no instruction for it: Highway's own emulation makes finite numbers of infinities and
    // NaN.
    template <class V32>
    static HWY_INLINE Vector widenF16(V32 bits) {
        const hn::Rebind<uint32_t, Floats> wide;
        const hn::Rebind<int32_t, Floats> whole;
        const V32 magnitude = hn::And(bits, hn::Set(wide, 0x7FFFU));
        const V32 rebias = hn::Set(wide, 112U << 23U);
        const V32 normal = hn::Add(hn::ShiftLeft<13>(magnitude), rebias);
        const auto endless = hn::Gt(hn::BitCast(whole, magnitude), hn::Set(whole, 0x7BFF));
        const V32 sound = hn::Add(normal, hn::IfThenElseZero(hn::RebindMask(wide, endless), rebias));
        const Vector tiny =
            hn::Mul(hn::ConvertTo(Floats(), hn::BitCast(whole, magnitude)), hn::Set(Floats(), 0x1p-24F));
        const auto subnormal =
            hn::RebindMask(Floats(), hn::Lt(hn::BitCast(whole, magnitude), hn::Set(whole, 0x400)));
        const Vector value = hn::IfThenElse(subnormal, tiny, hn::BitCast(Floats(), sound));
        const V32 sign = hn::ShiftLeft<16>(hn::And(bits, hn::Set(wide, 0x8000U)));
        return hn::Or(value, hn::BitCast(Floats(), sign));
    }

    const uint16_t* data_ = nullptr;
};
// e4m3 becomes F16 by shifting (both have their exponent left of the mantissa; the bias differs by 8,
// subnormals included), then F32 in hardware; 2^8 goes into the scale. NaN codes would become 480: they are
// looked for apart, a block at a time, and poison the whole row, which is what one NaN does to a sum anyway.
class Fp8Row {
public:
    Fp8Row() = default;
    Fp8Row(const std::byte* data, const float* scales)
        : data_(reinterpret_cast<const uint8_t*>(data)), scales_(scales), worst_(hn::Zero(Bytes())) {}

    // Must be called before columns [first, last) of one scale block are read; without `last`, the whole
    // block.
    HWY_INLINE void block(int64_t first) {
        scale_ = hn::Set(Floats(), scales_[first / Block] * 256.0F);
        const auto magnitude = hn::Set(Bytes(), uint8_t{0x7F});
        for (int64_t k = first; k < first + Block; k += ByteLanes) {
            worst_ = hn::Max(worst_, hn::And(hn::LoadU(Bytes(), data_ + k), magnitude));
        }
    }
    void block(int64_t first, int64_t last) {
        scale_ = hn::Set(Floats(), scales_[first / Block] * 256.0F);
        const auto magnitude = hn::Set(Bytes(), uint8_t{0x7F});
        int64_t k = first;
        for (; k + ByteLanes <= last; k += ByteLanes) {
            worst_ = hn::Max(worst_, hn::And(hn::LoadU(Bytes(), data_ + k), magnitude));
        }
        if (k < last) worst_ = hn::Max(worst_, hn::And(bytesTail(k, last - k), magnitude));
    }
    bool poisoned() const { return !hn::AllFalse(Bytes(), hn::Eq(worst_, hn::Set(Bytes(), uint8_t{0x7F}))); }
    HWY_INLINE Vector at(int64_t k) const { return widen(data_ + k); }
    HWY_INLINE void pair(int64_t k, Vector& low, Vector& high) const {
#if HWY_TARGET == HWY_SCALAR
        low = at(k);
        high = at(k + Lanes);
#else
        // One shift and one mask for both.
        const hn::ScalableTag<int16_t> both;
        const hn::Half<hn::ScalableTag<int16_t>> half;
        const auto codes =
            hn::LoadU(hn::Rebind<int8_t, decltype(both)>(), reinterpret_cast<const int8_t*>(data_ + k));
        const auto bits = shifted(both, hn::PromoteTo(both, codes));
        low = scaled(hn::LowerHalf(half, bits));
        high = scaled(hn::UpperHalf(half, bits));
#endif
    }
    Vector tail(int64_t k, int64_t n) const {
        HWY_ALIGN uint8_t padded[Lanes] = {};
        std::memcpy(padded, data_ + k, static_cast<size_t>(n));
        return widen(padded);
    }

private:
    using Bytes = hn::ScalableTag<uint8_t>;
    static constexpr int64_t ByteLanes = static_cast<int64_t>(hn::MaxLanes(Bytes()));

    hn::Vec<Bytes> bytesTail(int64_t k, int64_t n) const {
        HWY_ALIGN uint8_t padded[ByteLanes] = {};
        std::memcpy(padded, data_ + k, static_cast<size_t>(n));
        return hn::Load(Bytes(), padded);
    }
    // The widening has put the sign into bits 7 to 15; shifting leaves it in 14 and 15, of which 14 must go.
    template <class D>
    static HWY_INLINE hn::Vec<D> shifted(D d, hn::Vec<D> codes) {
        return hn::And(hn::ShiftLeft<7>(codes), hn::Set(d, static_cast<int16_t>(0xBFFF)));
    }
    HWY_INLINE Vector scaled(hn::Vec<hn::Rebind<int16_t, Floats>> bits) const {
        return hn::Mul(hn::PromoteTo(Floats(), hn::BitCast(hn::Rebind<hwy::float16_t, Floats>(), bits)),
                       scale_);
    }
    HWY_INLINE Vector widen(const uint8_t* from) const {
        const hn::Rebind<int16_t, Floats> d;
        const auto codes = hn::LoadU(hn::Rebind<int8_t, Floats>(), reinterpret_cast<const int8_t*>(from));
        return scaled(shifted(d, hn::PromoteTo(d, codes)));
    }

    const uint8_t* data_ = nullptr;
    const float* scales_ = nullptr;
    Vector scale_ = hn::Zero(Floats());
    hn::Vec<Bytes> worst_ = hn::Zero(Bytes());
};

// Any block type: block() decodes the numbers up to the next multiple of Block, or a whole block of 256, into
// the first-level cache, from where they are read like F32.
class BlockRow {
public:
    BlockRow() = default;
    BlockRow(const std::byte* data, Type type)
        : data_(data), block_(blockOf(type)), decode_(blockDecoderOf(type)) {}
    // A copy has nothing decoded yet: rows are set up by assignment, and a thousand bytes are not moved for
    // it.
    BlockRow(const BlockRow& other) : data_(other.data_), block_(other.block_), decode_(other.decode_) {}
    BlockRow& operator=(const BlockRow& other) {  // NOLINT(bugprone-unhandled-self-assignment): decodes again
        data_ = other.data_;
        block_ = other.block_;
        decode_ = other.decode_;
        start_ = end_ = 0;
        return *this;
    }

    void block(int64_t first, int64_t last) {
        if (first >= start_ && last <= end_) return;
        const int64_t blocks = (last - first + block_.elements - 1) / block_.elements;
        decode_(data_ + first / block_.elements * block_.bytes, blocks, values_);
        start_ = first;
        end_ = first + blocks * block_.elements;
    }
    bool poisoned() const { return false; }  // a scale that is NaN makes its numbers NaN
    HWY_INLINE Vector at(int64_t k) const { return hn::Load(Floats(), values_ + (k - start_)); }
    HWY_INLINE void pair(int64_t k, Vector& low, Vector& high) const {
        low = at(k);
        high = at(k + Lanes);
    }
    Vector tail(int64_t, int64_t) const { return hn::Zero(Floats()); }  // blocks fill every vector

private:
    const std::byte* data_ = nullptr;
    BlockOf block_{1, 1};
    BlockDecoder decode_ = nullptr;
    int64_t start_ = 0;  // columns [start_, end_) are in values_
    int64_t end_ = 0;
    HWY_ALIGN float values_[LargestBlock];
};

template <Type T>
using Row =
    std::conditional_t<T == Type::F32, F32Row, std::conditional_t<T == Type::F8E4M3, Fp8Row, HalfRow<T>>>;

template <class Weights>
Weights rowOf(const Tensor& weight, int64_t row) {
    if constexpr (std::is_same_v<Weights, BlockRow>) {
        return BlockRow(weight.rowData(row), weight.type);
    } else {
        const float* scales = weight.scales;
        if (scales != nullptr) scales += row / Block * ((weight.dim(1) + Block - 1) / Block);
        return Weights(weight.rowData(row), scales);
    }
}

}  // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
