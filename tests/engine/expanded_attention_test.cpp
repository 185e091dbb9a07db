// Latent attention absorbed, as the engine computes it, against the expanded form: for every golden model
// that has it. Between the two the order of sums differs, so logits agree to rounding and tokens are the
// same.
#include "tests/engine/expanded_attention.h"

#include "tests/engine/distributions.h"

namespace {

using testing_engine::ExpandedModel;
using testing_engine::Golden;
using testing_engine::TinyModel;

constexpr double AllowedError = 1e-5;  // of the range of the logits
constexpr size_t Said = 40;

TEST(ExpandedAttention, SaysTheSameAsTheAbsorbedForm) {
    int compared = 0;
    for (const std::string& name : testing_engine::goldenCases()) {
        SCOPED_TRACE(name);
        const auto model = TinyModel::open(testing_engine::goldenFolder() / name, "reference");
        ASSERT_TRUE(model) << model.error().message;
        if ((*model)->config.attention != engine::Attention::Latent) continue;
        const auto ids = Golden::read(name).ids;
        ExpandedModel expanded(**model);
        const auto truth = expanded.logits(ids);
        const auto absorbed = (*model)->logits(ids, ids.size());
        EXPECT_LE(testing_engine::relativeError(absorbed, truth), AllowedError);
        EXPECT_EQ((*model)->greedy(ids, Said), expanded.greedy(ids, Said));
        ++compared;
    }
    EXPECT_GE(compared, 15) << "golden models with latent attention";
}

}  // namespace
