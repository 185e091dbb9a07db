#include "kernels/quant/blocks.h"

#include "kernels/base/check.h"
#include "kernels/quant/large_blocks.h"
#include "kernels/quant/small_blocks.h"

namespace kernels {

void decodeBlocks(Type type, const std::byte* from, int64_t blocks, float* to) {
    CHECK(isBlocked(type), "decodeBlocks: not a block type");
    const BlockOf block = blockOf(type);
    const auto decode = block.elements == LargestBlock ? decodeLargeBlock : decodeSmallBlock;
    for (int64_t i = 0; i < blocks; ++i) decode(type, from + i * block.bytes, to + i * block.elements);
}

}  // namespace kernels
