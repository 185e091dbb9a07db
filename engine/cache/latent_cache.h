// The paged latent cache: for each layer, blocks of 64 tokens, each token one row of normalised latent and
// rotated shared key (DeepSeek-V2 paper, section 2.1). One buffer for all layers. One thread (the engine's).
#pragma once

#include <memory>

#include "engine/cache/block_pool.h"
#include "kernels/ops/backend.h"

namespace engine {

class LatentCache {
public:
    // Fails with OutOfMemory, naming the size.
    static base::Result<std::unique_ptr<LatentCache>> open(kernels::Backend& backend, int layers, int blocks,
                                                           int width);

    kernels::Tensor layer(int index) const;  // [blocks, BlockTokens, width] F32
    int blocks() const { return blocks_; }
    int layers() const { return layers_; }

private:
    LatentCache() = default;
    kernels::Buffer memory_;
    int layers_ = 0;
    int blocks_ = 0;
    int width_ = 0;
};

}  // namespace engine
