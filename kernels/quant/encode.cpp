#include "kernels/quant/encode.h"

#include <algorithm>
#include <cmath>

#include "kernels/base/check.h"
#include "kernels/ops/tensor.h"
#include "kernels/quant/formats.h"

namespace kernels {
namespace {

constexpr int64_t Block = Tensor::ScaleBlock;

struct BlockArea {
    int64_t rowFrom, rowTo, columnFrom, columnTo;
};

float largest(std::span<const float> values, int64_t columns, const BlockArea& area) {
    float most = 0.0F;
    for (int64_t row = area.rowFrom; row < area.rowTo; ++row) {
        for (int64_t column = area.columnFrom; column < area.columnTo; ++column) {
            most = std::max(most, std::abs(values[static_cast<size_t>(row * columns + column)]));
        }
    }
    return most;
}

}  // namespace

void encodeBf16(std::span<const float> from, std::span<uint16_t> to) {
    CHECK(from.size() == to.size(), "encodeBf16: sizes differ");
    std::transform(from.begin(), from.end(), to.begin(), [](float value) { return encodeBf16(value); });
}

void encodeF16(std::span<const float> from, std::span<uint16_t> to) {
    CHECK(from.size() == to.size(), "encodeF16: sizes differ");
    std::transform(from.begin(), from.end(), to.begin(), [](float value) { return encodeF16(value); });
}

Fp8Blocks encodeFp8Blocks(std::span<const float> values, int64_t rows, int64_t columns) {
    CHECK(static_cast<int64_t>(values.size()) == rows * columns,
          "encodeFp8Blocks: another number of elements");
    Fp8Blocks result;
    result.codes.resize(values.size());
    for (int64_t rowFrom = 0; rowFrom < rows; rowFrom += Block) {
        for (int64_t columnFrom = 0; columnFrom < columns; columnFrom += Block) {
            const BlockArea area{rowFrom, std::min(rowFrom + Block, rows), columnFrom,
                                 std::min(columnFrom + Block, columns)};
            const float most = largest(values, columns, area);
            const float scale = most > 0.0F ? most / E4m3Max : 1.0F;
            result.scales.push_back(scale);
            for (int64_t row = area.rowFrom; row < area.rowTo; ++row) {
                for (int64_t column = area.columnFrom; column < area.columnTo; ++column) {
                    const auto i = static_cast<size_t>(row * columns + column);
                    result.codes[i] = encodeE4m3(values[i] / scale);
                }
            }
        }
    }
    return result;
}

}  // namespace kernels
