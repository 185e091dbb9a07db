#include "kernels/cpu/dot.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/dot.cpp"
#include <hwy/foreach_target.h>
//
#include "kernels/cpu/tile_inl.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE {

constexpr int64_t PanelInner = 1024;  // columns decoded at a time: 32 rows of them stay in L2
constexpr int64_t PanelStride =
    PanelInner + 16;               // not a multiple of 4096 bytes: rows would fight for one cache set
constexpr int64_t StateRows = 96;  // rows whose running sums are kept between panels

float* outAt(const Matmul& op, int64_t row, int64_t column) {
    return op.out.row<float>(row) + column;
}

// `rows` <= Rows rows of x by Columns rows of weights. (Recursion, because a lambda under a target pragma is
// not compiled for that target.)
template <class Weights, int Columns, int Rows = DirectRows>
void directTile(const Matmul& op, int64_t row, int64_t rows, int64_t column) {
    if constexpr (Rows > 1) {
        if (rows < Rows) {
            directTile<Weights, Columns, Rows - 1>(op, row, rows, column);
            return;
        }
    }
    Weights weights[Columns];
    for (int c = 0; c < Columns; ++c) weights[c] = rowOf<Weights>(op.weight, column + c);
    Sums<Rows, Columns> sums;
    sums.clear();
    accumulate(sums, op.x.row<float>(row), op.x.stride[0], weights, op.x.dim(1));
    finish(sums, outAt(op, row, column), op.out.stride[0], op.accumulate);
}

template <class Weights, int Columns>
void directColumns(const Matmul& op, int64_t column) {
    const int64_t rows = op.x.dim(0);
    for (int64_t row = 0; row < rows; row += DirectRows) {
        directTile<Weights, Columns>(op, row, std::min<int64_t>(rows - row, DirectRows), column);
    }
}

template <class Weights>
void direct(const Matmul& op, int64_t first, int64_t last) {
    int64_t column = first;
    for (; column + TileColumns <= last; column += TileColumns)
        directColumns<Weights, TileColumns>(op, column);
    for (; column < last; ++column) directColumns<Weights, 1>(op, column);
}

// One row's columns [first, first + count) as F32; a NaN code becomes a NaN.
template <class Weights>
void decode(const Tensor& weight, int64_t row, int64_t first, int64_t count, float* out) {
    Weights from = rowOf<Weights>(weight, row);
    for (int64_t at = 0; at < count; at += Block) {
        const int64_t last = std::min(at + Block, count);
        from.block(first + at, first + last);
        int64_t k = at;
        for (; k + Lanes <= last; k += Lanes) hn::Store(from.at(first + k), Floats(), out + k);
        if (k < last) hn::Store(from.tail(first + k, last - k), Floats(), out + k);
    }
    if (!from.poisoned()) [[likely]]
        return;
    const auto* codes = reinterpret_cast<const uint8_t*>(weight.data) + row * weight.stride[0] + first;
    for (int64_t k = 0; k < count; ++k) {
        if ((codes[k] & 0x7F) == 0x7F) out[k] = std::numeric_limits<float>::quiet_NaN();
    }
}
// `first` is a multiple of PanelInner, `count` one of the blocks: they are decoded where they shall lie.
template <>
void decode<BlockRow>(const Tensor& weight, int64_t row, int64_t first, int64_t count, float* out) {
    blockDecoderOf(weight.type)(weight.rowData(row) + bytesOf(weight.type, first),
                                count / blockOf(weight.type).elements, out);
}

// A part of the work of blocked(): some rows of x, some columns of out, one panel of the inner dimension.
struct Panel {
    const float* weights = nullptr;  // [columns, PanelStride]
    float* state = nullptr;          // running sums between panels, one tile after the other
    int64_t columnFirst = 0, columns = 0;
    int64_t rowFirst = 0, rows = 0;
    int64_t innerFirst = 0, inner = 0;
    bool first = true, last = true;
};

template <int Rows, int Columns>
void panelTile(const Matmul& op, const Panel& panel, int64_t row, int64_t column, float* state) {
    Sums<Rows, Columns> sums;
    if (panel.first) {
        sums.clear();
    } else {
        for (int i = 0; i < Rows * Columns; ++i) {
            sums.at[i / Columns][i % Columns] = hn::Load(Floats(), state + i * Lanes);
        }
    }
    F32Row weights[Columns];
    for (int c = 0; c < Columns; ++c) {
        weights[c] =
            F32Row(reinterpret_cast<const std::byte*>(panel.weights + (column + c) * PanelStride), nullptr);
    }
    const float* x = op.x.row<float>(panel.rowFirst + row) + panel.innerFirst;
    accumulate(sums, x, op.x.stride[0], weights, panel.inner);
    if (panel.last) {
        finish(sums, outAt(op, panel.rowFirst + row, panel.columnFirst + column), op.out.stride[0],
               op.accumulate);
        return;
    }
    for (int i = 0; i < Rows * Columns; ++i) {
        hn::Store(sums.at[i / Columns][i % Columns], Floats(), state + i * Lanes);
    }
}

// `rows` <= Rows rows of x by all columns of the panel; returns where the next tile's state goes.
template <int Rows = TileRows>
float* panelRows(const Matmul& op, const Panel& panel, int64_t row, int64_t rows, float* state) {
    if constexpr (Rows > 1) {
        if (rows < Rows) return panelRows<Rows - 1>(op, panel, row, rows, state);
    }
    int64_t column = 0;
    for (; column + TileColumns <= panel.columns; column += TileColumns) {
        panelTile<Rows, TileColumns>(op, panel, row, column, state);
        state += Rows * TileColumns * Lanes;
    }
    for (; column < panel.columns; ++column) {
        panelTile<Rows, 1>(op, panel, row, column, state);
        state += Rows * Lanes;
    }
    return state;
}

void multiplyPanel(const Matmul& op, const Panel& panel) {
    float* state = panel.state;
    for (int64_t row = 0; row < panel.rows; row += TileRows) {
        state = panelRows(op, panel, row, std::min<int64_t>(panel.rows - row, TileRows), state);
    }
}

template <class Weights>
void blocked(const Matmul& op, int64_t first, int64_t last, float* scratch) {
    const int64_t inner = op.x.dim(1);
    Panel panel;
    panel.weights = scratch;
    panel.state = scratch + ColumnGroup * PanelStride;
    for (panel.columnFirst = first; panel.columnFirst < last; panel.columnFirst += ColumnGroup) {
        panel.columns = std::min(ColumnGroup, last - panel.columnFirst);
        for (panel.rowFirst = 0; panel.rowFirst < op.x.dim(0); panel.rowFirst += StateRows) {
            panel.rows = std::min(StateRows, op.x.dim(0) - panel.rowFirst);
            for (panel.innerFirst = 0; panel.innerFirst < inner; panel.innerFirst += PanelInner) {
                panel.inner = std::min(PanelInner, inner - panel.innerFirst);
                panel.first = panel.innerFirst == 0;
                panel.last = panel.innerFirst + panel.inner == inner;
                for (int64_t c = 0; c < panel.columns; ++c) {
                    decode<Weights>(op.weight, panel.columnFirst + c, panel.innerFirst, panel.inner,
                                    scratch + c * PanelStride);
                }
                multiplyPanel(op, panel);
            }
        }
    }
}

template <class Weights>
void multiplyTyped(const Matmul& op, int64_t first, int64_t last, std::byte* scratch) {
    if (scratch == nullptr) {
        direct<Weights>(op, first, last);
    } else {
        blocked<Weights>(op, first, last, reinterpret_cast<float*>(scratch));
    }
}

void multiply(const Matmul& op, int64_t first, int64_t last, std::byte* scratch) {
    switch (op.weight.type) {
        case Type::F32: multiplyTyped<Row<Type::F32>>(op, first, last, scratch); return;
        case Type::BF16: multiplyTyped<Row<Type::BF16>>(op, first, last, scratch); return;
        case Type::F16: multiplyTyped<Row<Type::F16>>(op, first, last, scratch); return;
        case Type::F8E4M3: multiplyTyped<Row<Type::F8E4M3>>(op, first, last, scratch); return;
        case Type::I32: return;  // refused by the checked entry
        default: multiplyTyped<BlockRow>(op, first, last, scratch); return;
    }
}

size_t scratchBytes(const Matmul& op) {
    if (op.x.dim(0) <= 2 * DirectRows || op.x.dim(1) == 0) return 0;
    return static_cast<size_t>(ColumnGroup * (PanelStride + StateRows * Lanes)) * sizeof(float);
}

const char* target() {
    return hwy::TargetName(HWY_TARGET);
}

}  // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu {

HWY_EXPORT(multiply);
HWY_EXPORT(scratchBytes);
HWY_EXPORT(target);

size_t multiplyScratch(const Matmul& op) {
    return HWY_DYNAMIC_DISPATCH(scratchBytes)(op);
}

void multiplyColumns(const Matmul& op, int64_t first, int64_t last, std::byte* scratch) {
    HWY_DYNAMIC_DISPATCH(multiply)(op, first, last, scratch);
}

const char* simdTarget() {
    return HWY_DYNAMIC_DISPATCH(target)();
}

}  // namespace kernels::cpu
#endif
