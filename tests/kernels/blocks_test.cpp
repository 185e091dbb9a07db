// Block types against the PyPI package gguf, bit for bit (make_quant_goldens.py), and on every SIMD target.
#include "kernels/quant/blocks.h"

#include <fstream>
#include <sstream>

#include "kernels/quant/decode.h"
#include "tests/kernels/cases.h"

namespace kernels::test {
namespace {

uint64_t mixed(uint64_t stream, uint64_t index) {  // SplitMix64, as in the script
    uint64_t z = (index + (stream << 32U) + 1) * 0x9E3779B97F4A7C15U;
    z = (z ^ z >> 30U) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27U) * 0x94D049BB133111EBU;
    return z ^ z >> 31U;
}

template <class Word>
uint64_t total(const std::vector<Word>& words) {
    uint64_t sum = 0;
    for (size_t i = 0; i < words.size(); ++i) sum += static_cast<uint64_t>(words[i]) * (2 * i + 1);
    return sum;
}

// Every pattern of bits but scales that are infinite or NaN.
std::vector<std::byte> blocksOf(uint64_t stream, Type type, size_t count) {
    constexpr uint16_t Special[] = {0x8000, 0x0001, 0x83FF, 0x7BFF};
    const auto size = static_cast<size_t>(blockOf(type).bytes);
    std::vector<std::byte> bytes(count * size);
    for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(mixed(stream, i));
    for (size_t block = 0; block < count; ++block) {
        for (const int64_t offset : halvesOf(type)) {
            const size_t place = block * size + static_cast<size_t>(offset);
            uint16_t scale = 0;
            std::memcpy(&scale, &bytes[place], sizeof(scale));
            if ((scale & 0x7C00) == 0x7C00) scale ^= 0x0400;
            if (block < std::size(Special)) scale = Special[block];
            std::memcpy(&bytes[place], &scale, sizeof(scale));
        }
    }
    return bytes;
}

Type typeNamed(const std::string& name) {
    for (const Type type : BlockTypes)
        if (name == nameOf(type)) return type;
    ADD_FAILURE() << "no block type " << name;
    return Type::Q8_0;
}

struct GoldenLine {
    std::string work, name;
    size_t blocks = 0;
    uint64_t sum = 0;
    std::vector<uint32_t> words;  // of the fourth block
};

std::vector<GoldenLine> goldenLines() {
    std::ifstream file(INKSTONE_SOURCE_DIR "/tests/data/quant_goldens.txt");
    std::vector<GoldenLine> lines;
    for (std::string text; std::getline(file, text);) {
        std::istringstream words(text);
        GoldenLine line;
        words >> line.work >> line.name >> line.blocks >> std::hex >> line.sum;
        for (uint32_t word = 0; words >> word;) line.words.push_back(word);
        lines.push_back(line);
    }
    return lines;
}

TEST(Blocks, DecodeBitForBitAsTheGgufPackage) {
    uint64_t stream = 0;
    for (const GoldenLine& golden : goldenLines()) {
        if (golden.work != "decode") continue;
        SCOPED_TRACE(golden.name);
        const Type type = typeNamed(golden.name);
        const std::vector<std::byte> blocks = blocksOf(stream++, type, golden.blocks);
        const auto elements = static_cast<size_t>(blockOf(type).elements);
        std::vector<float> values(golden.blocks * elements);
        decodeBlocks(type, blocks.data(), static_cast<int64_t>(golden.blocks), values.data());
        std::vector<uint32_t> words(values.size());
        std::memcpy(words.data(), values.data(), values.size() * sizeof(float));
        const auto fourth = words.begin() + static_cast<std::ptrdiff_t>(3 * elements);
        EXPECT_EQ(std::vector<uint32_t>(fourth, fourth + static_cast<std::ptrdiff_t>(elements)),
                  golden.words);
        EXPECT_EQ(total(words), golden.sum);
    }
    EXPECT_EQ(stream, std::size(BlockTypes)) << "every block type has a golden line";
}

// As the script's numbers_of: random ones of many magnitudes behind a few blocks that are awkward.
std::vector<float> numbersOf(uint64_t stream, size_t blocks) {
    constexpr int FirstPowers[] = {0, -136, -118, 126, 0, 0, 0};
    std::vector<float> values(blocks * 32);
    for (size_t i = 0; i < values.size(); ++i) {
        const uint64_t raw = mixed(stream, i);
        const size_t block = i / 32;
        const auto whole = static_cast<float>(raw & 63U);
        const int power =
            block < std::size(FirstPowers) ? FirstPowers[block] : static_cast<int>(block % 20) - 12;
        values[i] = std::ldexp(static_cast<float>(raw >> 40U) / 16777216.0F - 0.5F, power);
        if (block == 0) values[i] = 0.0F;
        if (block == 4) values[i] = i % 32 == 0 ? 127.0F : whole / 2 - 16;
        if (block == 5) values[i] = i % 32 == 0 ? -8.0F : whole / 4 - 8;
        if (block == 6) values[i] = whole < 32 ? 4.0F : -4.0F;
    }
    return values;
}

TEST(Blocks, EncodeByteForByteAsTheGgufPackage) {
    uint64_t stream = 100;
    for (const GoldenLine& golden : goldenLines()) {
        if (golden.work != "encode") continue;
        SCOPED_TRACE(golden.name);
        const Type type = typeNamed(golden.name);
        const std::vector<float> values = numbersOf(stream++, golden.blocks);
        std::vector<std::byte> bytes(golden.blocks * static_cast<size_t>(blockOf(type).bytes));
        encodeBlocks(type, values, bytes);
        EXPECT_EQ(total(bytes), golden.sum);
    }
    EXPECT_EQ(stream, 102U);
}

TEST(Blocks, EncodedNumbersComeBackWithinHalfAStep) {
    Numbers numbers(3);
    const std::vector<float> values = numbers.floats(64 * 20);
    for (const auto& [type, steps] : {std::pair{Type::Q8_0, 127.0F}, {Type::Q4_0, 8.0F}}) {
        const Weight weight(type, 20, 64, values);
        std::vector<float> back(values.size());
        decodeAll(weight.tensor, back);
        for (size_t block = 0; block < values.size(); block += 32) {
            float most = 0;
            for (size_t i = block; i < block + 32; ++i) most = std::max(most, std::abs(values[i]));
            // Half a step and what the scale loses as F16; Q4_0 has no +8: what would become it is cut to 7.
            const float allowed = most / steps * (type == Type::Q4_0 ? 1.01F : 0.57F);
            for (size_t i = block; i < block + 32; ++i) EXPECT_NEAR(back[i], values[i], allowed);
        }
    }
}

TEST(Blocks, PiecesOfARowBeginAndEndAnywhere) {
    for (const Type type : BlockTypes) {
        const std::vector<std::byte> blocks = blocksOf(7, type, 24);
        const Tensor weight = Tensor::of(blocks.data(), type, {3, 8 * blockOf(type).elements});
        std::vector<float> all(static_cast<size_t>(weight.elements()));
        decodeAll(weight, all);
        const auto width = static_cast<size_t>(weight.dim(1));
        for (const auto& [first, count] :
             {std::pair<size_t, size_t>{0, 1}, {31, 2}, {5, 200}, {width - 1, 1}}) {
            std::vector<float> piece(count);
            decodeRow(weight, 2, static_cast<int64_t>(first), piece);
            const auto from = all.begin() + static_cast<std::ptrdiff_t>(2 * width + first);
            expectSameBits(piece, {from, from + static_cast<std::ptrdiff_t>(count)});
        }
    }
}

// Products with unit rows give the numbers themselves: few rows read blocks directly, many through panels.
TEST(Blocks, EveryTargetMultipliesTheSameNumbers) {
    for (const Type type : BlockTypes) {
        SCOPED_TRACE(nameOf(type));
        const int64_t width = std::max<int64_t>(2 * blockOf(type).elements, 96);
        const std::vector<std::byte> blocks =
            blocksOf(8, type, static_cast<size_t>(60 * width / blockOf(type).elements));
        const Tensor weight = Tensor::of(blocks.data(), type, {60, width});
        std::vector<float> all(static_cast<size_t>(weight.elements()));
        decodeAll(weight, all);
        std::vector<float> units(static_cast<size_t>(width * width));
        for (int64_t i = 0; i < width; ++i) units[static_cast<size_t>(i * width + i)] = 1.0F;
        onEveryCpu([&](Backend& on) {
            for (const int64_t rows : {int64_t{2}, width}) {
                std::vector<float> out(static_cast<size_t>(rows * 60));
                on.matmul({view(units, {width, width}).rows(0, rows), weight, view(out, {rows, 60})});
                for (int64_t i = 0; i < rows * 60; ++i) {
                    const float expected = all[static_cast<size_t>(i % 60 * width + i / 60)];
                    // A sum with an infinite number beside zeros is not the number itself.
                    if (std::abs(expected) > 1e30F || type == Type::MXFP4) continue;
                    ASSERT_EQ(out[static_cast<size_t>(i)], expected) << i;
                }
            }
        });
    }
}

TEST(Blocks, ScalesThatAreNotFiniteAreFound) {
    for (const Type type : BlockTypes) {
        std::vector<std::byte> blocks = blocksOf(9, type, 40);
        const auto size = static_cast<size_t>(blockOf(type).bytes);
        if (type == Type::MXFP4)
            for (size_t i = 0; i < 40; ++i) blocks[i * size] &= std::byte{0x7F};
        EXPECT_EQ(firstNonFiniteBlock(type, blocks.data(), 40), -1) << nameOf(type);
        std::vector<int64_t> highBytes = {0};  // of MXFP4's only scale
        if (type != Type::MXFP4) highBytes = halvesOf(type);
        for (const int64_t place : highBytes) {
            std::vector<std::byte> damaged = blocks;
            damaged[23 * size + static_cast<size_t>(place) + (type == Type::MXFP4 ? 0 : 1)] = std::byte{0xFF};
            EXPECT_EQ(firstNonFiniteBlock(type, damaged.data(), 40), 23) << nameOf(type);
        }
    }
}

TEST(Blocks, ViewsKeepBlocksWhole) {
    std::vector<std::byte> bytes(static_cast<size_t>(bytesOf(Type::Q4_0, 4 * 96)));
    const Tensor weight = Tensor::of(bytes.data(), Type::Q4_0, {4, 96});
    EXPECT_EQ(weight.rows(1, 2).data, bytes.data() + 54);
    EXPECT_EQ(weight.columns(32, 64).data, bytes.data() + 18);
    EXPECT_EQ(weight.bytes(), 4 * 54);
    EXPECT_DEATH(weight.columns(16, 32), "whole number of blocks");
    EXPECT_DEATH(weight.columns(32, 16), "cuts a block");
    EXPECT_DEATH(bytesOf(Type::Q4_0), "block type");
    auto on = reference();
    std::vector<float> x(96);
    std::vector<float> out(96);
    EXPECT_DEATH(
        on->matmul({view(x, {1, 80}), Tensor::of(bytes.data(), Type::Q4_0, {2, 80}), view(out, {1, 2})}),
        "Matmul.*weight: a row is not a whole number of blocks");
    Tensor flat = Tensor::of(bytes.data(), Type::Q4_0, {96});
    EXPECT_DEATH(on->rmsNorm({view(x, {1, 96}), flat, view(out, {1, 96})}), "RmsNorm.*block type");
}

}  // namespace
}  // namespace kernels::test
