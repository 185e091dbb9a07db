// Who holds which block of the paged cache: numbers only, no memory. A block can be held by several sequences
// at once (a shared beginning); it is free again when the last one lets go. One thread (the engine's).
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/base/result.h"

namespace engine {

class BlockPool {
public:
    static constexpr int BlockTokens = 64;
    static int blocksFor(int tokens) { return (tokens + BlockTokens - 1) / BlockTokens; }

    explicit BlockPool(int blocks);

    int blocks() const { return static_cast<int>(holders_.size()); }
    int free() const { return static_cast<int>(free_.size()); }
    int holders(int block) const;

    base::Result<int> allocate();  // held once; TooLarge when none is free
    void hold(int block);          // one more holder
    bool release(int block);       // true when that was the last holder

private:
    std::vector<int> holders_;
    std::vector<int> free_;  // taken from the back
};

}  // namespace engine
