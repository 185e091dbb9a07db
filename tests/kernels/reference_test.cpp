// The reference itself, against formulas written here anew (in double) and against numbers worked out by
// hand.
#include "tests/kernels/cases.h"

namespace kernels::test {
namespace {

TEST(Reference, RmsNormByHand) {
    std::vector<float> x = {3, 4, 0, 0, -1, 1, -1, 1};
    std::vector<float> weight = {1, 2, 1, 1};
    std::vector<float> out(8);
    reference()->rmsNorm({view(x, {2, 4}), view(weight, {4}), view(out, {2, 4}), 0.0F});
    const std::vector<float> expected = {1.2F, 3.2F, 0, 0, -1, 2, -1, 1};  // mean of squares 6.25, then 1
    for (size_t i = 0; i < 8; ++i) EXPECT_FLOAT_EQ(out[i], expected[i]);
    reference()->rmsNorm({view(x, {2, 4}), view(weight, {4}), view(out, {2, 4}), 2.75F});
    EXPECT_FLOAT_EQ(out[0], 1.0F);  // sqrt(6.25 + 2.75) = 3
}

TEST(Reference, MatmulByHandAndAccumulating) {
    std::vector<float> x = {1, 2, 3};
    std::vector<float> weight = {1, 0, -1, 2, 2, 2};
    std::vector<float> out = {10, 20};
    reference()->matmul({view(x, {1, 3}), view(weight, {2, 3}), view(out, {1, 2}), true});
    EXPECT_EQ(out, (std::vector<float>{8, 32}));
    reference()->matmul({view(x, {1, 3}), view(weight, {2, 3}), view(out, {1, 2})});
    EXPECT_EQ(out, (std::vector<float>{-2, 12}));
}

TEST(Reference, HeadMatmulIsTheFormulaBothWays) {
    Numbers numbers(30);
    std::vector<float> x = numbers.floats(2 * 3 * 4);
    std::vector<float> weight = numbers.floats(3 * 4 * 5);
    std::vector<float> out(2 * 3 * 5);
    for (const bool transposed : {false, true}) {
        reference()->headMatmul({view(x, {2, 3, 4}),
                                 transposed ? view(weight, {3, 4, 5}) : view(weight, {3, 5, 4}),
                                 view(out, {2, 3, 5}), transposed});
        for (size_t t = 0; t < 2; ++t) {
            for (size_t h = 0; h < 3; ++h) {
                for (size_t c = 0; c < 5; ++c) {
                    double sum = 0;
                    for (size_t i = 0; i < 4; ++i) {
                        sum += double{x[(t * 3 + h) * 4 + i]} *
                               weight[h * 20 + (transposed ? i * 5 + c : c * 4 + i)];
                    }
                    EXPECT_NEAR(out[(t * 3 + h) * 5 + c], sum, 1e-6);
                }
            }
        }
    }
}

TEST(Reference, RopeTurnsNeighbouringPairs) {
    std::vector<float> x = {1, 0, 0, 1};
    std::vector<float> frequency = {1.0F, 0.5F};
    std::vector<int32_t> position = {3};
    reference()->rope({view(x, {1, 1, 4}), view(position, {1}), view(frequency, {2}), 2.0F});
    EXPECT_NEAR(x[0], 2 * std::cos(3.0), 1e-6);
    EXPECT_NEAR(x[1], 2 * std::sin(3.0), 1e-6);
    EXPECT_NEAR(x[2], -2 * std::sin(1.5), 1e-6);
    EXPECT_NEAR(x[3], 2 * std::cos(1.5), 1e-6);
}

TEST(Reference, RopeTurnsPairsOfHalves) {
    std::vector<float> x = {1, 0, 0, 1};  // pairs (x0, x2), (x1, x3)
    std::vector<float> frequency = {1.0F, 0.5F};
    std::vector<int32_t> position = {3};
    reference()->rope({view(x, {1, 1, 4}), view(position, {1}), view(frequency, {2}), 2.0F, true});
    EXPECT_NEAR(x[0], 2 * std::cos(3.0), 1e-6);
    EXPECT_NEAR(x[2], 2 * std::sin(3.0), 1e-6);
    EXPECT_NEAR(x[1], -2 * std::sin(1.5), 1e-6);
    EXPECT_NEAR(x[3], 2 * std::cos(1.5), 1e-6);
}

TEST(Reference, SwiGluAndCombineByHand) {
    std::vector<float> gate = {0, 1, -1};
    std::vector<float> up = {5, 2, 4};
    std::vector<float> out(3);
    reference()->swiGlu({view(gate, {1, 3}), view(up, {1, 3}), view(out, {1, 3})});
    EXPECT_FLOAT_EQ(out[0], 0.0F);
    EXPECT_NEAR(out[1], 2 * 0.7310585786, 1e-6);
    EXPECT_NEAR(out[2], -4 * 0.2689414214, 1e-6);
    std::vector<float> x = {1, 2, 10, 20, 100, 200};
    std::vector<int32_t> position = {2, 0};
    std::vector<float> weight = {0.5F, 3.0F};
    std::vector<float> sum = {7, 7};
    reference()->combine({view(x, {3, 2}), view(position, {1, 2}), view(weight, {1, 2}), view(sum, {1, 2})});
    EXPECT_EQ(sum, (std::vector<float>{60, 113}));
}

// One token through the gate; returns expert and weight in order of choice.
struct Chosen {
    std::vector<int32_t> expert;
    std::vector<float> weight;
};
Chosen gate(std::vector<float> logits, std::vector<float> bias, int chosen, ExpertGate op) {
    Chosen result{std::vector<int32_t>(static_cast<size_t>(chosen)),
                  std::vector<float>(static_cast<size_t>(chosen))};
    const auto experts = static_cast<int64_t>(logits.size());
    op.logits = view(logits, {1, experts});
    if (!bias.empty()) op.bias = view(bias, {experts});
    op.expert = view(result.expert, {1, chosen});
    op.weight = view(result.weight, {1, chosen});
    reference()->expertGate(op);
    return result;
}
double sigmoid(double x) {
    return 1 / (1 + std::exp(-x));
}

TEST(Reference, GateKeepsGroupsEvenWhenAllBiasedScoresAreNegative) {
    // Groups {0,1} {2,3}: with the bias every score is far below zero. Zero as a mask would let the closed
    // group win.
    ExpertGate op;
    op.groups = 2;
    op.keptGroups = 1;
    op.scaling = 2.5F;
    const Chosen got = gate({0.0F, 1.0F, 2.0F, 3.0F}, {-5, -5, -9, -9}, 2, op);
    EXPECT_EQ(got.expert, (std::vector<int32_t>{1, 0}));
    const double sum = sigmoid(0) + sigmoid(1) + 1e-20;
    EXPECT_NEAR(got.weight[0], 2.5 * sigmoid(1) / sum, 1e-6);  // the unbiased scores
    EXPECT_NEAR(got.weight[1], 2.5 * sigmoid(0) / sum, 1e-6);
}

TEST(Reference, GateScoresGroupsByTheirBestTwoOrTheirBest) {
    // Group 0 has the single best, group 1 the best pair.
    const std::vector<float> logits = {4.0F, -4.0F, -4.0F, 2.0F, 2.0F, -4.0F};
    ExpertGate op;
    op.groups = 2;
    op.keptGroups = 1;
    EXPECT_EQ(gate(logits, {}, 2, op).expert, (std::vector<int32_t>{3, 4}));
    op.groupScore = GroupScore::Maximum;
    EXPECT_EQ(gate(logits, {}, 2, op).expert, (std::vector<int32_t>{0, 1}));
}

TEST(Reference, GateTiesGoToTheLowerIndex) {
    ExpertGate op;
    EXPECT_EQ(gate(std::vector<float>(8, 0.5F), {}, 3, op).expert, (std::vector<int32_t>{0, 1, 2}));
    op.groups = 4;
    op.keptGroups = 2;
    EXPECT_EQ(gate({1, 1, 2, 2, 2, 2, 2, 2}, {}, 4, op).expert, (std::vector<int32_t>{2, 3, 4, 5}));
    // The bias chooses, the weights do not see it: here it evens out different scores.
    op.groups = op.keptGroups = 1;
    op.normalise = false;
    const Chosen got = gate({0.0F, 0.0F, 0.0F}, {0.0F, 1.0F, 1.0F}, 2, op);
    EXPECT_EQ(got.expert, (std::vector<int32_t>{1, 2}));
    EXPECT_FLOAT_EQ(got.weight[0], 0.5F);
}

TEST(Reference, GateWithSoftmaxIsTheFormula) {
    ExpertGate op;
    op.score = GateScore::Softmax;
    op.groupScore = GroupScore::Maximum;
    op.normalise = false;
    op.scaling = 16.0F;
    const Chosen got = gate({1, 3, 2, -1}, {}, 2, op);
    EXPECT_EQ(got.expert, (std::vector<int32_t>{1, 2}));
    const double sum = std::exp(1.0) + std::exp(3.0) + std::exp(2.0) + std::exp(-1.0);
    EXPECT_NEAR(got.weight[0], 16 * std::exp(3.0) / sum, 1e-5);
    EXPECT_NEAR(got.weight[1], 16 * std::exp(2.0) / sum, 1e-5);
}

TEST(Reference, SortByExpertByHand) {
    std::vector<int32_t> expert = {2, 0, 0, 3, 2, 3};  // three tokens, two choices each; nobody chose 1
    std::vector<int32_t> rowStart(5);
    std::vector<int32_t> rowToken(6);
    std::vector<int32_t> position(6);
    reference()->sortByExpert(
        {view(expert, {3, 2}), view(rowStart, {5}), view(rowToken, {6}), view(position, {3, 2})});
    EXPECT_EQ(rowStart, (std::vector<int32_t>{0, 2, 2, 4, 6}));
    EXPECT_EQ(rowToken, (std::vector<int32_t>{0, 1, 0, 2, 1, 2}));
    EXPECT_EQ(position, (std::vector<int32_t>{2, 0, 1, 4, 3, 5}));
}

TEST(Reference, AMixtureOfExpertsIsTheSumOverChosenExperts) {
    Numbers numbers(31);
    constexpr int64_t Tokens = 6, Chosen = 2, Experts = 4, Width = 8;
    std::vector<Weight> experts;
    std::vector<Tensor> weights;
    for (int64_t i = 0; i < Experts; ++i) experts.emplace_back(numbers, Type::F32, Width, Width);
    for (const Weight& expert : experts) weights.push_back(expert.tensor);
    std::vector<float> x = numbers.floats(Tokens * Width);
    std::vector<int32_t> expert = {0, 1, 1, 3, 3, 0, 1, 0, 0, 3, 3, 1};  // nobody chose 2
    std::vector<float> factor = numbers.floats(Tokens * Chosen);
    std::vector<int32_t> rowStart(Experts + 1), rowToken(Tokens * Chosen), position(Tokens * Chosen);
    std::vector<float> sorted(Tokens * Chosen * Width), done(Tokens * Chosen * Width), out(Tokens * Width);
    auto on = reference();
    on->sortByExpert({view(expert, {Tokens, Chosen}), view(rowStart, {Experts + 1}),
                      view(rowToken, {Tokens * Chosen}), view(position, {Tokens, Chosen})});
    on->gather({view(x, {Tokens, Width}), view(rowToken, {Tokens * Chosen}),
                view(sorted, {Tokens * Chosen, Width})});
    on->groupedMatmul({view(sorted, {Tokens * Chosen, Width}), view(rowStart, {Experts + 1}), weights,
                       view(done, {Tokens * Chosen, Width})});
    on->combine({view(done, {Tokens * Chosen, Width}), view(position, {Tokens, Chosen}),
                 view(factor, {Tokens, Chosen}), view(out, {Tokens, Width})});
    for (size_t t = 0; t < Tokens; ++t) {
        for (size_t c = 0; c < Width; ++c) {
            double sum = 0;
            for (size_t k = 0; k < Chosen; ++k) {
                const float* matrix = weights[static_cast<size_t>(expert[t * Chosen + k])].at<float>();
                for (size_t i = 0; i < Width; ++i) {
                    sum += double{factor[t * Chosen + k]} * matrix[c * Width + i] * x[t * Width + i];
                }
            }
            EXPECT_NEAR(out[t * Width + c], sum, 1e-5);
        }
    }
}

// Attention the long way: keys and values unfolded from the latent for each head, softmax over them.
// Absorption must not change the answer: q_abs = q_nope W_UK, out = W_UV (sum of weights times latent).
TEST(Reference, AbsorbedAttentionEqualsTheUnfoldedForm) {
    Numbers numbers(32);
    constexpr size_t Tokens = 7, Heads = 3, Nope = 5, Rope = 4, Latent = 6, Value = 5, Block = 4;
    constexpr double Scale = 0.37;
    std::vector<float> qNope = numbers.floats(Tokens * Heads * Nope);
    std::vector<float> qRope = numbers.floats(Tokens * Heads * Rope);
    std::vector<float> latent = numbers.floats(Tokens * Latent);
    std::vector<float> keyRope = numbers.floats(Tokens * Rope);
    std::vector<float> up = numbers.floats(Heads * Nope * Latent);     // W_UK [heads, nope, latent]
    std::vector<float> down = numbers.floats(Heads * Value * Latent);  // W_UV [heads, value, latent]

    auto on = reference();
    std::vector<float> q(Tokens * Heads * (Latent + Rope));
    const Tensor qView = view(q, {Tokens, Heads, Latent + Rope});
    on->headMatmul({view(qNope, {Tokens, Heads, Nope}), view(up, {Heads, Nope, Latent}),
                    qView.columns(0, Latent), true});
    for (size_t i = 0; i < Tokens * Heads; ++i) {
        for (size_t c = 0; c < Rope; ++c) q[i * (Latent + Rope) + Latent + c] = qRope[i * Rope + c];
    }
    std::vector<float> cache(3 * Block * (Latent + Rope));
    std::vector<int32_t> table = {2, 0};
    std::vector<int32_t> slots = {8, 9, 10, 11, 0, 1, 2};
    std::vector<int32_t> queryStart = {0, Tokens};
    std::vector<int32_t> length = {Tokens};
    const Tensor cached = view(cache, {3, Block, Latent + Rope});
    on->cacheWrite(
        {view(latent, {Tokens, Latent}), view(keyRope, {Tokens, Rope}), view(slots, {Tokens}), cached});
    std::vector<float> mixed(Tokens * Heads * Latent);
    on->latentAttention({qView, cached, view(table, {1, 2}), view(queryStart, {2}), view(length, {1}),
                         view(mixed, {Tokens, Heads, Latent}), static_cast<float>(Scale)});
    std::vector<float> out(Tokens * Heads * Value);
    on->headMatmul({view(mixed, {Tokens, Heads, Latent}), view(down, {Heads, Value, Latent}),
                    view(out, {Tokens, Heads, Value})});

    for (size_t t = 0; t < Tokens; ++t) {
        for (size_t h = 0; h < Heads; ++h) {
            std::vector<double> weight(t + 1);
            double total = 0;
            for (size_t s = 0; s <= t; ++s) {
                double score = 0;
                for (size_t n = 0; n < Nope; ++n) {
                    double key = 0;
                    for (size_t l = 0; l < Latent; ++l)
                        key += double{up[(h * Nope + n) * Latent + l]} * latent[s * Latent + l];
                    score += key * qNope[(t * Heads + h) * Nope + n];
                }
                for (size_t r = 0; r < Rope; ++r)
                    score += double{keyRope[s * Rope + r]} * qRope[(t * Heads + h) * Rope + r];
                total += weight[s] = std::exp(score * Scale);
            }
            for (size_t v = 0; v < Value; ++v) {
                double sum = 0;
                for (size_t s = 0; s <= t; ++s) {
                    double value = 0;
                    for (size_t l = 0; l < Latent; ++l)
                        value += double{down[(h * Value + v) * Latent + l]} * latent[s * Latent + l];
                    sum += weight[s] / total * value;
                }
                EXPECT_NEAR(out[(t * Heads + h) * Value + v], sum, 2e-5);
            }
        }
    }
}

// Every query head with its own key head, written out; blocks of 4 tokens in the order 2, 0.
TEST(Reference, GroupedAttentionIsTheFormula) {
    Numbers numbers(33);
    constexpr size_t Tokens = 7, Heads = 6, KeyHeads = 2, Width = 5, Block = 4;
    constexpr double Scale = 0.4;
    std::vector<float> q = numbers.floats(Tokens * Heads * Width);
    std::vector<float> keys = numbers.floats(Tokens * KeyHeads * Width);
    std::vector<float> values = numbers.floats(Tokens * KeyHeads * Width);
    std::vector<float> cache(3 * Block * 2 * KeyHeads * Width);
    std::vector<int32_t> table = {2, 0};
    std::vector<int32_t> slots = {8, 9, 10, 11, 0, 1, 2};
    std::vector<int32_t> queryStart = {0, Tokens};
    std::vector<int32_t> length = {Tokens};
    std::vector<float> out(Tokens * Heads * Width);
    const Tensor cached = view(cache, {3, Block, 2 * KeyHeads * Width});
    const auto on = reference();
    on->cacheWrite({view(keys, {Tokens, KeyHeads * Width}), view(values, {Tokens, KeyHeads * Width}),
                    view(slots, {Tokens}), cached});
    on->groupedAttention({view(q, {Tokens, Heads, Width}), cached, view(table, {1, 2}), view(queryStart, {2}),
                          view(length, {1}), view(out, {Tokens, Heads, Width}), KeyHeads,
                          static_cast<float>(Scale)});
    for (size_t t = 0; t < Tokens; ++t) {
        for (size_t h = 0; h < Heads; ++h) {
            const size_t k = h / (Heads / KeyHeads);
            std::vector<double> weight(t + 1);
            double total = 0;
            for (size_t s = 0; s <= t; ++s) {
                double score = 0;
                for (size_t i = 0; i < Width; ++i)
                    score += double{q[(t * Heads + h) * Width + i]} * keys[(s * KeyHeads + k) * Width + i];
                total += weight[s] = std::exp(score * Scale);
            }
            for (size_t i = 0; i < Width; ++i) {
                double sum = 0;
                for (size_t s = 0; s <= t; ++s)
                    sum += weight[s] / total * values[(s * KeyHeads + k) * Width + i];
                EXPECT_NEAR(out[(t * Heads + h) * Width + i], sum, 1e-5);
            }
        }
    }
}

TEST(Reference, CacheKeepsBf16Rounded) {
    std::vector<float> latent = {1.00390625F, 2.0F};  // a tie: rounds down to even
    std::vector<float> rope = {-3.0F};
    std::vector<int32_t> slots = {1};
    std::vector<uint16_t> cache(6);
    reference()->cacheWrite({view(latent, {1, 2}), view(rope, {1, 1}), view(slots, {1}),
                             Tensor::of(cache.data(), Type::BF16, {1, 2, 3})});
    EXPECT_EQ(cache, (std::vector<uint16_t>{0, 0, 0, 0x3F80, 0x4000, 0xC040}));
}

}  // namespace
}  // namespace kernels::test
