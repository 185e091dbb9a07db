// How far two rows of logits are apart: as numbers, and as what they say about the next token.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace testing_engine {

// Largest difference over the range of what is expected; NaN where one is not finite.
inline double relativeError(std::span<const float> got, std::span<const float> expected) {
    const auto [low, high] = std::minmax_element(expected.begin(), expected.end());
    double worst = got.size() == expected.size() ? 0 : NAN;
    for (size_t i = 0; i < got.size() && i < expected.size(); ++i) {
        const double difference = std::abs(static_cast<double>(got[i]) - expected[i]);
        worst = difference <= worst ? worst : std::isfinite(difference) ? std::max(worst, difference) : NAN;
    }
    return worst / (static_cast<double>(*high) - *low);
}

inline std::vector<double> probabilities(std::span<const float> logits) {
    const double top = *std::max_element(logits.begin(), logits.end());
    std::vector<double> result(logits.size());
    double sum = 0;
    for (size_t i = 0; i < logits.size(); ++i) sum += result[i] = std::exp(logits[i] - top);
    for (double& one : result) one /= sum;
    return result;
}

// Kullback-Leibler divergence of `got` from `expected`, in nats: the largest over rows of that width.
//
// Summed as p * (r - 1 - log r), r = q / p: the same sum, but of terms that are never negative, so that
// differences of a millionth are not lost in rounding.
inline double divergence(std::span<const float> got, std::span<const float> expected, size_t width) {
    double worst = 0;
    for (size_t row = 0; row + width <= expected.size(); row += width) {
        const auto p = probabilities(expected.subspan(row, width));
        const auto q = probabilities(got.subspan(row, width));
        double sum = 0;
        for (size_t i = 0; i < width; ++i) {
            const double more = (q[i] - p[i]) / p[i];
            sum += p[i] * (more - std::log1p(more));
        }
        worst = sum <= worst ? worst : sum;
    }
    return worst;
}

}  // namespace testing_engine
