// Number formats against their definitions, all codes.
#include "kernels/quant/formats.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kernels/quant/decode.h"
#include "kernels/quant/encode.h"
#include "tests/kernels/cases.h"

namespace kernels::test {
namespace {

// The definition with ldexp: sign, four exponent bits of bias 7, three mantissa bits, S.1111.111 is NaN.
double e4m3ByDefinition(int code) {
    const int exponent = code >> 3 & 15;
    const int mantissa = code & 7;
    const double sign = code >= 128 ? -1 : 1;
    if (exponent == 15 && mantissa == 7) return std::nan("");
    if (exponent == 0) return sign * std::ldexp(mantissa / 8.0, -6);
    return sign * std::ldexp(1 + mantissa / 8.0, exponent - 7);
}

// The nearest of all finite codes of one sign, ties to the even mantissa.
uint8_t nearestE4m3(float value) {
    int best = 0;
    for (int code = 1; code < 127; ++code) {
        const double distance = std::abs(e4m3ByDefinition(code) - std::abs(static_cast<double>(value)));
        const double least = std::abs(e4m3ByDefinition(best) - std::abs(static_cast<double>(value)));
        if (distance < least || (distance == least && code % 2 == 0)) best = code;
    }
    return static_cast<uint8_t>(best | (std::signbit(value) ? 0x80 : 0));
}

TEST(Formats, EveryE4m3CodeHasTheValueOfTheDefinition) {
    for (int code = 0; code < 256; ++code) {
        const double expected = e4m3ByDefinition(code);
        const float got = decodeE4m3(static_cast<uint8_t>(code));
        if (std::isnan(expected)) {
            EXPECT_TRUE(std::isnan(got)) << code;
        } else {
            EXPECT_EQ(got, expected) << code;
            EXPECT_EQ(std::signbit(got), code >= 128) << code;
        }
    }
    EXPECT_EQ(decodeE4m3(0x7E), 448.0F);
    EXPECT_TRUE(std::isnan(decodeE4m3(0x7F)));
    EXPECT_TRUE(std::isnan(decodeE4m3(0xFF)));
}

TEST(Formats, E4m3RoundTripsEveryCode) {
    for (int code = 0; code < 256; ++code) {
        EXPECT_EQ(encodeE4m3(decodeE4m3(static_cast<uint8_t>(code))) & 0x7F, code & 0x7F) << code;
    }
    EXPECT_EQ(encodeE4m3(-0.0F), 0x80);
}

TEST(Formats, E4m3RoundsToTheNearestTiesToEven) {
    for (int code = 0; code < 126; ++code) {
        const auto low = decodeE4m3(static_cast<uint8_t>(code));
        const auto high = decodeE4m3(static_cast<uint8_t>(code + 1));
        const float middle = (low + high) / 2;
        for (const float value : {middle, std::nextafter(middle, 0.0F), std::nextafter(middle, 1e9F)}) {
            EXPECT_EQ(encodeE4m3(value), nearestE4m3(value)) << value;
            EXPECT_EQ(encodeE4m3(-value), nearestE4m3(-value)) << -value;
        }
    }
    Numbers numbers(1);
    for (int i = 0; i < 2000; ++i) {
        const float value = numbers.normal() * std::exp2(static_cast<float>(i % 20 - 11));
        EXPECT_EQ(encodeE4m3(value), nearestE4m3(value)) << value;
    }
}

TEST(Formats, E4m3SaturatesAndKeepsNan) {
    EXPECT_EQ(encodeE4m3(1e30F), 0x7E);
    EXPECT_EQ(encodeE4m3(-INFINITY), 0xFE);
    EXPECT_EQ(encodeE4m3(std::nanf("")) & 0x7F, 0x7F);
}

TEST(Formats, Bf16RoundTripsEveryPatternAndRoundsToEven) {
    for (uint32_t bits = 0; bits < 65536; ++bits) {
        const float value = decodeBf16(static_cast<uint16_t>(bits));
        if (std::isnan(value)) {
            EXPECT_TRUE(std::isnan(decodeBf16(encodeBf16(value))));
        } else {
            ASSERT_EQ(encodeBf16(value), bits);
        }
    }
    EXPECT_EQ(encodeBf16(std::bit_cast<float>(0x3F808000U)), 0x3F80);  // a tie: down to even
    EXPECT_EQ(encodeBf16(std::bit_cast<float>(0x3F818000U)), 0x3F82);  // a tie: up to even
    EXPECT_EQ(encodeBf16(std::bit_cast<float>(0x3F808001U)), 0x3F81);
    EXPECT_EQ(encodeBf16(3.4e38F), 0x7F80);
    EXPECT_TRUE(std::isnan(decodeBf16(encodeBf16(std::bit_cast<float>(0x7F800001U)))));
}

TEST(Formats, F16RoundTripsEveryPatternAndRoundsAsTheCompilerDoes) {
    for (uint32_t bits = 0; bits < 65536; ++bits) {
        const float value = decodeF16(static_cast<uint16_t>(bits));
        if (std::isnan(value)) {
            EXPECT_TRUE(std::isnan(decodeF16(encodeF16(value))));
        } else {
            ASSERT_EQ(encodeF16(value), bits);
        }
    }
    EXPECT_EQ(decodeF16(0x3C00), 1.0F);
    EXPECT_EQ(decodeF16(0x0001), std::ldexp(1.0F, -24));
    EXPECT_EQ(decodeF16(0xFBFF), -65504.0F);
    EXPECT_EQ(encodeF16(65519.99F), 0x7BFF);
    EXPECT_EQ(encodeF16(65520.0F), 0x7C00);
    EXPECT_EQ(encodeF16(std::ldexp(1.0F, -25)), 0x0000);  // a tie: down to even
    EXPECT_EQ(encodeF16(std::ldexp(1.5F, -25)), 0x0001);
    EXPECT_EQ(encodeF16(1.0F + std::ldexp(1.0F, -11)), 0x3C00);
    EXPECT_EQ(encodeF16(1.0F + std::ldexp(3.0F, -11)), 0x3C02);
}

TEST(Decode, AppliesTheScaleOfEachBlockAtPartialEdges) {
    constexpr int64_t Rows = 130;
    constexpr int64_t Columns = 300;
    std::vector<uint8_t> codes(Rows * Columns, 0x38);  // 1.0
    std::vector<float> scales = {1, 2, 3, 4, 5, 6};    // 2 x 3 blocks
    Tensor weight = Tensor::of(codes.data(), Type::F8E4M3, {Rows, Columns});
    weight.scales = scales.data();
    std::vector<float> all(Rows * Columns);
    decodeAll(weight, all);
    for (int64_t row = 0; row < Rows; ++row) {
        for (int64_t column = 0; column < Columns; ++column) {
            const auto expected = static_cast<float>(1 + row / 128 * 3 + column / 128);
            ASSERT_EQ(all[static_cast<size_t>(row * Columns + column)], expected) << row << " " << column;
        }
    }
    std::vector<float> part(4);
    decodeRow(weight.rows(128, 2), 1, 126, part);
    EXPECT_EQ(part, (std::vector<float>{4, 4, 5, 5}));
}

TEST(Decode, ReadsHalvesFromOddAddresses) {
    std::vector<std::byte> bytes(9);
    const uint16_t halves[] = {encodeBf16(1.5F), encodeBf16(-2.0F)};
    std::memcpy(bytes.data() + 1, halves, sizeof(halves));
    std::vector<float> out(2);
    decodeRow(Tensor::of(bytes.data() + 1, Type::BF16, {1, 2}), 0, 0, out);
    EXPECT_EQ(out, (std::vector<float>{1.5F, -2.0F}));
}

TEST(Encode, Fp8BlocksComeBackWithinHalfAStep) {
    Numbers numbers(2);
    const std::vector<float> values = numbers.floats(200 * 150);
    const Fp8Blocks blocks = encodeFp8Blocks(values, 200, 150);
    ASSERT_EQ(blocks.scales.size(), 4U);
    Tensor weight = Tensor::of(blocks.codes.data(), Type::F8E4M3, {200, 150});
    weight.scales = blocks.scales.data();
    std::vector<float> back(values.size());
    decodeAll(weight, back);
    for (size_t i = 0; i < values.size(); ++i) {
        // Half a step is a sixteenth of a number's power of two; below 2^-6 of the scale half of 2^-9.
        EXPECT_NEAR(back[i], values[i], std::abs(values[i]) / 16 + blocks.scales[0] * 0x1p-9F);
    }
    const Fp8Blocks zeros = encodeFp8Blocks(std::vector<float>(4, 0.0F), 2, 2);
    EXPECT_EQ(zeros.codes, std::vector<uint8_t>(4, 0));
    EXPECT_EQ(zeros.scales[0], 1.0F);
}

}  // namespace
}  // namespace kernels::test
