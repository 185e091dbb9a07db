#include "kernels/ops/tensor.h"

#include <iterator>

#include "kernels/base/check.h"

namespace kernels {
namespace {

struct Format {
    const char* name;
    BlockOf block;
};

// In the order of Type.
constexpr Format Formats[] = {
    {"F32", {1, 4}},        {"F16", {1, 2}},      {"BF16", {1, 2}},     {"F8_E4M3", {1, 1}},
    {"I32", {1, 4}},        {"Q8_0", {32, 34}},   {"Q4_0", {32, 18}},   {"Q4_1", {32, 20}},
    {"Q5_0", {32, 22}},     {"Q5_1", {32, 24}},   {"Q2_K", {256, 84}},  {"Q3_K", {256, 110}},
    {"Q4_K", {256, 144}},   {"Q5_K", {256, 176}}, {"Q6_K", {256, 210}}, {"IQ4_NL", {32, 18}},
    {"IQ4_XS", {256, 136}}, {"MXFP4", {32, 17}},
};
static_assert(std::size(Formats) == static_cast<size_t>(Type::MXFP4) + 1);

const Format& format(Type type) {
    CHECK(static_cast<size_t>(type) < std::size(Formats), "no such type of numbers");
    return Formats[static_cast<size_t>(type)];
}

void packStrides(Tensor& tensor) {
    int64_t step = 1;
    for (int i = tensor.rank - 1; i >= 0; --i) {
        tensor.stride[static_cast<size_t>(i)] = step;
        step *= tensor.dim(i);
    }
}

// Whether dimensions `from`, from + 1, ... lie without gaps. A dimension of one element has no stride to
// speak of.
bool packedFrom(const Tensor& tensor, int from) {
    int64_t step = 1;
    for (int i = tensor.rank - 1; i >= from; --i) {
        if (tensor.dim(i) != 1 && tensor.stride[static_cast<size_t>(i)] != step) return false;
        step *= tensor.dim(i);
    }
    return true;
}

}  // namespace

const char* nameOf(Type type) {
    return format(type).name;
}

BlockOf blockOf(Type type) {
    return format(type).block;
}

size_t bytesOf(Type type) {
    CHECK(!isBlocked(type), "bytesOf: a block type has no bytes of one element");
    return static_cast<size_t>(format(type).block.bytes);
}

int64_t bytesOf(Type type, int64_t elements) {
    const BlockOf block = format(type).block;
    CHECK(elements % block.elements == 0, "bytesOf: not a whole number of blocks");
    return elements / block.elements * block.bytes;
}

Tensor Tensor::of(void* data, Type type, std::initializer_list<int64_t> shape) {
    CHECK(shape.size() >= 1 && shape.size() <= static_cast<size_t>(MaxRank), "Tensor::of: rank 1 to 4");
    Tensor tensor;
    tensor.data = static_cast<std::byte*>(data);
    tensor.type = type;
    for (const int64_t size : shape) {
        CHECK(size >= 0, "Tensor::of: negative dimension");
        tensor.shape[static_cast<size_t>(tensor.rank++)] = size;
    }
    packStrides(tensor);
    return tensor;
}

int64_t Tensor::elements() const {
    if (rank == 0) return 0;
    int64_t count = 1;
    for (int i = 0; i < rank; ++i) count *= dim(i);
    return count;
}

bool Tensor::contiguous() const {
    return elements() == 0 || packedFrom(*this, 0);
}

Tensor Tensor::rows(int64_t first, int64_t count) const {
    CHECK(rank >= 1 && first >= 0 && count >= 0 && first + count <= dim(0), "Tensor::rows: outside");
    Tensor part = *this;
    part.shape[0] = count;
    if (data != nullptr) part.data += bytesOf(type, first * stride[0]);
    if (scales != nullptr) {
        CHECK(rank == 2 && first % ScaleBlock == 0,
              "Tensor::rows: scaled FP8 is cut at multiples of 128 only");
        part.scales += first / ScaleBlock * ((dim(1) + ScaleBlock - 1) / ScaleBlock);
    }
    return part;
}

Tensor Tensor::columns(int64_t first, int64_t count) const {
    CHECK(rank >= 1 && first >= 0 && count >= 0 && first + count <= dim(rank - 1),
          "Tensor::columns: outside");
    CHECK(scales == nullptr, "Tensor::columns: not for scaled FP8");
    CHECK(count % blockOf(type).elements == 0, "Tensor::columns: cuts a block");
    Tensor part = *this;
    part.shape[static_cast<size_t>(rank - 1)] = count;
    if (data != nullptr) part.data += bytesOf(type, first);
    return part;
}

Tensor Tensor::as(std::initializer_list<int64_t> newShape) const {
    Tensor seen = of(data, type, newShape);
    CHECK(seen.elements() == elements(), "Tensor::as: another number of elements");
    CHECK(scales == nullptr || seen.shape == shape, "Tensor::as: not for scaled FP8");
    seen.scales = scales;
    if (contiguous()) return seen;
    // Rows with gaps between them may still be seen otherwise row by row: [t, h * d] as [t, h, d] and back.
    CHECK(seen.dim(0) == dim(0) && packedFrom(*this, 1), "Tensor::as: the data has gaps inside a row");
    seen.stride[0] = stride[0];
    return seen;
}

}  // namespace kernels
