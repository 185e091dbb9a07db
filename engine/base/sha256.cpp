#include "engine/base/sha256.h"

#include <fmt/core.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace engine {
namespace {

using State = std::array<uint32_t, 8>;

constexpr std::array<uint32_t, 64> firstPrimes() {
    std::array<uint32_t, 64> primes{};
    size_t count = 0;
    for (uint32_t candidate = 2; count < primes.size(); ++candidate) {
        bool prime = true;
        for (size_t i = 0; i < count && prime; ++i) prime = candidate % primes[i] != 0;
        if (prime) primes[count++] = candidate;
    }
    return primes;
}

// The standard's constants: the first 32 bits of the fractional parts of roots of the first primes.
uint32_t fraction(long double root) {
    return static_cast<uint32_t>((root - std::floor(root)) * 4294967296.0L);
}

struct Constants {
    State start{};
    std::array<uint32_t, 64> round{};
    Constants() {
        const auto primes = firstPrimes();
        for (size_t i = 0; i < start.size(); ++i)
            start[i] = fraction(std::sqrt(static_cast<long double>(primes[i])));
        for (size_t i = 0; i < round.size(); ++i)
            round[i] = fraction(std::cbrt(static_cast<long double>(primes[i])));
    }
};

uint32_t mixed(uint32_t word, int first, int second, int third) {
    return std::rotr(word, first) ^ std::rotr(word, second) ^ std::rotr(word, third);
}

std::array<uint32_t, 64> scheduleOf(std::string_view block) {
    std::array<uint32_t, 64> words{};
    for (size_t i = 0; i < 64; ++i) words[i / 4] = words[i / 4] << 8U | static_cast<uint8_t>(block[i]);
    for (size_t i = 16; i < 64; ++i) {
        const uint32_t near = words[i - 2];
        const uint32_t far = words[i - 15];
        words[i] = words[i - 16] + (std::rotr(far, 7) ^ std::rotr(far, 18) ^ far >> 3U) + words[i - 7] +
                   (std::rotr(near, 17) ^ std::rotr(near, 19) ^ near >> 10U);
    }
    return words;
}

void digest(State& state, std::string_view block, const Constants& constants) {
    const auto words = scheduleOf(block);
    auto [a, b, c, d, e, f, g, h] = state;
    for (size_t i = 0; i < 64; ++i) {
        const uint32_t first = h + mixed(e, 6, 11, 25) + ((e & f) ^ (~e & g)) + constants.round[i] + words[i];
        const uint32_t second = mixed(a, 2, 13, 22) + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + first;
        d = c, c = b, b = a, a = first + second;
    }
    const State more{a, b, c, d, e, f, g, h};
    for (size_t i = 0; i < state.size(); ++i) state[i] += more[i];
}

}  // namespace

std::string sha256(std::string_view bytes) {
    static const Constants constants;
    std::string padded(bytes);
    padded += '\x80';
    padded.append((120 - padded.size() % 64) % 64, '\0');
    for (int shift = 56; shift >= 0; shift -= 8)
        padded += static_cast<char>(static_cast<uint64_t>(bytes.size()) * 8 >> static_cast<unsigned>(shift));
    State state = constants.start;
    for (size_t at = 0; at < padded.size(); at += 64)
        digest(state, std::string_view(padded).substr(at, 64), constants);
    std::string text;
    for (const uint32_t word : state) text += fmt::format("{:08x}", word);
    return text;
}

}  // namespace engine
