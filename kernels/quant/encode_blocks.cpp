#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/base/check.h"
#include "kernels/quant/encode.h"
#include "kernels/quant/formats.h"

namespace kernels {
namespace {

constexpr int Numbers = 32;

void putScale(float d, std::byte* block) {
    const uint16_t bits = encodeF16(d);
    std::memcpy(block, &bits, sizeof(bits));
}

float inverse(float d) {
    return d == 0.0F ? 0.0F : 1.0F / d;
}

// A scale without a finite inverse is zero as F16: the codes say nothing, and are zero.
bool codeless(float factor, std::byte* codes, int bytes) {
    if (!std::isinf(factor)) return false;
    std::fill_n(codes, bytes, std::byte{0});
    return true;
}

// To nearest, halves away from zero; for magnitudes that an int holds. Without a call, so that loops become
// SIMD.
int rounded(float value) {
    const float magnitude = std::abs(value);
    const auto whole = static_cast<int>(magnitude);
    const int up = magnitude - static_cast<float>(whole) >= 0.5F ? 1 : 0;
    return value < 0.0F ? -(whole + up) : whole + up;
}

void encodeQ8(const float* from, std::byte* block) {
    float most = 0.0F;
    for (int i = 0; i < Numbers; ++i) most = std::max(most, std::abs(from[i]));
    const float d = most / 127.0F;
    const float factor = inverse(d);
    putScale(d, block);
    if (codeless(factor, block + 2, Numbers)) return;
    for (int i = 0; i < Numbers; ++i)
        block[2 + i] = static_cast<std::byte>(static_cast<int8_t>(rounded(from[i] * factor)));
}

// The number of largest magnitude becomes -8 exactly, the only code without a counterpart.
void encodeQ4(const float* from, std::byte* block) {
    const float* most = from;
    for (int i = 1; i < Numbers; ++i)
        if (std::abs(from[i]) > std::abs(*most)) most = from + i;
    const float d = *most / -8.0F;
    const float factor = inverse(d);
    putScale(d, block);
    if (codeless(factor, block + 2, Numbers / 2)) return;
    const auto code = [&](int i) {
        const float product = from[i] * factor;
        return static_cast<uint8_t>(std::clamp(std::trunc(product + 8.5F), 0.0F, 15.0F));
    };
    for (int i = 0; i < Numbers / 2; ++i)
        block[2 + i] = static_cast<std::byte>(code(i) | code(i + Numbers / 2) << 4);
}

}  // namespace

void encodeBlocks(Type type, std::span<const float> from, std::span<std::byte> to) {
    CHECK(type == Type::Q8_0 || type == Type::Q4_0, "encodeBlocks: only Q8_0 and Q4_0 are written");
    const auto bytes = static_cast<size_t>(blockOf(type).bytes);
    CHECK(from.size() % Numbers == 0 && to.size() == from.size() / Numbers * bytes,
          "encodeBlocks: not a whole number of blocks, or another number of bytes");
    const auto encode = type == Type::Q8_0 ? encodeQ8 : encodeQ4;
    for (size_t i = 0; i < from.size() / Numbers; ++i)
        encode(from.data() + i * Numbers, to.data() + i * bytes);
}

}  // namespace kernels
