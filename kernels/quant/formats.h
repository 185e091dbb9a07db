// Number formats byte for byte, one number at a time: FP8 e4m3 (bias 7, largest 448, no infinities, NaN is
// 0x7F and 0xFF; "e4m3fn" in the checkpoints), BF16, F16. All rounding is to nearest, ties to even. Pure
// functions, any thread.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace kernels {

constexpr float E4m3Max = 448.0F;

namespace detail {

constexpr float e4m3Value(uint8_t code) {
    const int exponent = (code >> 3) & 15;
    const int mantissa = code & 7;
    const float sign = (code & 0x80) != 0 ? -1.0F : 1.0F;
    if (exponent == 15 && mantissa == 7) return std::numeric_limits<float>::quiet_NaN();
    if (exponent == 0) return sign * static_cast<float>(mantissa) / 512.0F;
    const auto power = static_cast<uint32_t>(exponent - 7 + 127) << 23U;
    return sign * std::bit_cast<float>(power | static_cast<uint32_t>(mantissa) << 20U);
}

constexpr std::array<float, 256> e4m3Table() {
    std::array<float, 256> table{};
    for (int code = 0; code < 256; ++code) {
        table[static_cast<size_t>(code)] = e4m3Value(static_cast<uint8_t>(code));
    }
    return table;
}

}  // namespace detail

inline constexpr std::array<float, 256> E4m3Table = detail::e4m3Table();

constexpr float decodeE4m3(uint8_t code) {
    return E4m3Table[code];
}

// Beyond 448 it saturates, as the checkpoints' own quantisation does; NaN stays NaN.
constexpr uint8_t encodeE4m3(float value) {
    const auto bits = std::bit_cast<uint32_t>(value);
    const auto sign = static_cast<uint8_t>(bits >> 24U & 0x80U);
    const uint32_t magnitude = bits & 0x7FFFFFFFU;
    if (magnitude > 0x7F800000U) return static_cast<uint8_t>(sign | 0x7FU);
    const auto absolute = std::bit_cast<float>(magnitude);
    if (absolute >= E4m3Max) return static_cast<uint8_t>(sign | 0x7EU);
    if (absolute < 0x1p-6F) {
        // Subnormal steps of 2^-9: adding 2^14 leaves exactly those steps in an F32, rounded as it should be.
        const float shifted = absolute + 0x1p14F;
        return static_cast<uint8_t>(sign | (std::bit_cast<uint32_t>(shifted) & 0xFU));
    }
    const uint32_t rounded = magnitude + 0x7FFFFU + (magnitude >> 20U & 1U);
    return static_cast<uint8_t>(sign | ((rounded >> 20U) - ((127U - 7U) << 3U)));
}

constexpr float decodeBf16(uint16_t bits) {
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16U);
}

constexpr uint16_t encodeBf16(float value) {
    const auto bits = std::bit_cast<uint32_t>(value);
    if ((bits & 0x7FFFFFFFU) > 0x7F800000U)
        return static_cast<uint16_t>(bits >> 16U | 0x40U);  // keep a NaN a NaN
    return static_cast<uint16_t>((bits + 0x7FFFU + (bits >> 16U & 1U)) >> 16U);
}

constexpr float decodeF16(uint16_t bits) {
    const uint32_t sign = static_cast<uint32_t>(bits & 0x8000U) << 16U;
    const uint32_t exponent = bits >> 10U & 31U;
    const uint32_t mantissa = bits & 1023U;
    if (exponent == 31) return std::bit_cast<float>(sign | 0x7F800000U | mantissa << 13U);
    if (exponent == 0) {
        const float small = static_cast<float>(mantissa) * 0x1p-24F;
        return sign != 0 ? -small : small;
    }
    return std::bit_cast<float>(sign | (exponent + 112U) << 23U | mantissa << 13U);
}

// Beyond 65504 it becomes infinite, as IEEE 754 says.
constexpr uint16_t encodeF16(float value) {
    const auto bits = std::bit_cast<uint32_t>(value);
    const auto sign = static_cast<uint16_t>(bits >> 16U & 0x8000U);
    const uint32_t magnitude = bits & 0x7FFFFFFFU;
    if (magnitude > 0x7F800000U) return static_cast<uint16_t>(sign | 0x7E00U);
    if (magnitude >= 0x477FF000U) return static_cast<uint16_t>(sign | 0x7C00U);
    if (magnitude < 0x38800000U) {
        // Subnormal steps of 2^-24: adding 0.5 leaves exactly those steps in an F32, rounded as it should be.
        const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
        return static_cast<uint16_t>(sign | (std::bit_cast<uint32_t>(shifted) & 0x7FFU));
    }
    const uint32_t rounded = magnitude + 0xFFFU + (magnitude >> 13U & 1U);
    return static_cast<uint16_t>(sign | ((rounded >> 13U) - (112U << 10U)));
}

}  // namespace kernels
