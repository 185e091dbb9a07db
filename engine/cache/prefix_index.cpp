#include "engine/cache/prefix_index.h"

#include <algorithm>

namespace engine {
namespace {

constexpr size_t Width = BlockPool::BlockTokens;

}  // namespace

std::vector<int> PrefixIndex::find(std::span<const int> tokens) {
    std::vector<int> blocks;
    int parent = -1;
    for (size_t at = 0; at + Width <= tokens.size(); at += Width) {
        const auto part = tokens.subspan(at, Width);
        const auto found = blockOf_.find(Key{parent, {part.begin(), part.end()}});
        if (found == blockOf_.end()) break;
        parent = found->second;
        pool_.hold(parent);
        touch(parent);
        blocks.push_back(parent);
    }
    return blocks;
}

void PrefixIndex::remember(std::span<const int> tokens, std::span<const int> blocks) {
    int parent = -1;
    const size_t full = std::min(tokens.size() / Width, blocks.size());
    for (size_t i = 0; i < full; ++i) {
        const auto part = tokens.subspan(i * Width, Width);
        Key key{parent, {part.begin(), part.end()}};
        const auto known = blockOf_.find(key);
        if (known != blockOf_.end()) {
            parent = known->second;
            touch(parent);
            continue;
        }
        if (entries_.contains(blocks[i])) return;  // known as the continuation of something else
        if (parent >= 0) ++entries_.at(parent).children;
        pool_.hold(blocks[i]);
        uses_.push_back(blocks[i]);
        blockOf_.emplace(key, blocks[i]);
        entries_.emplace(blocks[i], Entry{std::move(key), 0, std::prev(uses_.end())});
        parent = blocks[i];
    }
}

void PrefixIndex::touch(int block) {
    uses_.splice(uses_.end(), uses_, entries_.at(block).use);
}

void PrefixIndex::forget(int block) {
    const Entry& entry = entries_.at(block);
    if (entry.key.parent >= 0) --entries_.at(entry.key.parent).children;
    blockOf_.erase(entry.key);
    uses_.erase(entry.use);
    entries_.erase(block);
    pool_.release(block);
}

// A block goes only after those that continue it: a child without its parent could never be found again.
void PrefixIndex::makeRoom(int wanted) {
    bool progress = true;
    while (pool_.free() < wanted && progress) {
        progress = false;
        for (auto at = uses_.begin(); at != uses_.end() && pool_.free() < wanted;) {
            const int block = *at++;
            if (entries_.at(block).children > 0 || pool_.holders(block) > 1) continue;
            forget(block);
            progress = true;
        }
    }
}

int PrefixIndex::idle() const {
    return static_cast<int>(
        std::count_if(uses_.begin(), uses_.end(), [&](int block) { return pool_.holders(block) == 1; }));
}

}  // namespace engine
