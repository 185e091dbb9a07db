#include "kernels/cpu/matmul.h"

#include <algorithm>
#include <vector>

#include "kernels/base/check.h"
#include "kernels/cpu/dot.h"
#include "kernels/cpu/head_mix.h"

namespace kernels::cpu {
namespace {

// Of one weight, read once: its bytes, or decoding it where it lies in a block.
int64_t workOf(Type type) {
    return isBlocked(type) ? 2 : static_cast<int64_t>(bytesOf(type));
}

// Work of one column, as grainOf counts it.
int64_t columnWork(const Matmul& op) {
    const int64_t inner = op.x.dim(1);
    return inner * std::max(op.x.dim(0), workOf(op.weight.type));
}

// Columns per piece: enough work, and whole tiles or whole panels.
int64_t columnGrain(const Matmul& op) {
    const int64_t unit = multiplyScratch(op) > 0 ? ColumnGroup : 4;
    return (grainOf(columnWork(op)) + unit - 1) / unit * unit;
}

void multiply(Pool& pool, const Matmul& op, int64_t first, int64_t last, int worker) {
    const size_t bytes = multiplyScratch(op);
    multiplyColumns(op, first, last, bytes > 0 ? pool.scratch(worker, bytes) : nullptr);
}

Tensor headOf(const Tensor& tensor, int64_t head) {  // [tokens, heads, width] to [tokens, width]
    Tensor part = tensor;
    if (part.data != nullptr)
        part.data += head * tensor.stride[1] * static_cast<int64_t>(bytesOf(tensor.type));
    part.rank = 2;
    part.shape = {tensor.dim(0), tensor.dim(2)};
    part.stride = {tensor.stride[0], 1};
    return part;
}

Tensor matrixOf(const Tensor& tensor, int64_t head) {  // [heads, rows, columns] to [rows, columns]
    Tensor part = tensor;
    if (part.data != nullptr) part.data = tensor.rowData(head);
    part.rank = 2;
    part.shape = {tensor.dim(1), tensor.dim(2)};
    part.stride = {tensor.stride[1], 1};
    return part;
}

// Some columns of one expert's product.
struct Piece {
    size_t expert;
    int64_t first, last;
};

}  // namespace

void matmul(Pool& pool, const Matmul& op) {
    pool.parallelFor(op.out.dim(1), columnGrain(op), [&](int64_t first, int64_t last, int worker) {
        multiply(pool, op, first, last, worker);
    });
}

void headMatmul(Pool& pool, const HeadMatmul& op) {
    const int64_t work = op.x.dim(0) * op.x.dim(2) * op.out.dim(2);
    pool.parallelFor(op.x.dim(1), grainOf(work), [&](int64_t first, int64_t last, int worker) {
        for (int64_t head = first; head < last; ++head) {
            const Matmul one{headOf(op.x, head), matrixOf(op.weight, head), headOf(op.out, head)};
            if (op.transposed) {
                mixHead(one.x, one.weight, one.out, pool.scratch(worker, mixScratch(one.x)));
            } else {
                multiply(pool, one, 0, one.out.dim(1), worker);
            }
        }
    });
}

void groupedMatmul(Pool& pool, const GroupedMatmul& op) {
    const int32_t* rowStart = op.rowStart.at<int32_t>();
    std::vector<Matmul> products(op.weights.size());
    std::vector<Piece> pieces;
    int64_t work = 0;
    for (size_t expert = 0; expert < op.weights.size(); ++expert) {
        const int64_t first = rowStart[expert];
        const int64_t rows = rowStart[expert + 1] - first;
        CHECK(first >= 0 && rows >= 0 && first + rows <= op.x.dim(0),
              "GroupedMatmul: rowStart must rise within x");
        if (rows == 0) continue;
        Matmul& product =
            products[expert] = {op.x.rows(first, rows), op.weights[expert], op.out.rows(first, rows)};
        const int64_t columns = op.out.dim(1);
        const int64_t grain = columnGrain(product);
        work += columnWork(product) * columns;
        for (int64_t column = 0; column < columns; column += grain) {
            pieces.push_back({expert, column, std::min(column + grain, columns)});
        }
    }
    const auto count = static_cast<int64_t>(pieces.size());
    pool.parallelFor(count, grainOf(work / std::max<int64_t>(count, 1)),
                     [&](int64_t first, int64_t last, int worker) {
                         for (int64_t i = first; i < last; ++i) {
                             const Piece& piece = pieces[static_cast<size_t>(i)];
                             multiply(pool, products[piece.expert], piece.first, piece.last, worker);
                         }
                     });
}

}  // namespace kernels::cpu
