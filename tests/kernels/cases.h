// What the tests of kernels/ share: numbers from a seed, weights of every type, all devices, comparing.
#pragma once

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "kernels/devices.h"
#include "kernels/quant/encode.h"
#include "kernels/quant/formats.h"

namespace kernels::test {

class Numbers {
public:
    explicit Numbers(uint32_t seed) : engine_(seed) {}

    float normal() { return normal_(engine_); }
    int32_t below(int32_t limit) { return std::uniform_int_distribution<int32_t>(0, limit - 1)(engine_); }
    std::vector<float> floats(int64_t count, float scale = 1.0F) {
        std::vector<float> values(static_cast<size_t>(count));
        for (float& value : values) value = normal() * scale;
        return values;
    }
    std::vector<int32_t> shuffled(int32_t count) {
        std::vector<int32_t> values(static_cast<size_t>(count));
        for (int32_t i = 0; i < count; ++i) values[static_cast<size_t>(i)] = i;
        std::shuffle(values.begin(), values.end(), engine_);
        return values;
    }

private:
    std::mt19937 engine_;
    std::normal_distribution<float> normal_;
};

// Where the F16 scales of a block stand.
inline std::vector<int64_t> halvesOf(Type type) {
    switch (type) {
        case Type::MXFP4: return {};
        case Type::Q4_1:
        case Type::Q5_1:
        case Type::Q4_K:
        case Type::Q5_K: return {0, 2};
        case Type::Q2_K: return {80, 82};
        case Type::Q3_K: return {108};
        case Type::Q6_K: return {208};
        default: return {0};
    }
}

// A matrix [rows, columns] in any weight type, with its memory.
class Weight {
public:
    Weight(Numbers& numbers, Type type, int64_t rows, int64_t columns)
        : Weight(type, rows, columns, numbers.floats(rows * columns, 0.5F)) {}
    Weight(Type type, int64_t rows, int64_t columns, const std::vector<float>& values) {
        bytes_.resize(static_cast<size_t>(bytesOf(type, rows * columns)) + 1);
        if (isBlocked(type)) {
            if (type == Type::Q8_0 || type == Type::Q4_0)
                encodeBlocks(type, values, std::span(bytes_).first(bytes_.size() - 1));
            else
                inventBlocks(type, values);
        } else if (type == Type::F32) {
            std::memcpy(bytes_.data(), values.data(), values.size() * sizeof(float));
        } else if (type == Type::F8E4M3) {
            Fp8Blocks blocks = encodeFp8Blocks(values, rows, columns);
            if (!values.empty()) std::memcpy(bytes_.data(), blocks.codes.data(), blocks.codes.size());
            scales_ = std::move(blocks.scales);
            scales_.push_back(0.0F);  // so that data() is not null for an empty matrix
        } else {
            std::vector<uint16_t> halves(values.size());
            type == Type::BF16 ? encodeBf16(values, halves) : encodeF16(values, halves);
            std::memcpy(bytes_.data(), halves.data(), halves.size() * sizeof(uint16_t));
        }
        tensor = Tensor::of(bytes_.data(), type, {rows, columns});
        if (type == Type::F8E4M3) tensor.scales = scales_.data();
    }
    Weight(Weight&&) = default;

    std::byte* bytes() { return bytes_.data(); }
    Tensor tensor;

private:
    // For formats that nothing here encodes: any bits, with scales of a size that gives numbers like the
    // others.
    void inventBlocks(Type type, const std::vector<float>& values) {
        std::memcpy(bytes_.data(), values.data(), bytes_.size() - 1);  // they are smaller than the numbers
        const BlockOf block = blockOf(type);
        for (auto at = bytes_.begin(); at + block.bytes < bytes_.end(); at += block.bytes) {
            for (int i = 0; i < block.bytes; ++i) at[i] ^= static_cast<std::byte>(i * 37);
            const uint16_t scale = encodeF16(block.elements == 32 ? 0.05F : 0.002F);
            for (const int64_t place : halvesOf(type)) std::memcpy(&at[place], &scale, sizeof(scale));
            if (type == Type::MXFP4) at[0] = std::byte{122};
        }
    }

    std::vector<std::byte> bytes_;
    std::vector<float> scales_;
};

template <class T>
Tensor view(std::vector<T>& values, std::initializer_list<int64_t> shape) {
    static_assert(sizeof(T) == 4);
    return Tensor::of(values.data(), std::is_same_v<T, float> ? Type::F32 : Type::I32, shape);
}

// The CPU backend for every SIMD target this machine can run, alone and with three threads. Afterwards the
// target is the usual one again.
inline void onEveryCpu(const std::function<void(Backend&)>& work) {
    for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
        for (const int threads : {1, 3}) {
            hwy::SetSupportedTargetsForTest(target);
            hwy::GetChosenTarget().Update(hwy::SupportedTargets());
            auto backend = makeBackend("cpu", threads);
            ASSERT_TRUE(backend);
            SCOPED_TRACE((*backend)->name());
            work(**backend);
            hwy::SetSupportedTargetsForTest(0);
            hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        }
    }
}

inline std::unique_ptr<Backend> reference() {
    return std::move(*makeBackend("reference"));
}

// Every value within `tolerance` of its own size plus the whole's root mean square; and the directions agree.
inline void expectClose(const std::vector<float>& got, const std::vector<float>& expected, double tolerance) {
    ASSERT_EQ(got.size(), expected.size());
    double squares = 0;
    double gotSquares = 0;
    double product = 0;
    for (size_t i = 0; i < got.size(); ++i) {
        squares += static_cast<double>(expected[i]) * expected[i];
        gotSquares += static_cast<double>(got[i]) * got[i];
        product += static_cast<double>(got[i]) * expected[i];
    }
    const double typical = std::sqrt(squares / static_cast<double>(std::max<size_t>(got.size(), 1)));
    double worst = 0;
    for (size_t i = 0; i < got.size(); ++i) {
        ASSERT_TRUE(std::isfinite(got[i])) << "at " << i;
        const double error = std::abs(static_cast<double>(got[i]) - expected[i]);
        worst = std::max(worst, error / (std::abs(static_cast<double>(expected[i])) + typical + 1e-30));
    }
    EXPECT_LE(worst, tolerance);
    if (squares == 0) return;
    EXPECT_GE(product / std::sqrt(squares * gotSquares), 1.0 - 1e-6);
}

constexpr double Tolerance = 2e-5;

// Runs one operation, built over an output buffer, on the reference and then everywhere.
inline void compare(const std::vector<float>& before, double tolerance,
                    const std::function<void(Backend&, std::vector<float>&)>& work) {
    std::vector<float> expected = before;
    work(*reference(), expected);
    onEveryCpu([&](Backend& backend) {
        std::vector<float> got = before;
        work(backend, got);
        expectClose(got, expected, tolerance);
    });
}

inline void expectSameBits(const std::vector<float>& got, const std::vector<float>& expected) {
    ASSERT_EQ(got.size(), expected.size());
    for (size_t i = 0; i < got.size(); ++i) {
        ASSERT_EQ(std::bit_cast<uint32_t>(got[i]), std::bit_cast<uint32_t>(expected[i]))
            << "at " << i << ": " << got[i] << " and " << expected[i];
    }
}

constexpr Type WeightTypes[] = {Type::F32, Type::BF16, Type::F16, Type::F8E4M3};
// In the order of quant_goldens.txt.
constexpr Type BlockTypes[] = {Type::Q8_0,   Type::Q4_0,   Type::Q4_1, Type::Q5_0, Type::Q5_1,
                               Type::Q2_K,   Type::Q3_K,   Type::Q4_K, Type::Q5_K, Type::Q6_K,
                               Type::IQ4_NL, Type::IQ4_XS, Type::MXFP4};

}  // namespace kernels::test
