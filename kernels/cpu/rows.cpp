#include "kernels/cpu/rows.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/base/check.h"
#include "kernels/cpu/row_math.h"
#include "kernels/quant/decode.h"

namespace kernels::cpu {

void embed(Pool& pool, const Embed& op) {
    const auto width = static_cast<size_t>(op.table.dim(1));
    pool.parallelFor(op.ids.dim(0), grainOf(op.table.dim(1) * 8), [&](int64_t first, int64_t last, int) {
        for (int64_t token = first; token < last; ++token) {
            const int32_t id = op.ids.at<int32_t>()[token];
            CHECK(id >= 0 && id < op.table.dim(0), "Embed: token id outside the vocabulary");
            decodeRow(op.table, id, 0, {op.out.row<float>(token), width});
        }
    });
}

void rmsNorm(Pool& pool, const RmsNorm& op) {
    pool.parallelFor(op.x.dim(0), grainOf(op.x.dim(1) * 4), [&](int64_t first, int64_t last, int) {
        for (int64_t row = first; row < last; ++row) {
            normaliseRow(op.x.row<float>(row), op.weight, op.epsilon, op.out.row<float>(row));
        }
    });
}

void rope(Pool& pool, const Rope& op) {
    const int64_t pairs = op.x.dim(2) / 2;
    const float* frequency = op.inverseFrequency.at<float>();
    const int64_t work = pairs * (500 + op.x.dim(1) * 10);
    pool.parallelFor(op.x.dim(0), grainOf(work), [&](int64_t first, int64_t last, int worker) {
        auto* turn =
            reinterpret_cast<float*>(pool.scratch(worker, static_cast<size_t>(2 * pairs) * sizeof(float)));
        for (int64_t token = first; token < last; ++token) {
            // In double: at position 163,839 an F32 angle would be off by a hundredth.
            const double position = op.positions.at<int32_t>()[token];
            for (int64_t pair = 0; pair < pairs; ++pair) {
                turn[2 * pair] = static_cast<float>(std::cos(position * frequency[pair]) * op.magnitude);
                turn[2 * pair + 1] = static_cast<float>(std::sin(position * frequency[pair]) * op.magnitude);
            }
            for (int64_t head = 0; head < op.x.dim(1); ++head) {
                rotateRow(op.x.row<float>(token) + head * op.x.stride[1], turn, pairs, op.halves);
            }
        }
    });
}

void gather(Pool& pool, const Gather& op) {
    pool.parallelFor(op.index.dim(0), grainOf(op.x.dim(1) * 4), [&](int64_t first, int64_t last, int) {
        for (int64_t i = first; i < last; ++i) {
            const int32_t from = op.index.at<int32_t>()[i];
            CHECK(from >= 0 && from < op.x.dim(0), "Gather: index outside x");
            std::copy_n(op.x.row<float>(from), op.x.dim(1), op.out.row<float>(i));
        }
    });
}

void swiGlu(Pool& pool, const SwiGlu& op) {
    pool.parallelFor(op.gate.dim(0), grainOf(op.gate.dim(1) * 16), [&](int64_t first, int64_t last, int) {
        for (int64_t row = first; row < last; ++row) {
            gateRow(op.gate.row<float>(row), op.up.row<float>(row), op.gate.dim(1), op.out.row<float>(row));
        }
    });
}

void combine(Pool& pool, const Combine& op) {
    const int64_t chosen = op.position.dim(1);
    pool.parallelFor(op.out.dim(0), grainOf(op.out.dim(1) * chosen * 4),
                     [&](int64_t first, int64_t last, int) {
                         for (int64_t token = first; token < last; ++token) {
                             for (int64_t k = 0; k < chosen; ++k) {
                                 const int32_t from = op.position.row<int32_t>(token)[k];
                                 CHECK(from >= 0 && from < op.x.dim(0), "Combine: position outside x");
                                 addScaledRow(op.x.row<float>(from), op.weight.row<float>(token)[k],
                                              op.out.dim(1), op.out.row<float>(token));
                             }
                         }
                     });
}

void add(Pool& pool, const Add& op) {
    pool.parallelFor(op.x.dim(0), grainOf(op.x.dim(1) * 4), [&](int64_t first, int64_t last, int) {
        for (int64_t row = first; row < last; ++row) {
            addRow(op.x.row<float>(row), op.y.row<float>(row), op.x.dim(1), op.out.row<float>(row));
        }
    });
}

}  // namespace kernels::cpu
