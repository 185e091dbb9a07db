// A row's result is the same to the bit whatever else is in the batch, however many threads work, however the
// prompt was cut; and a NaN is never lost.
#include "tests/kernels/cases.h"

namespace kernels::test {
namespace {

TEST(Invariance, MatmulRowsDoNotSeeTheirNeighbours) {
    Numbers numbers(40);
    for (const Type type : WeightTypes) {
        for (const auto& [inner, columns] :
             {std::pair<int64_t, int64_t>{192, 100}, {1500, 45}, {3000, 33}, {77, 6}}) {
            constexpr int64_t Rows = 110;
            const Weight weight(numbers, type, columns, inner);
            std::vector<float> x = numbers.floats(Rows * inner);
            onEveryCpu([&](Backend& on) {
                std::vector<float> all(static_cast<size_t>(Rows * columns));
                on.matmul({view(x, {Rows, inner}), weight.tensor, view(all, {Rows, columns})});
                for (const int64_t count : {1, 2, 3, 4, 7, 9, 30}) {
                    std::vector<float> some(static_cast<size_t>(count * columns));
                    const int64_t first = 61;
                    on.matmul({view(x, {Rows, inner}).rows(first, count), weight.tensor,
                               view(some, {count, columns})});
                    const auto from = all.begin() + first * columns;
                    expectSameBits(some, {from, from + count * columns});
                }
            });
        }
    }
}

TEST(Invariance, MatmulRowsOfBlocksDoNotSeeTheirNeighbours) {
    Numbers numbers(401);
    for (const Type type : BlockTypes) {
        for (const int64_t blocks : {1, 5, 9}) {
            constexpr int64_t Rows = 40;
            constexpr int64_t Columns = 37;
            const int64_t inner = blocks * blockOf(type).elements;
            const Weight weight(numbers, type, Columns, inner);
            std::vector<float> x = numbers.floats(Rows * inner);
            onEveryCpu([&](Backend& on) {
                std::vector<float> all(static_cast<size_t>(Rows * Columns));
                on.matmul({view(x, {Rows, inner}), weight.tensor, view(all, {Rows, Columns})});
                for (const int64_t count : {1, 2, 4, 9}) {
                    std::vector<float> some(static_cast<size_t>(count * Columns));
                    on.matmul({view(x, {Rows, inner}).rows(21, count), weight.tensor,
                               view(some, {count, Columns})});
                    const auto from = all.begin() + 21 * Columns;
                    expectSameBits(some, {from, from + count * Columns});
                }
            });
        }
    }
}

TEST(Invariance, GroupedMatmulIsMatmulPerExpert) {
    Numbers numbers(41);
    for (const Type type : WeightTypes) {
        std::vector<Weight> experts;
        std::vector<Tensor> weights;
        for (int i = 0; i < 4; ++i) experts.emplace_back(numbers, type, 300, 260);
        for (const Weight& expert : experts) weights.push_back(expert.tensor);
        std::vector<int32_t> rowStart = {0, 1, 14, 14, 60};
        std::vector<float> x = numbers.floats(60 * 260);
        onEveryCpu([&](Backend& on) {
            std::vector<float> grouped(60 * 300);
            std::vector<float> alone(60 * 300);
            on.groupedMatmul({view(x, {60, 260}), view(rowStart, {5}), weights, view(grouped, {60, 300})});
            for (size_t i = 0; i < 4; ++i) {
                for (int64_t row = rowStart[i]; row < rowStart[i + 1]; ++row) {
                    on.matmul(
                        {view(x, {60, 260}).rows(row, 1), weights[i], view(alone, {60, 300}).rows(row, 1)});
                }
            }
            expectSameBits(grouped, alone);
        });
    }
}

TEST(Invariance, ThreadsDoNotChangeAnything) {
    Numbers numbers(42);
    const Weight weight(numbers, Type::F8E4M3, 2000, 700);
    const Weight heads(numbers, Type::BF16, 32 * 64, 48);
    const Weight blocks(numbers, Type::Q4_K, 300, 512);
    for (const int64_t rows : {1, 5, 40}) {
        std::vector<float> x = numbers.floats(rows * 700);
        std::vector<float> wide = numbers.floats(rows * 32 * 64);
        const auto run = [&](int threads) {
            auto on = std::move(*makeBackend("cpu", threads));
            std::vector<float> out(static_cast<size_t>(rows * 2000));
            on->matmul({view(x, {rows, 700}), weight.tensor, view(out, {rows, 2000})});
            on->add({view(out, {rows, 2000}), view(out, {rows, 2000}), view(out, {rows, 2000})});
            std::vector<float> mixed(static_cast<size_t>(rows * 32 * 48));
            on->headMatmul({view(wide, {rows, 32, 64}), heads.tensor.as({32, 64, 48}),
                            view(mixed, {rows, 32, 48}), true});
            out.insert(out.end(), mixed.begin(), mixed.end());
            std::vector<float> packed(static_cast<size_t>(rows * 300));
            on->matmul({view(x, {rows, 700}).columns(7, 512), blocks.tensor, view(packed, {rows, 300})});
            out.insert(out.end(), packed.begin(), packed.end());
            return out;
        };
        const std::vector<float> expected = run(1);
        for (const int threads : {2, 3, 8}) expectSameBits(run(threads), expected);
    }
}

// The same sequence: its prompt at once, in chunks, token by token, among strangers, with other block sizes.
struct AttentionShape {
    int64_t heads, queryWidth, outWidth;
    int keyHeads;  // 0: latent attention
    int64_t rowWidth() const { return keyHeads > 0 ? 2 * keyHeads * queryWidth : queryWidth; }
};

class AttentionInvariance : public testing::TestWithParam<AttentionShape> {
protected:
    static constexpr int64_t Tokens = 75, Blocks = 200;

    std::vector<float> attend(Backend& on, int64_t chunk, int64_t blockTokens, bool stranger) {
        auto memory = on.allocate(static_cast<size_t>(Blocks * shape_.rowWidth()) * 2);
        const int64_t blocks = Blocks / blockTokens;
        const Tensor cache = memory->tensor(Type::BF16, {blocks, blockTokens, shape_.rowWidth()});
        std::vector<int32_t> table(static_cast<size_t>(2 * blocks));
        for (int64_t i = 0; i < blocks; ++i) {
            table[static_cast<size_t>(i)] = static_cast<int32_t>(blocks - 1 - i);
            table[static_cast<size_t>(blocks + i)] = static_cast<int32_t>(i);
        }
        std::vector<int32_t> slots;
        for (int64_t i = 0; i < Tokens; ++i) {
            slots.push_back(
                static_cast<int32_t>((blocks - 1 - i / blockTokens) * blockTokens + i % blockTokens));
        }
        const Tensor cached = view(rows_, {Tokens, shape_.rowWidth()});
        const int64_t half = shape_.rowWidth() / 2;
        on.cacheWrite({cached.columns(0, half), cached.columns(half, half), view(slots, {Tokens}), cache});
        std::vector<float> out(static_cast<size_t>((Tokens + 1) * shape_.heads * shape_.outWidth));
        const Tensor q = view(q_, {Tokens + 1, shape_.heads, shape_.queryWidth});
        const Tensor outView = view(out, {Tokens + 1, shape_.heads, shape_.outWidth});
        for (int64_t first = 0; first < Tokens; first += chunk) {
            const auto rows = static_cast<int32_t>(std::min(chunk, Tokens - first));
            std::vector<int32_t> start = {0, rows, rows + 1};
            std::vector<int32_t> length = {static_cast<int32_t>(first) + rows, 3};
            const int64_t sequences = stranger ? 2 : 1;
            const int64_t count = stranger ? rows + 1 : rows;
            run(on, {q.rows(first, count), cache, view(table, {2, blocks}).rows(0, sequences),
                     view(start, {3}).rows(0, sequences + 1), view(length, {2}).rows(0, sequences),
                     outView.rows(first, count), 0.3F});
        }
        out.resize(static_cast<size_t>(Tokens * shape_.heads * shape_.outWidth));
        return out;
    }
    void run(Backend& on, const LatentAttention& op) const {
        if (shape_.keyHeads == 0) {
            on.latentAttention(op);
            return;
        }
        on.groupedAttention(
            {op.q, op.cache, op.blockTable, op.queryStart, op.length, op.out, shape_.keyHeads, op.scale});
    }

    AttentionShape shape_ = GetParam();
    Numbers numbers_{43};
    std::vector<float> rows_ = numbers_.floats(Tokens * shape_.rowWidth());
    std::vector<float> q_ = numbers_.floats((Tokens + 1) * shape_.heads * shape_.queryWidth);
};

TEST_P(AttentionInvariance, ChunksBlocksAndStrangersDoNotMatter) {
    onEveryCpu([&](Backend& on) {
        const std::vector<float> expected = attend(on, Tokens, 1, false);
        for (const int64_t chunk : {1, 7, 32, 74}) {
            for (const int64_t blockTokens : {1, 8, 20, 64}) {
                expectSameBits(attend(on, chunk, blockTokens, chunk % 2 == 0), expected);
            }
        }
    });
}

// Five heads to a key: one group of four and one alone.
INSTANTIATE_TEST_SUITE_P(Kinds, AttentionInvariance,
                         testing::Values(AttentionShape{5, 56, 48, 0}, AttentionShape{10, 27, 27, 2}),
                         [](const auto& info) { return info.param.keyHeads > 0 ? "Grouped" : "Latent"; });

TEST(Nan, InAWeightOrAnActivationReachesTheResultAndOnlyThere) {
    Numbers numbers(44);
    for (const Type type : WeightTypes) {
        for (const int64_t rows : {1, 3, 30}) {
            for (const int64_t at : {0, 130, 199}) {
                Weight weight(numbers, type, 40, 200);
                std::byte* place = weight.bytes() + (33 * 200 + at) * static_cast<int64_t>(bytesOf(type));
                std::memset(place, 0xFF, bytesOf(type));  // a NaN in every one of the formats
                std::vector<float> x = numbers.floats(rows * 200);
                const auto check = [&](Backend& on) {
                    std::vector<float> out(static_cast<size_t>(rows * 40));
                    on.matmul({view(x, {rows, 200}), weight.tensor, view(out, {rows, 40})});
                    for (int64_t i = 0; i < rows * 40; ++i) {
                        ASSERT_EQ(std::isnan(out[static_cast<size_t>(i)]), i % 40 == 33) << i;
                    }
                    std::vector<float> broken = x;
                    broken[static_cast<size_t>((rows - 1) * 200 + at)] = NAN;
                    const Weight sound(Type::F32, 40, 200, std::vector<float>(8000, 0.0F));
                    on.matmul({view(broken, {rows, 200}), sound.tensor, view(out, {rows, 40})});
                    for (int64_t i = 0; i < rows * 40; ++i) {
                        ASSERT_EQ(std::isnan(out[static_cast<size_t>(i)]), i / 40 == rows - 1) << i;
                    }
                };
                check(*reference());
                onEveryCpu(check);
            }
        }
    }
}

TEST(Nan, InTheScaleOfABlockReachesItsColumnOnly) {
    Numbers numbers(441);
    for (const Type type : BlockTypes) {
        if (type == Type::MXFP4) continue;  // its scales know no NaN
        const int64_t inner = 2 * blockOf(type).elements;
        Weight weight(numbers, type, 7, inner);
        std::memset(weight.bytes() + bytesOf(type, 3 * inner), 0xFF,
                    static_cast<size_t>(blockOf(type).bytes));
        const auto check = [&](Backend& on) {
            for (const int64_t rows : {1, 30}) {
                std::vector<float> x = numbers.floats(rows * inner);
                std::vector<float> out(static_cast<size_t>(rows * 7));
                on.matmul({view(x, {rows, inner}), weight.tensor, view(out, {rows, 7})});
                for (int64_t i = 0; i < rows * 7; ++i)
                    ASSERT_EQ(std::isnan(out[static_cast<size_t>(i)]), i % 7 == 3) << nameOf(type) << i;
            }
        };
        check(*reference());
        onEveryCpu(check);
    }
}

TEST(Nan, GoesThroughRowOperations) {
    const auto check = [](Backend& on) {
        for (const int64_t bad : {0, 18}) {  // in a whole vector, and in what is left over
            std::vector<float> x(38, 1.0F);
            std::vector<float> ones(38, 1.0F);
            std::vector<float> out(38);
            x[static_cast<size_t>(bad)] = NAN;
            on.rmsNorm({view(x, {2, 19}), view(ones, {38}).rows(0, 19), view(out, {2, 19})});
            for (size_t i = 0; i < 38; ++i) EXPECT_EQ(std::isnan(out[i]), i < 19) << i;
            on.swiGlu({view(x, {2, 19}), view(ones, {2, 19}), view(out, {2, 19})});
            for (size_t i = 0; i < 38; ++i) EXPECT_EQ(std::isnan(out[i]), i == static_cast<size_t>(bad)) << i;
            on.add({view(ones, {2, 19}), view(x, {2, 19}), view(out, {2, 19})});
            EXPECT_TRUE(std::isnan(out[static_cast<size_t>(bad)]));
        }
    };
    check(*reference());
    onEveryCpu(check);
}

TEST(Nan, InAttentionSpoilsItsHeadOnly) {
    const auto check = [](Backend& on) {
        std::vector<float> cache(64 * 10, 0.5F);
        std::vector<float> q(2 * 3 * 10, 0.1F);
        q[13] = NAN;  // token 0, head 1
        std::vector<int32_t> table = {0};
        std::vector<int32_t> start = {0, 2};
        std::vector<int32_t> length = {40};
        std::vector<float> out(2 * 3 * 6);
        on.latentAttention({view(q, {2, 3, 10}), view(cache, {1, 64, 10}), view(table, {1, 1}),
                            view(start, {2}), view(length, {1}), view(out, {2, 3, 6})});
        for (size_t i = 0; i < out.size(); ++i) EXPECT_EQ(std::isnan(out[i]), i / 6 == 1) << i;
    };
    check(*reference());
    onEveryCpu(check);
}

TEST(Nan, InTheRouterGivesValidExpertsAndNanWeights) {
    const auto check = [](Backend& on) {
        for (const GateScore score : {GateScore::Sigmoid, GateScore::Softmax}) {
            std::vector<float> logits(16, 1.0F);
            logits[9] = NAN;
            std::vector<int32_t> expert(4);
            std::vector<float> weight(4);
            ExpertGate op{view(logits, {1, 16}), {}, view(expert, {1, 4}), view(weight, {1, 4}), 4, 2, score};
            on.expertGate(op);
            for (const int32_t value : expert) EXPECT_TRUE(value >= 0 && value < 16);
            for (const float value : weight) EXPECT_TRUE(std::isnan(value));
        }
    };
    check(*reference());
    onEveryCpu(check);
}

}  // namespace
}  // namespace kernels::test
