// Dot products of a few rows of x with a few rows of weights, kept in registers. Compiled once per target.
//
// The order of summation of one output is always the same (lane by lane along the row, then lanes pairwise),
// whatever the tile's shape, so that a row's result does not depend on what else is computed beside it.
#if defined(KERNELS_CPU_TILE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KERNELS_CPU_TILE_INL_H_
#undef KERNELS_CPU_TILE_INL_H_
#else
#define KERNELS_CPU_TILE_INL_H_
#endif

#include <algorithm>
#include <limits>

#include "kernels/cpu/weight_row_inl.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE {

// Columns per tile everywhere; rows as many as the register file holds beside them.
constexpr int TileColumns = 4;
constexpr int TileRows = Lanes >= 16 ? 6 : 3;
constexpr int DirectRows = Lanes >= 16 ? 4 : 2;

// Rows x Columns running sums, a vector of lanes each.
template <int Rows, int Columns>
struct Sums {
    Vector at[Rows][Columns];

    HWY_INLINE void clear() {
        for (auto& row : at) {
            for (auto& sum : row) sum = hn::Zero(Floats());
        }
    }
};

template <int Rows, int Columns>
HWY_INLINE void addProducts(Sums<Rows, Columns>& sums, const float* x, int64_t xStride,
                            const Vector (&w)[Columns]) {
    for (int r = 0; r < Rows; ++r) {
        const Vector value = hn::LoadU(Floats(), x + r * xStride);
        for (int c = 0; c < Columns; ++c) sums.at[r][c] = hn::MulAdd(value, w[c], sums.at[r][c]);
    }
}

// The columns [first, last) of one scale block, in whole vectors: two at a time where there are two.
template <int Rows, int Columns, class Weights>
HWY_INLINE void accumulateVectors(Sums<Rows, Columns>& sums, const float* x, int64_t xStride,
                                  const Weights (&weights)[Columns], int64_t first, int64_t last) {
    int64_t k = first;
    for (; k + 2 * Lanes <= last; k += 2 * Lanes) {
        Vector low[Columns];
        Vector high[Columns];
        for (int c = 0; c < Columns; ++c) weights[c].pair(k, low[c], high[c]);
        addProducts(sums, x + k, xStride, low);
        addProducts(sums, x + k + Lanes, xStride, high);
    }
    if (k + Lanes > last) return;
    Vector w[Columns];
    for (int c = 0; c < Columns; ++c) w[c] = weights[c].at(k);
    addProducts(sums, x + k, xStride, w);
}

// The last n < Lanes columns. Never inlined: its addresses of things would cost the loops before it their
// registers.
template <int Rows, int Columns, class Weights>
HWY_NOINLINE void accumulateTail(Sums<Rows, Columns>& sums, const float* x, int64_t xStride,
                                 const Weights (&weights)[Columns], int64_t k, int64_t n) {
    for (int c = 0; c < Columns; ++c) {
        const Vector w = weights[c].tail(k, n);
        for (int r = 0; r < Rows; ++r) {
            const F32Row row(reinterpret_cast<const std::byte*>(x + r * xStride), nullptr);
            sums.at[r][c] = hn::MulAdd(row.tail(k, n), w, sums.at[r][c]);
        }
    }
}

// sums[r][c] += x[r] . weights[c] over `inner` columns.
template <int Rows, int Columns, class Weights>
HWY_INLINE void accumulate(Sums<Rows, Columns>& sums, const float* x, int64_t xStride,
                           Weights (&weights)[Columns], int64_t inner) {
    for (int64_t first = 0; first < inner; first += Block) {
        const int64_t last = std::min(first + Block, inner);
        for (auto& weight : weights) weight.block(first, last);
        accumulateVectors(sums, x, xStride, weights, first, last);
    }
    if (const int64_t left = inner % Lanes; left > 0) {
        Sums<Rows, Columns> all = sums;
        Weights rest[Columns];
        for (int c = 0; c < Columns; ++c) rest[c] = weights[c];
        accumulateTail(all, x, xStride, rest, inner - left, left);
        sums = all;
    }
    for (int c = 0; c < Columns; ++c) {
        if (!weights[c].poisoned()) [[likely]]
            continue;
        for (int r = 0; r < Rows; ++r) {
            sums.at[r][c] = hn::Set(Floats(), std::numeric_limits<float>::quiet_NaN());
        }
    }
}

// out[i] = the sum of the lanes of the i-th vector. The same tree for each, whichever place it stands in.
#if HWY_TARGET == HWY_SCALAR
HWY_INLINE void sumLanes(Vector a, Vector b, Vector c, Vector e, float* out) {
    out[0] = hn::GetLane(a);
    out[1] = hn::GetLane(b);
    out[2] = hn::GetLane(c);
    out[3] = hn::GetLane(e);
}
#else
template <class D, class V>
HWY_INLINE void sumQuarters(D d, V sum, float* out) {  // [a b c e | a b c e | ...] to [a b c e]
    if constexpr (hn::MaxLanes(D()) == 4) {
        hn::StoreU(sum, d, out);
    } else {
        const hn::Half<D> half;
        sumQuarters(half, hn::Add(hn::LowerHalf(half, sum), hn::UpperHalf(half, sum)), out);
    }
}
HWY_INLINE void sumLanes(Vector a, Vector b, Vector c, Vector e, float* out) {
    const Floats d;
    const hn::ScalableTag<uint64_t> pairs;
    const auto ab = hn::BitCast(pairs, hn::Add(hn::InterleaveLower(d, a, b), hn::InterleaveUpper(d, a, b)));
    const auto ce = hn::BitCast(pairs, hn::Add(hn::InterleaveLower(d, c, e), hn::InterleaveUpper(d, c, e)));
    const Vector lower = hn::BitCast(d, hn::InterleaveLower(pairs, ab, ce));
    const Vector upper = hn::BitCast(d, hn::InterleaveUpper(pairs, ab, ce));
    sumQuarters(d, hn::Add(lower, upper), out);
}
#endif

// out[r][c] = (or +=) the sum of each vector's lanes.
template <int Rows, int Columns>
HWY_INLINE void finish(const Sums<Rows, Columns>& sums, float* out, int64_t outStride, bool add) {
    static_assert(Columns == 1 || Columns == 4);
    const Vector zero = hn::Zero(Floats());
    for (int r = 0; r < Rows; ++r) {
        float total[4];
        if constexpr (Columns == 4) {
            sumLanes(sums.at[r][0], sums.at[r][1], sums.at[r][2], sums.at[r][3], total);
        } else {
            sumLanes(sums.at[r][0], zero, zero, zero, total);
        }
        float* place = out + r * outStride;
        for (int c = 0; c < Columns; ++c) place[c] = add ? place[c] + total[c] : total[c];
    }
}

// sums[r][v] += sum over i of x[r][i] * rows[i] at columns k + v * Lanes, in order of i.
template <class Weights, int Rows, int Vectors>
HWY_INLINE void mix(Sums<Rows, Vectors>& sums, const float* x, int64_t xStride, const std::byte* const* rows,
                    int64_t count, int64_t k) {
    for (int64_t i = 0; i < count; ++i) {
        const Weights weights(rows[i], nullptr);
        Vector values[Vectors];
        for (int v = 0; v < Vectors; ++v) values[v] = weights.at(k + v * Lanes);
        for (int r = 0; r < Rows; ++r) {
            const Vector factor = hn::Set(Floats(), x[r * xStride + i]);
            for (int v = 0; v < Vectors; ++v) sums.at[r][v] = hn::MulAdd(factor, values[v], sums.at[r][v]);
        }
    }
}

// The same for the last n < Lanes columns.
template <class Weights, int Rows>
HWY_INLINE void mixTail(Sums<Rows, 1>& sums, const float* x, int64_t xStride, const std::byte* const* rows,
                        int64_t count, int64_t k, int64_t n) {
    for (int64_t i = 0; i < count; ++i) {
        const Vector values = Weights(rows[i], nullptr).tail(k, n);
        for (int r = 0; r < Rows; ++r) {
            sums.at[r][0] = hn::MulAdd(hn::Set(Floats(), x[r * xStride + i]), values, sums.at[r][0]);
        }
    }
}

HWY_INLINE void storeTail(Vector values, float* to, int64_t n) {
    HWY_ALIGN float all[Lanes];
    hn::Store(values, Floats(), all);
    std::memcpy(to, all, static_cast<size_t>(n) * sizeof(float));
}

}  // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
