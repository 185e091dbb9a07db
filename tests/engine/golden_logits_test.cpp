// Logits of tiny random models against those of an independent program (make_golden_logits.py: transformers'
// DeepseekV3ForCausalLM). The error is the largest difference over the range of the case's logits.
#include "tests/engine/tiny_model.h"

#include <algorithm>
#include <cmath>

namespace {

using testing_engine::Golden;
using testing_engine::TinyModel;

// Both sides compute with the same float32 numbers, whatever they are stored as; only the order of sums
// differs.
constexpr double AllowedError = 1e-4;

size_t best(std::span<const float> row) {
    return static_cast<size_t>(std::max_element(row.begin(), row.end()) - row.begin());
}

class GoldenLogits : public ::testing::TestWithParam<std::tuple<std::string, const char*>> {};

TEST_P(GoldenLogits, AgreeWithTheOracle) {
    const auto& [name, device] = GetParam();
    const Golden golden = Golden::read(name);
    auto model = TinyModel::open(testing_engine::goldenFolder() / name, device);
    ASSERT_TRUE(model) << model.error().message;
    const auto logits = (*model)->logits(golden.ids, golden.ids.size());
    ASSERT_EQ(logits.size(), golden.logits.size());

    const auto [low, high] = std::minmax_element(golden.logits.begin(), golden.logits.end());
    double worst = 0;
    for (size_t i = 0; i < logits.size(); ++i)
        worst = std::max(worst, std::abs(static_cast<double>(logits[i]) - golden.logits[i]));
    const double error = worst / (*high - *low);
    RecordProperty("relative_error", std::to_string(error));
    EXPECT_LE(error, AllowedError) << "largest difference over range";
    std::printf("    %s on %s: relative error %.2e\n", name.c_str(), device, error);

    const auto width = static_cast<size_t>(golden.vocabulary);
    for (size_t row = 0; row < golden.ids.size(); ++row)
        EXPECT_EQ(best(std::span(logits).subspan(row * width, width)),
                  best(std::span(golden.logits).subspan(row * width, width)))
            << "most likely next token after token " << row;
}

INSTANTIATE_TEST_SUITE_P(Cases, GoldenLogits,
                         ::testing::Combine(::testing::ValuesIn(testing_engine::goldenCases()),
                                            ::testing::Values("reference", "cpu")),
                         [](const auto& info) {
                             return std::get<0>(info.param) + "_on_" + std::get<1>(info.param);
                         });

}  // namespace
