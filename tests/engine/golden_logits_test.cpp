// Logits of tiny random models against those of an independent program (make_golden_logits.py: transformers,
// and for drafts the report's own words). The error is the largest difference over the range of the case's
// logits.
#include <algorithm>
#include <cmath>

#include "tests/engine/distributions.h"
#include "tests/engine/tiny_model.h"

namespace {

using testing_engine::Golden;
using testing_engine::TinyModel;

// Both sides compute with the same float32 numbers, whatever they are stored as; only the order of sums
// differs.
constexpr double AllowedError = 1e-4;
constexpr double AllowedDivergence = 1e-9;  // nats

size_t best(std::span<const float> row) {
    return static_cast<size_t>(std::max_element(row.begin(), row.end()) - row.begin());
}

class GoldenLogits : public ::testing::TestWithParam<std::tuple<std::string, const char*>> {
protected:
    const std::string name_ = std::get<0>(GetParam());
    const char* const device_ = std::get<1>(GetParam());

    void expectAgree(const std::vector<float>& logits, const Golden& golden) {
        ASSERT_EQ(logits.size(), golden.logits.size());
        const auto width = static_cast<size_t>(golden.vocabulary);
        const double error = testing_engine::relativeError(logits, golden.logits);
        const double apart = testing_engine::divergence(logits, golden.logits, width);
        RecordProperty("relative_error", std::to_string(error));
        EXPECT_LE(error, AllowedError) << "largest difference over range";
        EXPECT_LE(apart, AllowedDivergence) << "of the next token's distribution";
        std::printf("    %s on %s: relative error %.2e, KL %.1e\n", name_.c_str(), device_, error, apart);

        for (size_t row = 0; row < golden.ids.size(); ++row)
            EXPECT_EQ(best(std::span(logits).subspan(row * width, width)),
                      best(std::span(golden.logits).subspan(row * width, width)))
                << "most likely next token after token " << row;
    }
};

TEST_P(GoldenLogits, AgreeWithTheOracle) {
    const Golden golden = Golden::read(name_);
    auto model = TinyModel::open(testing_engine::goldenFolder() / name_, device_);
    ASSERT_TRUE(model) << model.error().message;
    expectAgree((*model)->logits(golden.ids, golden.ids.size()), golden);
}

class GoldenDraft : public GoldenLogits {};

TEST_P(GoldenDraft, AgreesWithTheOracle) {
    const Golden golden = Golden::read(name_, "draft.bin");
    const std::vector<int> ids = Golden::read(name_).ids;
    auto model = TinyModel::open(testing_engine::goldenFolder() / name_, device_, 2, true);
    ASSERT_TRUE(model) << model.error().message;
    const auto whole = (*model)->draftLogits(ids, ids.size());
    expectAgree(whole, golden);
    for (const size_t chunk : {1U, 7U, 64U})
        EXPECT_TRUE((*model)->draftLogits(ids, chunk) == whole) << "by " << chunk;
}

constexpr auto nameOf = [](const auto& info) {
    return std::get<0>(info.param) + "_on_" + std::get<1>(info.param);
};
INSTANTIATE_TEST_SUITE_P(Cases, GoldenLogits,
                         ::testing::Combine(::testing::ValuesIn(testing_engine::goldenCases()),
                                            ::testing::Values("reference", "cpu")),
                         nameOf);
INSTANTIATE_TEST_SUITE_P(Cases, GoldenDraft,
                         ::testing::Combine(::testing::ValuesIn(testing_engine::draftCases()),
                                            ::testing::Values("reference", "cpu")),
                         nameOf);

}  // namespace
