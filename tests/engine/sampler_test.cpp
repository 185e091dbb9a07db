#include "engine/run/sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>

namespace {

using engine::Sampler;
using engine::Sampling;

std::map<int, int> drawn(const Sampling& settings, const std::vector<float>& logits, int times) {
    Sampler sampler(settings, static_cast<int>(logits.size()));
    std::map<int, int> counts;
    for (int i = 0; i < times; ++i) ++counts[*sampler.choose(logits)];
    return counts;
}

TEST(Sampler, GreedyTakesTheLowestOfEquals) {
    Sampler sampler({}, 5);
    EXPECT_EQ(*sampler.choose(std::vector<float>{1, 3, 2, 3, 3}), 1);
    EXPECT_EQ(*sampler.choose(std::vector<float>{-1, -3, -2, -3, -1}), 0);
}

TEST(Sampler, PaddingRowsAreNeverChosen) {
    Sampler greedy({}, 3);
    EXPECT_EQ(*greedy.choose(std::vector<float>{1, 2, 3, 99, 100}), 2);
    const auto nan = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(*greedy.choose(std::vector<float>{1, 2, 3, nan}), 2);
}

TEST(Sampler, NumbersThatAreNotFiniteAreAnError) {
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                            -std::numeric_limits<float>::infinity()}) {
        Sampler sampler({}, 3);
        const auto chosen = sampler.choose(std::vector<float>{1, bad, 2});
        ASSERT_FALSE(chosen);
        EXPECT_EQ(chosen.error().code, base::Code::Numeric);
        EXPECT_NE(chosen.error().message.find("token 1"), std::string::npos);
    }
}

TEST(Sampler, DrawsInProportion) {
    const std::vector<float> logits{std::log(0.5F), std::log(0.3F), std::log(0.2F)};
    const int times = 20000;
    auto counts = drawn({.temperature = 1, .seed = 1}, logits, times);
    const double expected[] = {0.5, 0.3, 0.2};
    for (int i = 0; i < 3; ++i) EXPECT_NEAR(counts[i] / static_cast<double>(times), expected[i], 0.015);
    // Temperature 2 takes square roots of the probabilities.
    counts = drawn({.temperature = 2, .seed = 2}, logits, times);
    const double sum = std::sqrt(0.5) + std::sqrt(0.3) + std::sqrt(0.2);
    for (int i = 0; i < 3; ++i)
        EXPECT_NEAR(counts[i] / static_cast<double>(times), std::sqrt(expected[i]) / sum, 0.015);
}

TEST(Sampler, CutsKeepWhatTheirDefinitionSays) {
    const std::vector<float> logits{std::log(0.05F), std::log(0.4F), std::log(0.3F), std::log(0.2F),
                                    std::log(0.05F)};
    const auto kept = [&](const Sampling& settings) {
        std::vector<int> tokens;
        for (const auto& [token, count] : drawn(settings, logits, 3000)) tokens.push_back(token);
        return tokens;
    };
    EXPECT_EQ(kept({.temperature = 1, .topK = 2, .seed = 1}), (std::vector{1, 2}));
    EXPECT_EQ(kept({.temperature = 1, .topP = 0.5F, .seed = 1}), (std::vector{1, 2}));
    EXPECT_EQ(kept({.temperature = 1, .topP = 0.39F, .seed = 1}), (std::vector{1}));
    EXPECT_EQ(kept({.temperature = 1, .topP = 0.89F, .seed = 1}), (std::vector{1, 2, 3}));
    EXPECT_EQ(kept({.temperature = 1, .minP = 0.45F, .seed = 1}), (std::vector{1, 2, 3}));
    EXPECT_EQ(kept({.temperature = 1, .minP = 0.6F, .seed = 1}), (std::vector{1, 2}));
    EXPECT_EQ(kept({.temperature = 1, .topP = 0.6F, .topK = 4, .minP = 0.8F, .seed = 1}), (std::vector{1}));
    EXPECT_EQ(kept({.temperature = 1, .topK = 100, .seed = 1}).size(), 5U);
}

TEST(Sampler, TopPOfManyTokensAgreesWithSortingThemAll) {
    std::vector<float> logits(5000);
    for (size_t i = 0; i < logits.size(); ++i) logits[i] = static_cast<float>((i * 7919) % 5000) / 500.0F;
    double total = 0;
    for (const float logit : logits) total += std::exp(logit);
    auto sorted = logits;
    std::sort(sorted.rbegin(), sorted.rend());
    double sum = 0;
    size_t kept = 0;
    while (sum < 0.9 * total) sum += std::exp(sorted[kept++]);
    const float least = sorted[kept - 1];
    for (const auto& [token, count] : drawn({.temperature = 1, .topP = 0.9F, .seed = 3}, logits, 300))
        EXPECT_GE(logits[static_cast<size_t>(token)], least - 1e-3F);
}

TEST(Sampler, TheSameSeedSaysTheSame) {
    std::vector<float> logits(50);
    for (size_t i = 0; i < logits.size(); ++i) logits[i] = std::sin(static_cast<float>(i));
    const Sampling settings{.temperature = 0.9F, .topP = 0.95F, .seed = 42};
    Sampler first(settings, 50);
    Sampler second(settings, 50);
    Sampler other({.temperature = 0.9F, .topP = 0.95F, .seed = 43}, 50);
    int differences = 0;
    for (int i = 0; i < 100; ++i) {
        const int token = *first.choose(logits);
        EXPECT_EQ(token, *second.choose(logits));
        if (token != *other.choose(logits)) ++differences;
    }
    EXPECT_GT(differences, 50);
}

TEST(Sampler, RepetitionPenaltyMovesSeenTokensAwayWhateverTheirSign) {
    Sampler positive({.repetitionPenalty = 2}, 3);
    positive.saw(0);
    EXPECT_EQ(*positive.choose(std::vector<float>{3, 2, 1}), 1);
    Sampler negative({.repetitionPenalty = 2}, 3);
    negative.saw(0);
    EXPECT_EQ(*negative.choose(std::vector<float>{-2, -3, -5}), 1);
    Sampler none({}, 3);
    none.saw(0);
    EXPECT_EQ(*none.choose(std::vector<float>{3, 2, 1}), 0);
}

TEST(Sampler, ATinyTemperatureIsGreedy) {
    EXPECT_EQ(drawn({.temperature = 1e-30F, .seed = 1}, {1, 5, 2}, 10).size(), 1U);
    EXPECT_EQ(drawn({.temperature = 1e-5F, .seed = 1}, {1, 5, 2}, 10).begin()->first, 1);
}

TEST(Sampler, RefusesSettingsOutOfRangeByName) {
    const auto words = [](const Sampling& settings) {
        const auto result = Sampler::check(settings);
        return result ? std::string("accepted") : result.error().message;
    };
    const float nan = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(words({}), "accepted");
    EXPECT_NE(words({.temperature = -1}).find("temperature"), std::string::npos);
    EXPECT_NE(words({.temperature = nan}).find("temperature"), std::string::npos);
    EXPECT_NE(words({.topP = 0}).find("top-p"), std::string::npos);
    EXPECT_NE(words({.topP = 1.5F}).find("top-p"), std::string::npos);
    EXPECT_NE(words({.topK = -3}).find("top-k"), std::string::npos);
    EXPECT_NE(words({.minP = 2}).find("min-p"), std::string::npos);
    EXPECT_NE(words({.repetitionPenalty = 0}).find("repetition"), std::string::npos);
}

}  // namespace
