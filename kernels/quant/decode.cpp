#include "kernels/quant/decode.h"

#include <algorithm>
#include <cstring>

#include "kernels/base/check.h"
#include "kernels/quant/blocks.h"
#include "kernels/quant/formats.h"

namespace kernels {
namespace {

void decodeFp8(const Tensor& weight, int64_t row, int64_t first, std::span<float> out) {
    constexpr int64_t Block = Tensor::ScaleBlock;
    const int64_t width = weight.dim(weight.rank - 1);
    const float* scales = weight.scales + row / Block * ((width + Block - 1) / Block);
    const auto* codes =
        reinterpret_cast<const uint8_t*>(weight.data) + (weight.rank == 2 ? row * weight.stride[0] : 0);
    for (size_t i = 0; i < out.size(); ++i) {
        const int64_t column = first + static_cast<int64_t>(i);
        out[i] = decodeE4m3(codes[column]) * scales[column / Block];
    }
}

// A piece may begin and end inside blocks.
void decodePieces(Type type, const std::byte* row, int64_t first, std::span<float> out) {
    const BlockOf block = blockOf(type);
    while (!out.empty()) {
        float values[LargestBlock];
        const int64_t skipped = first % block.elements;
        const auto count = std::min(static_cast<size_t>(block.elements - skipped), out.size());
        decodeBlocks(type, row + first / block.elements * block.bytes, 1, values);
        std::copy_n(values + skipped, count, out.begin());
        first += static_cast<int64_t>(count);
        out = out.subspan(count);
    }
}

template <class Convert>
void decodeHalves(const std::byte* from, std::span<float> out, Convert convert) {
    for (size_t i = 0; i < out.size(); ++i) {
        uint16_t bits = 0;
        std::memcpy(&bits, from + i * sizeof(bits), sizeof(bits));
        out[i] = convert(bits);
    }
}

}  // namespace

void decodeRow(const Tensor& weight, int64_t row, int64_t first, std::span<float> out) {
    CHECK(weight.rank == 1 || weight.rank == 2, "decodeRow: rank 1 or 2");
    CHECK(row >= 0 && row < (weight.rank == 2 ? weight.dim(0) : 1), "decodeRow: no such row");
    CHECK(first >= 0 && first + static_cast<int64_t>(out.size()) <= weight.dim(weight.rank - 1),
          "decodeRow: outside the row");
    if (out.empty()) return;
    const std::byte* from = weight.rank == 2 ? weight.rowData(row) : weight.data;
    if (isBlocked(weight.type)) {
        decodePieces(weight.type, from, first, out);
        return;
    }
    from += bytesOf(weight.type, first);
    switch (weight.type) {
        case Type::F32: std::memcpy(out.data(), from, out.size_bytes()); return;
        case Type::BF16: decodeHalves(from, out, decodeBf16); return;
        case Type::F16: decodeHalves(from, out, decodeF16); return;
        case Type::F8E4M3:
            CHECK(weight.scales != nullptr, "decodeRow: F8E4M3 without its block scales");
            decodeFp8(weight, row, first, out);
            return;
        default: break;
    }
    CHECK(false, "decodeRow: not a weight type");
}

void decodeAll(const Tensor& weight, std::span<float> out) {
    CHECK(static_cast<int64_t>(out.size()) == weight.elements(), "decodeAll: another number of elements");
    const auto width = static_cast<size_t>(weight.dim(weight.rank - 1));
    const int64_t rows = weight.rank == 2 ? weight.dim(0) : 1;
    for (int64_t row = 0; row < rows; ++row) {
        decodeRow(weight, row, 0, out.subspan(static_cast<size_t>(row) * width, width));
    }
}

}  // namespace kernels
