#include "kernels/cpu/row_math.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/row_math.cpp"
#include <hwy/foreach_target.h>
//
#include <cmath>

#include "kernels/cpu/exp_inl.h"
#include "kernels/cpu/tile_inl.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE {

HWY_INLINE Vector loadTail(const float* from, int64_t n) {
    return F32Row(reinterpret_cast<const std::byte*>(from), nullptr).tail(0, n);
}

float sumOfSquares(const float* x, int64_t width) {
    const Floats d;
    Vector even = hn::Zero(d);
    Vector odd = hn::Zero(d);
    int64_t k = 0;
    for (; k + 2 * Lanes <= width; k += 2 * Lanes) {
        const Vector a = hn::LoadU(d, x + k);
        const Vector b = hn::LoadU(d, x + k + Lanes);
        even = hn::MulAdd(a, a, even);
        odd = hn::MulAdd(b, b, odd);
    }
    for (; k < width; k += Lanes) {
        const Vector rest = loadTail(x + k, std::min(Lanes, width - k));
        even = hn::MulAdd(rest, rest, even);
    }
    const Vector sum = hn::Add(even, odd);
    float sums[4];
    sumLanes(sum, sum, sum, sum, sums);
    return sums[0];
}

template <Type T>
void normaliseTyped(const float* x, const Tensor& weight, float factor, float* out) {
    const int64_t width = weight.dim(0);
    Row<T> weights(weight.data, weight.scales);
    const Vector scale = hn::Set(Floats(), factor);
    for (int64_t first = 0; first < width; first += Block) {
        const int64_t last = std::min(first + Block, width);
        weights.block(first, last);
        int64_t k = first;
        for (; k + Lanes <= last; k += Lanes) {
            hn::StoreU(hn::Mul(hn::Mul(hn::LoadU(Floats(), x + k), scale), weights.at(k)), Floats(), out + k);
        }
        if (k == last) continue;
        const Vector rest = hn::Mul(loadTail(x + k, last - k), scale);
        storeTail(hn::Mul(rest, weights.tail(k, last - k)), out + k, last - k);
    }
    if (!weights.poisoned()) return;
    const auto* codes = reinterpret_cast<const uint8_t*>(weight.data);
    for (int64_t k = 0; k < width; ++k) {
        if ((codes[k] & 0x7F) == 0x7F) out[k] = std::numeric_limits<float>::quiet_NaN();
    }
}

void normalise(const float* x, const Tensor& weight, float epsilon, float* out) {
    const int64_t width = weight.dim(0);
    const float factor = 1.0F / std::sqrt(sumOfSquares(x, width) / static_cast<float>(width) + epsilon);
    switch (weight.type) {
        case Type::F32: normaliseTyped<Type::F32>(x, weight, factor, out); return;
        case Type::BF16: normaliseTyped<Type::BF16>(x, weight, factor, out); return;
        case Type::F16: normaliseTyped<Type::F16>(x, weight, factor, out); return;
        case Type::F8E4M3: normaliseTyped<Type::F8E4M3>(x, weight, factor, out); return;
        default: return;  // refused by the checked entry
    }
}

void rotate(float* x, const float* turn, int64_t pairs, bool halves) {
    const int64_t next = halves ? 1 : 2;
    float* y = x + (halves ? pairs : 1);
    for (int64_t i = 0; i < pairs; ++i) {
        const float first = x[i * next];
        const float second = y[i * next];
        x[i * next] = first * turn[2 * i] - second * turn[2 * i + 1];
        y[i * next] = first * turn[2 * i + 1] + second * turn[2 * i];
    }
}

HWY_INLINE Vector gated(Vector gate, Vector up) {
    const Floats d;
    const Vector power = exponential(d, hn::Neg(gate));
    return hn::Mul(hn::Div(gate, hn::Add(hn::Set(d, 1.0F), power)), up);
}

void gate(const float* gate, const float* up, int64_t width, float* out) {
    const Floats d;
    int64_t k = 0;
    for (; k + Lanes <= width; k += Lanes) {
        hn::StoreU(gated(hn::LoadU(d, gate + k), hn::LoadU(d, up + k)), d, out + k);
    }
    const int64_t n = width - k;
    if (n > 0) storeTail(gated(loadTail(gate + k, n), loadTail(up + k, n)), out + k, n);
}

void addScaled(const float* x, float factor, int64_t width, float* out) {
    const Floats d;
    const Vector scale = hn::Set(d, factor);
    int64_t k = 0;
    for (; k + Lanes <= width; k += Lanes) {
        hn::StoreU(hn::MulAdd(scale, hn::LoadU(d, x + k), hn::LoadU(d, out + k)), d, out + k);
    }
    const int64_t n = width - k;
    if (n > 0) storeTail(hn::MulAdd(scale, loadTail(x + k, n), loadTail(out + k, n)), out + k, n);
}

void addUp(const float* x, const float* y, int64_t width, float* out) {
    const Floats d;
    int64_t k = 0;
    for (; k + Lanes <= width; k += Lanes) {
        hn::StoreU(hn::Add(hn::LoadU(d, x + k), hn::LoadU(d, y + k)), d, out + k);
    }
    for (; k < width; ++k) out[k] = x[k] + y[k];
}

}  // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu {

HWY_EXPORT(normalise);
HWY_EXPORT(rotate);
HWY_EXPORT(gate);
HWY_EXPORT(addScaled);
HWY_EXPORT(addUp);

void normaliseRow(const float* x, const Tensor& weight, float epsilon, float* out) {
    HWY_DYNAMIC_DISPATCH(normalise)(x, weight, epsilon, out);
}
void rotateRow(float* x, const float* turn, int64_t pairs, bool halves) {
    HWY_DYNAMIC_DISPATCH(rotate)(x, turn, pairs, halves);
}
void gateRow(const float* gateValues, const float* up, int64_t width, float* out) {
    HWY_DYNAMIC_DISPATCH(gate)(gateValues, up, width, out);
}
void addScaledRow(const float* x, float factor, int64_t width, float* out) {
    HWY_DYNAMIC_DISPATCH(addScaled)(x, factor, width, out);
}
void addRow(const float* x, const float* y, int64_t width, float* out) {
    HWY_DYNAMIC_DISPATCH(addUp)(x, y, width, out);
}

}  // namespace kernels::cpu
#endif
