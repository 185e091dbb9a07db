#include "engine/run/sampler.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/base/check.h"

namespace engine {
namespace {

constexpr float MaxTemperature = 100.0F;
constexpr float GreedyBelow = 1e-6F;  // a division by less could leave the range of float

uint64_t freshSeed() {
    std::random_device device;
    return (uint64_t{device()} << 32) ^ device();
}

base::Result<> range(const char* name, double value, double low, double high, bool lowOpen) {
    const bool inside = lowOpen ? value > low : value >= low;
    if (std::isfinite(value) && inside && value <= high) return {};
    return base::failure(base::Code::Invalid, fmt::format("{} is {}, but must be {} {} and at most {}", name,
                                                          value, lowOpen ? "over" : "at least", low, high));
}

}  // namespace

base::Result<> Sampler::check(const Sampling& settings) {
    TRY(range("temperature", settings.temperature, 0, MaxTemperature, false));
    TRY(range("top-p", settings.topP, 0, 1, true));
    TRY(range("top-k", settings.topK, 0, 1e9, false));
    TRY(range("min-p", settings.minP, 0, 1, false));
    TRY(range("repetition penalty", settings.repetitionPenalty, 0, 100, true));
    return {};
}

Sampler::Sampler(const Sampling& settings, int vocabulary)
    : settings_(settings),
      vocabulary_(vocabulary),
      random_(settings.seed ? *settings.seed : freshSeed()),
      seen_(static_cast<size_t>(vocabulary), 0) {}

void Sampler::saw(int token) {
    if (token >= 0 && token < vocabulary_) seen_[static_cast<size_t>(token)] = 1;
}

base::Result<int> Sampler::choose(std::span<const float> logits) {
    CHECK(logits.size() >= static_cast<size_t>(vocabulary_),
          "a row of logits is shorter than the vocabulary");
    candidates_.resize(static_cast<size_t>(vocabulary_));
    sorted_ = 0;
    for (size_t i = 0; i < candidates_.size(); ++i) {
        if (!std::isfinite(logits[i]))
            return base::failure(base::Code::Numeric,
                                 fmt::format("the score of token {} is {}", i, logits[i]));
        candidates_[i] = {logits[i], static_cast<int>(i)};
    }
    penalise();
    if (settings_.temperature <= GreedyBelow) return candidates_[sortedTop(1) - 1].token;
    for (Candidate& candidate : candidates_) candidate.logit /= settings_.temperature;

    size_t count = candidates_.size();
    if (settings_.topK > 0) count = std::min(count, static_cast<size_t>(settings_.topK));
    if (settings_.topP < 1)
        count = keepTopP(count);
    else if (count < candidates_.size())
        count = sortedTop(count);
    return draw(count);
}

// As in CTRL (arXiv 1909.05858): a seen token's score moves away from being chosen, whatever its sign.
void Sampler::penalise() {
    const float penalty = settings_.repetitionPenalty;
    if (penalty == 1.0F) return;
    for (size_t i = 0; i < candidates_.size(); ++i) {
        if (!seen_[i]) continue;
        float& logit = candidates_[i].logit;
        logit = logit < 0 ? logit * penalty : logit / penalty;
    }
}

// Puts the best `wanted` in front, in order; equal scores by the lower token. Returns how many there are.
size_t Sampler::sortedTop(size_t wanted) {
    wanted = std::min(wanted, candidates_.size());
    if (wanted <= sorted_) return wanted;
    std::partial_sort(candidates_.begin() + static_cast<ptrdiff_t>(sorted_),
                      candidates_.begin() + static_cast<ptrdiff_t>(wanted), candidates_.end(),
                      [](const Candidate& a, const Candidate& b) {
                          return a.logit != b.logit ? a.logit > b.logit : a.token < b.token;
                      });
    sorted_ = wanted;
    return wanted;
}

// The fewest best candidates among the first `count` whose probabilities reach top-p. Sorts in growing
// portions: mostly a handful is enough, out of a hundred thousand.
size_t Sampler::keepTopP(size_t count) {
    size_t have = count < candidates_.size() ? sortedTop(count) : sortedTop(std::min<size_t>(count, 64));
    const float best = candidates_.front().logit;
    double total = 0;
    for (size_t i = 0; i < count; ++i) total += std::exp(static_cast<double>(candidates_[i].logit - best));
    double sum = 0;
    for (size_t i = 0; i < count; ++i) {
        if (i == have) have = sortedTop(std::min(count, have * 4));
        sum += std::exp(static_cast<double>(candidates_[i].logit - best));
        if (sum >= settings_.topP * total) return i + 1;
    }
    return count;
}

int Sampler::draw(size_t count) {
    const auto end = candidates_.begin() + static_cast<ptrdiff_t>(count);
    const float best = std::max_element(candidates_.begin(), end, [](const Candidate& a, const Candidate& b) {
                           return a.logit < b.logit;
                       })->logit;
    double total = 0;
    for (auto at = candidates_.begin(); at != end; ++at) {
        double weight = std::exp(static_cast<double>(at->logit - best));
        if (weight < settings_.minP) weight = 0;  // the best has weight 1
        at->logit = static_cast<float>(weight);
        total += at->logit;
    }
    // 53 random bits: the standard's own distributions differ from library to library.
    const double point = static_cast<double>(random_() >> 11) * 0x1.0p-53 * total;
    double sum = 0;
    int last = candidates_.front().token;
    for (auto at = candidates_.begin(); at != end; ++at) {
        if (at->logit <= 0) continue;
        sum += at->logit;
        last = at->token;
        if (point < sum) return last;
    }
    return last;
}

}  // namespace engine
