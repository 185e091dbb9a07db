// A view of numbers somebody else owns: type, shape, strides. A value; copying copies the view, not the data.
//
// Shapes are written beside every field as [outermost, ..., innermost]. The innermost dimension is always
// contiguous. FP8 weights carry their block scales with them: value = e4m3 * scales[row / 128][column / 128]
// (DeepSeek-V3 technical report, section 3.3; "weight_scale_inv" in the checkpoints).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace kernels {

enum class Type : uint8_t { F32, F16, BF16, F8E4M3, I32 };

// Bytes of one element.
size_t bytesOf(Type type);

struct Tensor {
    static constexpr int MaxRank = 4;
    static constexpr int64_t ScaleBlock = 128;

    std::byte* data = nullptr;
    Type type = Type::F32;
    int rank = 0;
    std::array<int64_t, MaxRank> shape{};
    std::array<int64_t, MaxRank> stride{};  // in elements; stride[rank - 1] == 1
    const float* scales = nullptr;          // F8E4M3 only: [ceil(rows / 128), ceil(columns / 128)]

    // A contiguous view of `shape` at `data`.
    static Tensor of(void* data, Type type, std::initializer_list<int64_t> shape);
    static Tensor of(const void* data, Type type, std::initializer_list<int64_t> shape) {
        return of(const_cast<void*>(data), type, shape);  // weights are mapped read-only and never written
    }

    bool empty() const { return data == nullptr; }
    int64_t dim(int index) const { return shape[static_cast<size_t>(index)]; }
    int64_t elements() const;
    bool contiguous() const;
    // Rows [first, first + count) of the outermost dimension. Not for scaled FP8 unless first is a multiple
    // of 128.
    Tensor rows(int64_t first, int64_t count) const;
    // Columns [first, first + count) of the innermost dimension. Not for scaled FP8.
    Tensor columns(int64_t first, int64_t count) const;
    // The same contiguous data seen in another shape.
    Tensor as(std::initializer_list<int64_t> newShape) const;

    template <class T>
    T* row(int64_t index) const {  // rank 2 (or the outermost index of any rank)
        return reinterpret_cast<T*>(data) + index * stride[0];
    }
    template <class T>
    T* at() const {
        return reinterpret_cast<T*>(data);
    }
};

}  // namespace kernels
