// One request as the scheduler sees it: tokens, how far they are computed, and the cache blocks that hold
// them. A value of the engine's thread.
#pragma once

#include <cstdint>
#include <vector>

namespace engine {

struct Sequence {
    int64_t id = 0;
    std::vector<int> tokens;  // the prompt, then the reply
    int promptTokens = 0;
    int computed = 0;  // of `tokens`, those whose rows are in the cache
    int reused = 0;    // of the prompt, those that were in the cache already
    std::vector<int> blocks;

    int size() const { return static_cast<int>(tokens.size()); }
    int missing() const { return size() - computed; }  // 1: decoding; more: still reading
};

}  // namespace engine
