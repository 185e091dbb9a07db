#include "engine/cache/block_pool.h"

#include <fmt/format.h>

#include "kernels/base/check.h"

namespace engine {

BlockPool::BlockPool(int blocks) : holders_(static_cast<size_t>(blocks), 0) {
    free_.reserve(holders_.size());
    for (int block = blocks - 1; block >= 0; --block) free_.push_back(block);
}

int BlockPool::holders(int block) const {
    CHECK(block >= 0 && block < blocks(), "a block of another pool");
    return holders_[static_cast<size_t>(block)];
}

base::Result<int> BlockPool::allocate() {
    if (free_.empty())
        return base::failure(base::Code::TooLarge,
                             fmt::format("all {} blocks of the cache ({} tokens) are in use", blocks(),
                                         int64_t{blocks()} * BlockTokens));
    const int block = free_.back();
    free_.pop_back();
    holders_[static_cast<size_t>(block)] = 1;
    return block;
}

void BlockPool::hold(int block) {
    CHECK(holders(block) > 0, "a free block cannot be shared");
    ++holders_[static_cast<size_t>(block)];
}

bool BlockPool::release(int block) {
    CHECK(holders(block) > 0, "a block is released once too often");
    if (--holders_[static_cast<size_t>(block)] > 0) return false;
    free_.push_back(block);
    return true;
}

}  // namespace engine
