// What attention keeps of earlier tokens: for each layer, blocks of 64 tokens, each token one row. The row is
// the normalised latent and the rotated shared key (DeepSeek-V2 paper, section 2.1), or the token's rotated
// keys and its values. One buffer for all layers. One thread (the engine's).
#pragma once

#include <memory>

#include "engine/cache/block_pool.h"
#include "kernels/ops/backend.h"

namespace engine {

class PagedCache {
public:
    // Fails with OutOfMemory, naming the size.
    static base::Result<std::unique_ptr<PagedCache>> open(kernels::Backend& backend, int layers, int blocks,
                                                          int width);

    kernels::Tensor layer(int index) const;  // [blocks, BlockTokens, width] F32
    int blocks() const { return blocks_; }
    int layers() const { return layers_; }

private:
    PagedCache() = default;
    kernels::Buffer memory_;
    int layers_ = 0;
    int blocks_ = 0;
    int width_ = 0;
};

}  // namespace engine
