// A view of numbers somebody else owns: type, shape, strides. A value; copying copies the view, not the data.
//
// Shapes are written beside every field as [outermost, ..., innermost]. The innermost dimension is always
// contiguous. FP8 weights carry their block scales with them: value = e4m3 * scales[row / 128][column / 128]
// (DeepSeek-V3 technical report, section 3.3; "weight_scale_inv" in the checkpoints). Block types hold their
// scales between their numbers: a row is a whole number of blocks (quant/blocks.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace kernels {

// From Q8_0 on: block types, for weights only, named as in GGUF files.
enum class Type : uint8_t {
    F32,
    F16,
    BF16,
    F8E4M3,
    I32,
    Q8_0,
    Q4_0,
    Q4_1,
    Q5_0,
    Q5_1,
    Q2_K,
    Q3_K,
    Q4_K,
    Q5_K,
    Q6_K,
    IQ4_NL,
    IQ4_XS,
    MXFP4,
};

// "BF16", "Q4_K", ...
const char* nameOf(Type type);

// Of how many elements, in how many bytes, a row of this type is made. A plain type has one element a block.
struct BlockOf {
    int64_t elements;
    int64_t bytes;
};
BlockOf blockOf(Type type);
inline bool isBlocked(Type type) {
    return type >= Type::Q8_0;
}
// Bytes of one element of a plain type.
size_t bytesOf(Type type);
// Bytes of `elements`, a whole number of blocks.
int64_t bytesOf(Type type, int64_t elements);

struct Tensor {
    static constexpr int MaxRank = 4;
    static constexpr int64_t ScaleBlock = 128;

    std::byte* data = nullptr;
    Type type = Type::F32;
    int rank = 0;
    std::array<int64_t, MaxRank> shape{};
    std::array<int64_t, MaxRank> stride{};  // in elements, whole blocks; stride[rank - 1] == 1
    const float* scales = nullptr;          // F8E4M3 only: [ceil(rows / 128), ceil(columns / 128)]

    // A contiguous view of `shape` at `data`.
    static Tensor of(void* data, Type type, std::initializer_list<int64_t> shape);
    static Tensor of(const void* data, Type type, std::initializer_list<int64_t> shape) {
        return of(const_cast<void*>(data), type, shape);  // weights are mapped read-only and never written
    }

    bool empty() const { return data == nullptr; }
    int64_t dim(int index) const { return shape[static_cast<size_t>(index)]; }
    int64_t elements() const;
    int64_t bytes() const { return bytesOf(type, elements()); }  // as if without gaps
    bool contiguous() const;
    // Rows [first, first + count) of the outermost dimension. Not for scaled FP8 unless first is a multiple
    // of 128.
    Tensor rows(int64_t first, int64_t count) const;
    // Columns [first, first + count) of the innermost dimension, whole blocks. Not for scaled FP8.
    Tensor columns(int64_t first, int64_t count) const;
    // The same contiguous data seen in another shape.
    Tensor as(std::initializer_list<int64_t> newShape) const;

    // Where a row of the outermost dimension begins, whatever the type.
    std::byte* rowData(int64_t index) const { return data + bytesOf(type, index * stride[0]); }
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
