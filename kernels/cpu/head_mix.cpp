#include "kernels/cpu/head_mix.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/head_mix.cpp"
#include <hwy/foreach_target.h>
//
#include "kernels/cpu/tile_inl.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE {

// `rows` <= Rows tokens, all columns.
template <Type T, int Rows = DirectRows>
void mixTokens(const Tensor& x, const Tensor& out, const std::byte* const* lines, int64_t token,
               int64_t rows) {
    if constexpr (Rows > 1) {
        if (rows < Rows) {
            mixTokens<T, Rows - 1>(x, out, lines, token, rows);
            return;
        }
    }
    const int64_t inner = x.dim(1);
    const int64_t columns = out.dim(1);
    const float* from = x.row<float>(token);
    float* to = out.row<float>(token);
    int64_t k = 0;
    for (; k + 2 * Lanes <= columns; k += 2 * Lanes) {
        Sums<Rows, 2> sums;
        sums.clear();
        mix<Row<T>>(sums, from, x.stride[0], lines, inner, k);
        for (int r = 0; r < Rows; ++r) {
            hn::StoreU(sums.at[r][0], Floats(), to + r * out.stride[0] + k);
            hn::StoreU(sums.at[r][1], Floats(), to + r * out.stride[0] + k + Lanes);
        }
    }
    for (; k < columns; k += Lanes) {
        const int64_t n = std::min(Lanes, columns - k);
        Sums<Rows, 1> sums;
        sums.clear();
        if (n == Lanes) {
            mix<Row<T>>(sums, from, x.stride[0], lines, inner, k);
        } else {
            mixTail<Row<T>>(sums, from, x.stride[0], lines, inner, k, n);
        }
        for (int r = 0; r < Rows; ++r) storeTail(sums.at[r][0], to + r * out.stride[0] + k, n);
    }
}

template <Type T>
void mixAll(const Tensor& x, const Tensor& weight, const Tensor& out, const std::byte** lines) {
    for (int64_t i = 0; i < x.dim(1); ++i) {
        lines[i] = weight.rowData(i);
    }
    for (int64_t token = 0; token < x.dim(0); token += DirectRows) {
        mixTokens<T>(x, out, lines, token, std::min<int64_t>(x.dim(0) - token, DirectRows));
    }
}

void mixTyped(const Tensor& x, const Tensor& weight, const Tensor& out, const std::byte** lines) {
    switch (weight.type) {
        case Type::F32: mixAll<Type::F32>(x, weight, out, lines); return;
        case Type::BF16: mixAll<Type::BF16>(x, weight, out, lines); return;
        case Type::F16: mixAll<Type::F16>(x, weight, out, lines); return;
        default: return;  // refused by the checked entry
    }
}

}  // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu {

HWY_EXPORT(mixTyped);

size_t mixScratch(const Tensor& x) {
    return static_cast<size_t>(x.dim(1)) * sizeof(const std::byte*);
}

void mixHead(const Tensor& x, const Tensor& weight, const Tensor& out, std::byte* scratch) {
    HWY_DYNAMIC_DISPATCH(mixTyped)(x, weight, out, reinterpret_cast<const std::byte**>(scratch));
}

}  // namespace kernels::cpu
#endif
