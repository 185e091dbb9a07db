#include "kernels/reference/matmul.h"

#include <vector>

#include "kernels/base/check.h"
#include "kernels/quant/decode.h"

namespace kernels::reference {
namespace {

double dot(const float* x, const std::vector<float>& weight) {
    double sum = 0;
    for (size_t i = 0; i < weight.size(); ++i) sum += static_cast<double>(x[i]) * weight[i];
    return sum;
}

}  // namespace

void matmul(const Matmul& op) {
    std::vector<float> weight(static_cast<size_t>(op.x.dim(1)));
    for (int64_t column = 0; column < op.weight.dim(0); ++column) {
        decodeRow(op.weight, column, 0, weight);
        for (int64_t row = 0; row < op.x.dim(0); ++row) {
            float& out = op.out.row<float>(row)[column];
            const double before = op.accumulate ? out : 0.0;
            out = static_cast<float>(before + dot(op.x.row<float>(row), weight));
        }
    }
}

void headMatmul(const HeadMatmul& op) {
    const int64_t inner = op.x.dim(2);
    const int64_t columns = op.out.dim(2);
    std::vector<float> matrix(static_cast<size_t>(inner * columns));
    for (int64_t head = 0; head < op.x.dim(1); ++head) {
        Tensor weight = op.weight;
        weight.data = weight.rowData(head);
        weight.rank = 2;
        weight.shape = {op.weight.dim(1), op.weight.dim(2)};
        weight.stride = {op.weight.stride[1], 1};
        decodeAll(weight, matrix);
        for (int64_t token = 0; token < op.x.dim(0); ++token) {
            const float* x = op.x.row<float>(token) + head * op.x.stride[1];
            float* out = op.out.row<float>(token) + head * op.out.stride[1];
            for (int64_t column = 0; column < columns; ++column) {
                double sum = 0;
                for (int64_t i = 0; i < inner; ++i) {
                    const int64_t at = op.transposed ? i * columns + column : column * inner + i;
                    sum += static_cast<double>(x[i]) * matrix[static_cast<size_t>(at)];
                }
                out[column] = static_cast<float>(sum);
            }
        }
    }
}

void groupedMatmul(const GroupedMatmul& op) {
    const int32_t* rowStart = op.rowStart.at<int32_t>();
    for (size_t expert = 0; expert < op.weights.size(); ++expert) {
        const int64_t first = rowStart[expert];
        const int64_t last = rowStart[expert + 1];
        CHECK(first >= 0 && first <= last && last <= op.x.dim(0),
              "GroupedMatmul: rowStart must rise within x");
        matmul({op.x.rows(first, last - first), op.weights[expert], op.out.rows(first, last - first)});
    }
}

}  // namespace kernels::reference
