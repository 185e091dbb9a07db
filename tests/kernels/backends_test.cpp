// Every operation on every SIMD target, alone and with threads, against the reference.
#include "tests/kernels/cases.h"

namespace kernels::test {
namespace {

TEST(Backends, EmptyOperationsTouchNothing) {
    onEveryCpu([](Backend& on) {
        std::vector<float> none;
        std::vector<float> weight(12);
        std::vector<int32_t> noIds;
        on.matmul({view(none, {0, 4}), view(weight, {3, 4}), view(none, {0, 3})});
        on.embed({view(weight, {3, 4}), view(noIds, {0}), view(none, {0, 4})});
        on.swiGlu({view(none, {0, 4}), view(none, {0, 4}), view(none, {0, 4})});
        std::vector<int32_t> rowStart = {5, 5, 5, 5};
        on.sortByExpert({view(noIds, {0, 2}), view(rowStart, {4}), view(noIds, {0}), view(noIds, {0, 2})});
        EXPECT_EQ(rowStart, (std::vector<int32_t>{0, 0, 0, 0}));
        std::vector<float> zeros(6, 1.0F);  // an inner dimension of none: sums of nothing
        on.matmul({view(none, {2, 0}), view(none, {3, 0}), view(zeros, {2, 3})});
        EXPECT_EQ(zeros, std::vector<float>(6, 0.0F));
    });
}

TEST(Backends, EmbedOfEveryType) {
    Numbers numbers(13);
    std::vector<int32_t> ids = {0, 9, 129, 4, 4, 130};
    for (const Type type : WeightTypes) {
        const Weight table(numbers, type, 131, 150);
        compare(std::vector<float>(6 * 150), 0.0, [&](Backend& on, std::vector<float>& out) {
            on.embed({table.tensor, view(ids, {6}), view(out, {6, 150})});
        });
    }
}

TEST(Backends, EmbedOfEveryBlockType) {
    Numbers numbers(131);
    std::vector<int32_t> ids = {0, 9, 40, 4, 4, 39};
    for (const Type type : BlockTypes) {
        const int64_t width = 3 * blockOf(type).elements;
        const Weight table(numbers, type, 41, width);
        compare(std::vector<float>(static_cast<size_t>(6 * width)), 0.0,
                [&](Backend& on, std::vector<float>& out) {
                    on.embed({table.tensor, view(ids, {6}), view(out, {6, width})});
                });
    }
}

TEST(Backends, RmsNormOfEveryTypeAlsoInPlace) {
    Numbers numbers(14);
    for (const Type type : WeightTypes) {
        for (const int64_t width : {1, 64, 192, 500, 1536, 7168}) {
            const Weight weight(numbers, type, 1, width);
            Tensor flat = weight.tensor.as({1, width});
            flat.rank = 1;
            flat.shape = {width};
            flat.stride = {1};
            const std::vector<float> x = numbers.floats(5 * width, 3.0F);
            compare(x, Tolerance, [&](Backend& on, std::vector<float>& out) {
                on.rmsNorm({view(out, {5, width}), flat, view(out, {5, width}), 1e-6F});
            });
        }
    }
}

TEST(Backends, RopeAtFarPositions) {
    Numbers numbers(16);
    std::vector<float> frequency = {1.0F, 0.237137371F, 0.0055F, 3.33380358e-6F};
    std::vector<int32_t> positions = {0, 1, 77, 4096, 163839};
    compare(numbers.floats(5 * 3 * 20), Tolerance, [&](Backend& on, std::vector<float>& x) {
        on.rope({view(x, {5, 3, 20}).columns(12, 8), view(positions, {5}), view(frequency, {4}), 1.2F});
        on.rope({view(x, {5, 3, 20}).columns(4, 8), view(positions, {5}), view(frequency, {4}), 0.9F, true});
    });
}

TEST(Backends, SwiGluAcrossTheRangeOfExp) {
    Numbers numbers(17);
    for (const int64_t width : {1, 16, 192, 515}) {
        std::vector<float> gate = numbers.floats(4 * width, 6.0F);
        gate[0] = 0.0F;
        if (width > 16) {
            gate[1] = -80.0F;
            gate[2] = -300.0F;
            gate[3] = 300.0F;
            gate[4] = -1e30F;
        }
        std::vector<float> up = numbers.floats(4 * 2 * width);
        compare(gate, Tolerance, [&](Backend& on, std::vector<float>& out) {
            on.swiGlu({view(out, {4, width}), view(up, {4, 2 * width}).columns(width, width),
                       view(out, {4, width})});
        });
    }
}

TEST(Backends, AddAndCombine) {
    Numbers numbers(18);
    for (const int64_t width : {1, 100, 192}) {
        std::vector<float> x = numbers.floats(12 * width);
        std::vector<float> weight = numbers.floats(4 * 3);
        std::vector<int32_t> position = numbers.shuffled(12);
        compare(numbers.floats(4 * width), Tolerance, [&](Backend& on, std::vector<float>& out) {
            on.combine(
                {view(x, {12, width}), view(position, {4, 3}), view(weight, {4, 3}), view(out, {4, width})});
            on.add({view(out, {4, width}), view(x, {12, width}).rows(3, 4), view(out, {4, width})});
        });
    }
}

TEST(Backends, GatherCopiesRows) {
    Numbers numbers(19);
    std::vector<float> x = numbers.floats(7 * 30);
    std::vector<int32_t> index = {6, 0, 0, 3, 6};
    compare(std::vector<float>(5 * 20), 0.0, [&](Backend& on, std::vector<float>& out) {
        on.gather({view(x, {7, 30}).columns(5, 20), view(index, {5}), view(out, {5, 20})});
    });
}

struct GateCase {
    int experts, chosen, groups, kept;
    GateScore score;
    GroupScore groupScore;
    bool bias, normalise;
};

TEST(Backends, ExpertGateChoosesTheSameExperts) {
    Numbers numbers(21);
    const GateCase cases[] = {
        {256, 8, 8, 4, GateScore::Sigmoid, GroupScore::TopTwoSum, true, true},
        {16, 4, 4, 2, GateScore::Sigmoid, GroupScore::TopTwoSum, true, true},
        {16, 2, 1, 1, GateScore::Sigmoid, GroupScore::TopTwoSum, false, false},
        {160, 6, 8, 3, GateScore::Softmax, GroupScore::Maximum, false, false},
        {64, 6, 1, 1, GateScore::Softmax, GroupScore::Maximum, false, true},
        {8, 8, 8, 8, GateScore::Sigmoid, GroupScore::TopTwoSum, true, true},
    };
    for (const GateCase& c : cases) {
        const int64_t tokens = 40;
        std::vector<float> logits = numbers.floats(tokens * c.experts, 2.0F);
        for (float& logit : logits) logit = std::round(logit * 2) / 2;  // so that ties are many
        std::vector<float> bias = numbers.floats(c.experts);
        for (float& value : bias) value = std::round(value * 2) / 2;
        const auto run = [&](Backend& on, std::vector<int32_t>& expert, std::vector<float>& weight) {
            ExpertGate op{view(logits, {tokens, c.experts}),
                          c.bias ? view(bias, {c.experts}) : Tensor(),
                          view(expert, {tokens, c.chosen}),
                          view(weight, {tokens, c.chosen}),
                          c.groups,
                          c.kept,
                          c.score,
                          c.groupScore,
                          c.normalise,
                          2.5F};
            on.expertGate(op);
        };
        std::vector<int32_t> expected(static_cast<size_t>(tokens * c.chosen));
        std::vector<float> expectedWeight(expected.size());
        run(*reference(), expected, expectedWeight);
        onEveryCpu([&](Backend& backend) {
            std::vector<int32_t> expert(expected.size());
            std::vector<float> weight(expected.size());
            run(backend, expert, weight);
            EXPECT_EQ(expert, expected);
            expectClose(weight, expectedWeight, 1e-6);
        });
    }
}

TEST(Backends, SortByExpertIsStableAndComplete) {
    Numbers numbers(22);
    for (const auto& [tokens, chosen, experts] :
         {std::array<int64_t, 3>{1, 1, 1}, {5, 2, 4}, {64, 8, 256}, {100, 4, 16}}) {
        std::vector<int32_t> expert(static_cast<size_t>(tokens * chosen));
        for (int32_t& value : expert) value = numbers.below(static_cast<int32_t>(experts));
        const auto run = [&](Backend& on) {
            std::vector<int32_t> out(static_cast<size_t>(experts + 1 + 2 * tokens * chosen));
            const Tensor all = view(out, {experts + 1 + 2 * tokens * chosen});
            on.sortByExpert({view(expert, {tokens, chosen}), all.rows(0, experts + 1),
                             all.rows(experts + 1, tokens * chosen),
                             all.rows(experts + 1 + tokens * chosen, tokens * chosen).as({tokens, chosen})});
            return out;
        };
        const std::vector<int32_t> expected = run(*reference());
        onEveryCpu([&](Backend& backend) { EXPECT_EQ(run(backend), expected); });
    }
}

// Several sequences in one step, their blocks scattered over the cache: decodes, a prefill chunk, a whole
// prompt. Every cached token has a slot; tables lead to them.
struct Pages {
    using Sequences = std::vector<std::pair<int32_t, int32_t>>;  // query rows, length

    Pages(Numbers& numbers, int64_t tokensPerBlock, const Sequences& sequences)
        : blockTokens(tokensPerBlock), count(static_cast<int64_t>(sequences.size())) {
        for (const auto& [rows, total] : sequences) {
            queryStart.push_back(queryStart.back() + rows);
            length.push_back(total);
            const int64_t needed = (total + blockTokens - 1) / blockTokens;
            maxBlocks = std::max(maxBlocks, needed);
            blocks += needed;
        }
        const std::vector<int32_t> order = numbers.shuffled(static_cast<int32_t>(blocks));
        table.assign(static_cast<size_t>(count * maxBlocks), -1);
        size_t used = 0;
        for (int64_t s = 0; s < count; ++s) {
            for (int32_t position = 0; position < length[static_cast<size_t>(s)]; ++position) {
                int32_t& block = table[static_cast<size_t>(s * maxBlocks + position / blockTokens)];
                if (block < 0) block = order[used++];
                slots.push_back(static_cast<int32_t>(block * blockTokens + position % blockTokens));
            }
        }
    }
    int64_t tokens() const { return static_cast<int64_t>(slots.size()); }
    int64_t rows() const { return queryStart.back(); }

    int64_t blockTokens, count;
    int64_t maxBlocks = 0;
    int64_t blocks = 0;
    std::vector<int32_t> queryStart = {0};
    std::vector<int32_t> length, table, slots;
};

struct LatentCase {
    int64_t heads, latent, rope, blockTokens;
    Pages::Sequences sequences;
};

TEST(Backends, CacheWriteAndLatentAttention) {
    Numbers numbers(23);
    const LatentCase cases[] = {
        {4, 64, 16, 16, {{1, 1}, {1, 33}, {5, 5}, {7, 70}, {0, 12}, {1, 64}}},
        {3, 37, 6, 64, {{2, 40}, {1, 130}}},
        {16, 512, 64, 64, {{1, 200}, {3, 90}}},
        {1, 16, 4, 1, {{3, 9}}},
        {6, 100, 20, 32, {{40, 40}, {1, 97}}},
    };
    for (const Type type : {Type::F32, Type::BF16}) {
        for (const LatentCase& c : cases) {
            const int64_t width = c.latent + c.rope;
            Pages pages(numbers, c.blockTokens, c.sequences);
            const int64_t tokens = pages.tokens();
            const int64_t rows = pages.rows();
            std::vector<float> latent = numbers.floats(tokens * (c.latent + 5));
            std::vector<float> rope = numbers.floats(tokens * c.rope);
            std::vector<float> q = numbers.floats(rows * c.heads * width);
            compare(numbers.floats(rows * c.heads * c.latent), Tolerance,
                    [&](Backend& on, std::vector<float>& out) {
                        auto cache = on.allocate(static_cast<size_t>(pages.blocks * c.blockTokens * width) *
                                                 bytesOf(type));
                        const Tensor cached = cache->tensor(type, {pages.blocks, c.blockTokens, width});
                        on.cacheWrite({view(latent, {tokens, c.latent + 5}).columns(2, c.latent),
                                       view(rope, {tokens, c.rope}), view(pages.slots, {tokens}), cached});
                        on.latentAttention({view(q, {rows, c.heads, width}), cached,
                                            view(pages.table, {pages.count, pages.maxBlocks}),
                                            view(pages.queryStart, {pages.count + 1}),
                                            view(pages.length, {pages.count}),
                                            view(out, {rows, c.heads, c.latent}), 0.2F});
                    });
        }
    }
}

struct GroupedCase {
    int64_t heads;
    int keyHeads;
    int64_t width, blockTokens;
    Pages::Sequences sequences;
};

TEST(Backends, CacheWriteAndGroupedAttention) {
    Numbers numbers(24);
    const GroupedCase cases[] = {
        {9, 3, 64, 64, {{1, 1}, {1, 33}, {5, 5}, {7, 70}, {0, 12}, {1, 64}}},
        {14, 2, 37, 16, {{2, 40}, {1, 130}}},  // seven heads to a key, a width that fills no vector
        {4, 4, 128, 64, {{1, 200}, {3, 90}}},
        {5, 1, 6, 1, {{3, 9}}},
        {32, 8, 16, 32, {{40, 40}, {1, 97}}},
    };
    for (const Type type : {Type::F32, Type::BF16}) {
        for (const GroupedCase& c : cases) {
            const int64_t half = c.keyHeads * c.width;
            Pages pages(numbers, c.blockTokens, c.sequences);
            const int64_t tokens = pages.tokens();
            const int64_t rows = pages.rows();
            std::vector<float> keys = numbers.floats(tokens * half);
            std::vector<float> values = numbers.floats(tokens * (half + 3));
            std::vector<float> q = numbers.floats(rows * c.heads * c.width);
            compare(numbers.floats(rows * c.heads * c.width), Tolerance,
                    [&](Backend& on, std::vector<float>& out) {
                        auto cache = on.allocate(
                            static_cast<size_t>(pages.blocks * c.blockTokens * 2 * half) * bytesOf(type));
                        const Tensor cached = cache->tensor(type, {pages.blocks, c.blockTokens, 2 * half});
                        on.cacheWrite({view(keys, {tokens, half}),
                                       view(values, {tokens, half + 3}).columns(1, half),
                                       view(pages.slots, {tokens}), cached});
                        on.groupedAttention({view(q, {rows, c.heads, c.width}), cached,
                                             view(pages.table, {pages.count, pages.maxBlocks}),
                                             view(pages.queryStart, {pages.count + 1}),
                                             view(pages.length, {pages.count}),
                                             view(out, {rows, c.heads, c.width}), c.keyHeads, 0.2F});
                    });
        }
    }
}

}  // namespace
}  // namespace kernels::test
