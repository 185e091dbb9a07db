// Matrix products of every weight type on every SIMD target, alone and with threads, against the reference.
#include "tests/kernels/cases.h"

namespace kernels::test {
namespace {

struct MatmulShape {
    int64_t rows, inner, columns;
};
const MatmulShape MatmulShapes[] = {
    {1, 1, 1},      {1, 192, 192}, {2, 128, 256}, {3, 576, 130},  {4, 100, 33},  {5, 129, 7},
    {7, 1536, 64},  {9, 192, 100}, {13, 200, 70}, {1, 7168, 70},  {33, 300, 37}, {20, 2100, 40},
    {100, 130, 66}, {3, 17, 5},    {12, 15, 3},   {10, 1024, 32}, {8, 31, 129}};

TEST(MatrixProducts, MatmulOfEveryWeightType) {
    Numbers numbers(10);
    for (const Type type : WeightTypes) {
        for (const auto& shape : MatmulShapes) {
            SCOPED_TRACE(testing::Message() << "type " << int(type) << ", " << shape.rows << " x "
                                            << shape.inner << " -> " << shape.columns);
            const Weight weight(numbers, type, shape.columns, shape.inner);
            std::vector<float> x = numbers.floats(shape.rows * shape.inner);
            const bool accumulate = shape.rows % 2 == 1;
            compare(numbers.floats(shape.rows * shape.columns), Tolerance,
                    [&](Backend& on, std::vector<float>& out) {
                        on.matmul({view(x, {shape.rows, shape.inner}), weight.tensor,
                                   view(out, {shape.rows, shape.columns}), accumulate});
                    });
        }
    }
}

TEST(MatrixProducts, MatmulOfEveryBlockType) {
    Numbers numbers(101);
    for (const Type type : BlockTypes) {
        const int64_t block = blockOf(type).elements;
        for (const auto& [rows, blocks, columns] : {MatmulShape{1, 1, 1},
                                                    {1, 5, 45},
                                                    {2, 3, 64},
                                                    {5, 9, 7},
                                                    {13, 6, 70},
                                                    {33, 5, 37},
                                                    {100, 2, 34}}) {
            const int64_t inner = blocks * block;
            SCOPED_TRACE(testing::Message()
                         << nameOf(type) << ", " << rows << " x " << inner << " -> " << columns);
            const Weight weight(numbers, type, columns, inner);
            std::vector<float> x = numbers.floats(rows * inner);
            compare(numbers.floats(rows * columns), Tolerance, [&](Backend& on, std::vector<float>& out) {
                on.matmul({view(x, {rows, inner}), weight.tensor, view(out, {rows, columns}), rows % 2 == 1});
            });
        }
    }
}

TEST(MatrixProducts, HeadMatmulAndGroupedMatmulOfBlockTypes) {
    Numbers numbers(102);
    std::vector<int32_t> rowStart = {0, 3, 3, 24};
    for (const Type type : BlockTypes) {
        const int64_t inner = 2 * blockOf(type).elements;
        const Weight heads(numbers, type, 3 * 20, inner);
        std::vector<float> x = numbers.floats(24 * 3 * inner);
        compare(std::vector<float>(24 * 3 * 20), Tolerance, [&](Backend& on, std::vector<float>& out) {
            on.headMatmul({view(x, {24, 3, inner}), heads.tensor.as({3, 20, inner}), view(out, {24, 3, 20})});
        });
        const std::vector<Tensor> experts = {heads.tensor.rows(0, 20), heads.tensor.rows(20, 20),
                                             heads.tensor.rows(40, 20)};
        compare(std::vector<float>(24 * 20), Tolerance, [&](Backend& on, std::vector<float>& out) {
            on.groupedMatmul({view(x, {24, 3 * inner}).columns(inner, inner), view(rowStart, {4}), experts,
                              view(out, {24, 20})});
        });
    }
}

TEST(MatrixProducts, MatmulBetweenViewsWithGaps) {
    Numbers numbers(11);
    for (const int64_t rows : {1, 3, 17}) {
        std::vector<float> x = numbers.floats(rows * 300);
        const Weight weight(numbers, Type::BF16, 80, 250);
        const Tensor narrow = weight.tensor.columns(3, 150);  // rows start at odd multiples of two bytes
        compare(numbers.floats(rows * 100), Tolerance, [&](Backend& on, std::vector<float>& out) {
            on.matmul(
                {view(x, {rows, 300}).columns(101, 150), narrow, view(out, {rows, 100}).columns(7, 80)});
        });
    }
}

TEST(MatrixProducts, MatmulOfLaterRowsOfScaledFp8) {
    Numbers numbers(12);
    const Weight weight(numbers, Type::F8E4M3, 300, 200);
    std::vector<float> x = numbers.floats(3 * 200);
    compare(std::vector<float>(3 * 172), Tolerance, [&](Backend& on, std::vector<float>& out) {
        on.matmul({view(x, {3, 200}), weight.tensor.rows(128, 172), view(out, {3, 172})});
    });
}

// A row of zeros with one code in it, summed: every code of every narrow format, in whole vectors and in what
// is left.
TEST(MatrixProducts, EveryCodeDecodesToItsValueOnEveryTarget) {
    constexpr int64_t Width = 70;
    for (const Type type : {Type::F8E4M3, Type::F16, Type::BF16}) {
        const int64_t codes = type == Type::F8E4M3 ? 256 : 65536;
        const auto size = static_cast<int64_t>(bytesOf(type));
        std::vector<std::byte> bytes(static_cast<size_t>(codes * Width * size));
        for (int64_t code = 0; code < codes; ++code) {
            std::memcpy(bytes.data() + (code * Width + code * 7 % Width) * size, &code,
                        static_cast<size_t>(size));
        }
        Tensor weight = Tensor::of(bytes.data(), type, {codes, Width});
        std::vector<float> scales(static_cast<size_t>((codes + 127) / 128), 0.75F);
        if (type == Type::F8E4M3) weight.scales = scales.data();
        for (const int64_t rows : {1, 9}) {
            std::vector<float> ones(static_cast<size_t>(rows * Width), 1.0F);
            const auto run = [&](Backend& on) {
                std::vector<float> out(static_cast<size_t>(rows * codes));
                on.matmul({view(ones, {rows, Width}), weight, view(out, {rows, codes})});
                return out;
            };
            const std::vector<float> expected = run(*reference());
            onEveryCpu([&](Backend& backend) {
                const std::vector<float> got = run(backend);
                for (size_t i = 0; i < got.size(); ++i) {
                    if (std::isnan(expected[i])) {
                        ASSERT_TRUE(std::isnan(got[i])) << i;
                    } else {
                        ASSERT_EQ(got[i], expected[i]) << i;
                    }
                }
            });
        }
    }
}

TEST(MatrixProducts, HeadMatmulBothWays) {
    Numbers numbers(15);
    for (const Type type : {Type::F32, Type::BF16, Type::F16}) {
        for (const bool transposed : {false, true}) {
            for (const auto& [tokens, heads, inner, columns] :
                 {std::array<int64_t, 4>{1, 4, 32, 64}, {3, 2, 128, 512}, {13, 3, 20, 37}, {2, 16, 5, 48}}) {
                Weight weight(numbers, type, heads * inner, columns);
                const Tensor matrix = transposed ? weight.tensor.as({heads, inner, columns})
                                                 : weight.tensor.as({heads, columns, inner});
                // x is cut out of wider rows, as q_nope is cut out of q.
                std::vector<float> x = numbers.floats(tokens * heads * (inner + 6));
                const Tensor cut = view(x, {tokens, heads, inner + 6}).columns(0, inner);
                compare(numbers.floats(tokens * heads * (columns + 3)), Tolerance,
                        [&](Backend& on, std::vector<float>& out) {
                            on.headMatmul({cut, matrix,
                                           view(out, {tokens, heads, columns + 3}).columns(0, columns),
                                           transposed});
                        });
            }
        }
    }
}

TEST(MatrixProducts, GroupedMatmulWithIdleAndBusyExperts) {
    Numbers numbers(20);
    for (const Type type : WeightTypes) {
        for (const auto& starts : {std::vector<int32_t>{0, 3, 3, 4, 24, 24, 26},
                                   {0, 0, 0, 1, 1, 1, 1},
                                   std::vector<int32_t>{0, 40, 80, 80, 80, 90, 100}}) {
            const int64_t rows = starts.back();
            std::vector<int32_t> rowStart = starts;
            std::vector<Weight> experts;
            std::vector<Tensor> weights;
            for (int i = 0; i < 6; ++i) {
                experts.emplace_back(numbers, type, 70, 200);
                weights.push_back(experts.back().tensor);
            }
            std::vector<float> x = numbers.floats(rows * 200);
            compare(std::vector<float>(static_cast<size_t>(rows * 70)), Tolerance,
                    [&](Backend& on, std::vector<float>& out) {
                        on.groupedMatmul(
                            {view(x, {rows, 200}), view(rowStart, {7}), weights, view(out, {rows, 70})});
                    });
        }
    }
}

}  // namespace
}  // namespace kernels::test
