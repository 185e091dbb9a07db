#include "kernels/reference/rows.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/base/check.h"
#include "kernels/quant/decode.h"

namespace kernels::reference {

void embed(const Embed& op) {
    const auto width = static_cast<size_t>(op.table.dim(1));
    for (int64_t token = 0; token < op.ids.dim(0); ++token) {
        const int32_t id = op.ids.at<int32_t>()[token];
        CHECK(id >= 0 && id < op.table.dim(0), "Embed: token id outside the vocabulary");
        decodeRow(op.table, id, 0, {op.out.row<float>(token), width});
    }
}

void rmsNorm(const RmsNorm& op) {
    const int64_t width = op.x.dim(1);
    std::vector<float> weight(static_cast<size_t>(width));
    decodeRow(op.weight, 0, 0, weight);
    for (int64_t row = 0; row < op.x.dim(0); ++row) {
        const float* x = op.x.row<float>(row);
        float* out = op.out.row<float>(row);
        double squares = 0;
        for (int64_t i = 0; i < width; ++i) squares += static_cast<double>(x[i]) * x[i];
        const double factor = 1.0 / std::sqrt(squares / static_cast<double>(width) + op.epsilon);
        for (int64_t i = 0; i < width; ++i) {
            out[i] = static_cast<float>(x[i] * factor * weight[static_cast<size_t>(i)]);
        }
    }
}

void rope(const Rope& op) {
    const int64_t pairs = op.x.dim(2) / 2;
    const int64_t next = op.halves ? 1 : 2;       // from one pair's first channel to the next pair's
    const int64_t other = op.halves ? pairs : 1;  // from a pair's first channel to its second
    const float* frequency = op.inverseFrequency.at<float>();
    for (int64_t token = 0; token < op.x.dim(0); ++token) {
        const double position = op.positions.at<int32_t>()[token];
        for (int64_t head = 0; head < op.x.dim(1); ++head) {
            float* x = op.x.row<float>(token) + head * op.x.stride[1];
            for (int64_t pair = 0; pair < pairs; ++pair) {
                const double angle = position * frequency[pair];
                const double cosine = std::cos(angle) * op.magnitude;
                const double sine = std::sin(angle) * op.magnitude;
                float& a = x[pair * next];
                float& b = x[pair * next + other];
                const double first = a;
                const double second = b;
                a = static_cast<float>(first * cosine - second * sine);
                b = static_cast<float>(first * sine + second * cosine);
            }
        }
    }
}

void gather(const Gather& op) {
    for (int64_t i = 0; i < op.index.dim(0); ++i) {
        const int32_t from = op.index.at<int32_t>()[i];
        CHECK(from >= 0 && from < op.x.dim(0), "Gather: index outside x");
        std::copy_n(op.x.row<float>(from), op.x.dim(1), op.out.row<float>(i));
    }
}

void swiGlu(const SwiGlu& op) {
    for (int64_t row = 0; row < op.gate.dim(0); ++row) {
        const float* gate = op.gate.row<float>(row);
        const float* up = op.up.row<float>(row);
        float* out = op.out.row<float>(row);
        for (int64_t i = 0; i < op.gate.dim(1); ++i) {
            const double value = gate[i];
            out[i] = static_cast<float>(value / (1.0 + std::exp(-value)) * up[i]);
        }
    }
}

void combine(const Combine& op) {
    for (int64_t token = 0; token < op.position.dim(0); ++token) {
        const int32_t* position = op.position.row<int32_t>(token);
        const float* weight = op.weight.row<float>(token);
        float* out = op.out.row<float>(token);
        for (int64_t k = 0; k < op.position.dim(1); ++k) {
            CHECK(position[k] >= 0 && position[k] < op.x.dim(0), "Combine: position outside x");
        }
        for (int64_t i = 0; i < op.out.dim(1); ++i) {
            double sum = out[i];
            for (int64_t k = 0; k < op.position.dim(1); ++k) {
                sum += static_cast<double>(weight[k]) * op.x.row<float>(position[k])[i];
            }
            out[i] = static_cast<float>(sum);
        }
    }
}

void add(const Add& op) {
    for (int64_t row = 0; row < op.x.dim(0); ++row) {
        const float* x = op.x.row<float>(row);
        const float* y = op.y.row<float>(row);
        float* out = op.out.row<float>(row);
        for (int64_t i = 0; i < op.x.dim(1); ++i) out[i] = x[i] + y[i];
    }
}

}  // namespace kernels::reference
