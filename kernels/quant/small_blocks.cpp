// The formats with 32 numbers a block. In those of 4 and 5 bits number j of the first half lies in the low
// four bits of byte j, number j of the second half in the high four.
#include "kernels/quant/small_blocks.h"

#include "kernels/quant/block_bytes.h"
#include "kernels/quant/blocks.h"

namespace kernels {
namespace {

constexpr int Half = 16;

void decodeQ8(const std::byte* block, float* to) {
    const float d = halfAt(block, 0);
    for (int j = 0; j < 2 * Half; ++j)
        to[j] = static_cast<float>(static_cast<int8_t>(byteAt(block, 2 + j))) * d;
}

// Calls put(place in the block, four bits) for the 32 numbers whose bytes begin at `from`.
template <class Put>
void eachNibble(const std::byte* from, Put put) {
    for (int j = 0; j < Half; ++j) {
        put(j, byteAt(from, j) & 15);
        put(j + Half, byteAt(from, j) >> 4);
    }
}

void decodeQ40(const std::byte* block, float* to) {
    const float d = halfAt(block, 0);
    eachNibble(block + 2, [&](int j, int q) { to[j] = d * static_cast<float>(q - 8); });
}

void decodeQ41(const std::byte* block, float* to) {
    const float d = halfAt(block, 0);
    const float m = halfAt(block, 2);
    eachNibble(block + 4, [&](int j, int q) { to[j] = d * static_cast<float>(q) + m; });
}

void decodeQ50(const std::byte* block, float* to) {
    const float d = halfAt(block, 0);
    eachNibble(block + 6,
               [&](int j, int q) { to[j] = d * static_cast<float>((q | bitAt(block, 2, j) << 4) - 16); });
}

void decodeQ51(const std::byte* block, float* to) {
    const float d = halfAt(block, 0);
    const float m = halfAt(block, 2);
    eachNibble(block + 8,
               [&](int j, int q) { to[j] = d * static_cast<float>(q | bitAt(block, 4, j) << 4) + m; });
}

void decodeIq4Nl(const std::byte* block, float* to) {
    const float d = halfAt(block, 0);
    eachNibble(block + 2, [&](int j, int q) { to[j] = d * static_cast<float>(Iq4Values[q]); });
}

void decodeMxfp4(const std::byte* block, float* to) {
    const float d = halvedE8m0(byteAt(block, 0));
    eachNibble(block + 1, [&](int j, int q) { to[j] = d * static_cast<float>(Mxfp4Values[q]); });
}

}  // namespace

void decodeSmallBlock(Type type, const std::byte* block, float* to) {
    switch (type) {
        case Type::Q8_0: decodeQ8(block, to); return;
        case Type::Q4_0: decodeQ40(block, to); return;
        case Type::Q4_1: decodeQ41(block, to); return;
        case Type::Q5_0: decodeQ50(block, to); return;
        case Type::Q5_1: decodeQ51(block, to); return;
        case Type::IQ4_NL: decodeIq4Nl(block, to); return;
        case Type::MXFP4: decodeMxfp4(block, to); return;
        default: return;  // decodeBlocks asks for these only
    }
}

}  // namespace kernels
