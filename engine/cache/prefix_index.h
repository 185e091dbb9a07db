// Finds cached blocks again by the tokens they hold, so that a conversation's next request starts where the
// last one ended. A block is known by its parent block and its 64 tokens, compared in full: no hash can
// mislead it.
//
// The index holds every block it knows once; what only it holds is given back, oldest use first, when the
// pool runs dry. One thread (the engine's).
#pragma once

#include <list>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/cache/block_pool.h"

namespace engine {

class PrefixIndex {
public:
    explicit PrefixIndex(BlockPool& pool) : pool_(pool) {}

    // The cached blocks that hold the longest beginning of `tokens`, each held once more for the caller.
    std::vector<int> find(std::span<const int> tokens);
    // `blocks` hold the beginning of `tokens`, block by block; only full ones are remembered. A beginning
    // that is known already keeps its old blocks.
    void remember(std::span<const int> tokens, std::span<const int> blocks);
    // Forgets blocks that nobody else holds until `wanted` are free, or none is left to forget.
    void makeRoom(int wanted);
    // Blocks that makeRoom could free.
    int idle() const;

private:
    struct Key {
        int parent;  // block before, -1 for the first
        std::vector<int> tokens;
        auto operator<=>(const Key&) const = default;  // NOLINT(modernize-use-nullptr): there is no pointer
    };
    struct Entry {
        Key key;
        int children = 0;
        std::list<int>::iterator use;
    };
    void touch(int block);
    void forget(int block);

    BlockPool& pool_;
    std::map<Key, int> blockOf_;
    std::unordered_map<int, Entry> entries_;
    std::list<int> uses_;  // oldest first
};

}  // namespace engine
