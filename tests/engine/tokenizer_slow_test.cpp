// How fast DeepSeek-V3's tokenizer must be, in processor time, so that what else the machine does matters
// little. Only where the compiler optimises; tests/bench/tokenizer_bench.cpp is for looking closer.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>

#include "tests/engine/v3_tokenizer.h"
#include "tests/support/plain_english.h"

namespace engine {
namespace {

constexpr double LeastMegabytesPerSecond = 20;
constexpr double MostSecondsForOneLetter = 1;
constexpr size_t Mebibyte = size_t{1} << 20U;

// The best of so many runs, in seconds of processor time.
double secondsFor(const Tokenizer& tokenizer, const std::string& text, int runs) {
    std::clock_t best = 0;
    for (int run = 0; run < runs; ++run) {
        const std::clock_t start = std::clock();
        const size_t tokens = tokenizer.encode(text).size();
        const std::clock_t spent = std::clock() - start;
        EXPECT_GT(tokens, 0U);
        best = run == 0 ? spent : std::min(best, spent);
    }
    return static_cast<double>(best) / CLOCKS_PER_SEC;
}

class TokenizerSpeed : public testing::Test {
protected:
    void SetUp() override {
#ifndef NDEBUG
        GTEST_SKIP() << "this build is not optimised: build the preset release";
#endif
        ASSERT_TRUE(tests::v3Tokenizer());
    }
};

TEST_F(TokenizerSpeed, HoldsOnPlainEnglish) {
    const std::string text = tests::plainEnglish(Mebibyte);
    const double speed = static_cast<double>(text.size()) / 1e6 / secondsFor(*tests::v3Tokenizer(), text, 20);
    fmt::print("plain English: {:.1f} MB/s\n", speed);
    EXPECT_GE(speed, LeastMegabytesPerSecond);
}

TEST_F(TokenizerSpeed, HoldsOnAMebibyteOfOneLetter) {
    for (const char letter : {'a', ' ', '-', '7'}) {
        const double seconds = secondsFor(*tests::v3Tokenizer(), std::string(Mebibyte, letter), 3);
        fmt::print("1 MiB of '{}': {:.3f} s\n", letter, seconds);
        EXPECT_LE(seconds, MostSecondsForOneLetter) << letter;
    }
}

}  // namespace
}  // namespace engine
