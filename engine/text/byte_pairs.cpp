#include "engine/text/byte_pairs.h"

#include <algorithm>
#include <bit>
#include <functional>

namespace engine {
namespace {

constexpr uint64_t NoPair = ~uint64_t{0};

uint64_t pairOf(int left, int right) {
    return static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32U | static_cast<uint32_t>(right);
}

}  // namespace

BytePairs::BytePairs(size_t merges) : slots_(std::bit_ceil(2 * merges + 1)) {}

size_t BytePairs::slotOf(uint64_t pair) const {
    uint64_t hash = pair * 0x9E3779B97F4A7C15U;
    hash ^= hash >> 32U;
    size_t slot = hash * 0xD6E8FEB86659FD93U >> 20U & (slots_.size() - 1);
    while (slots_[slot].pair != pair && slots_[slot].pair != NoPair) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
}

void BytePairs::add(int left, int right, uint32_t rank, int merged) {
    const uint64_t pair = pairOf(left, right);
    slots_[slotOf(pair)] = {pair, rank, merged};
}

const BytePairs::Slot* BytePairs::find(int left, int right) const {
    const Slot& slot = slots_[slotOf(pairOf(left, right))];
    return slot.pair == NoPair ? nullptr : &slot;
}

void BytePairs::enqueue(Scratch& scratch, int32_t position) const {
    const auto& symbol = scratch.symbols[static_cast<size_t>(position)];
    if (symbol.next < 0) return;
    const Slot* slot = find(symbol.id, scratch.symbols[static_cast<size_t>(symbol.next)].id);
    if (!slot) return;
    scratch.queue.push_back(static_cast<uint64_t>(slot->rank) << 32U | static_cast<uint32_t>(position));
}

// The pair may be gone since it was queued; then the ranks differ.
void BytePairs::join(Scratch& scratch, uint64_t ranked) const {
    const auto position = static_cast<int32_t>(ranked & 0xFFFFFFFFU);
    auto& symbols = scratch.symbols;
    auto& left = symbols[static_cast<size_t>(position)];
    if (left.id < 0 || left.next < 0) return;
    auto& right = symbols[static_cast<size_t>(left.next)];
    const Slot* slot = find(left.id, right.id);
    if (!slot || slot->rank != ranked >> 32U) return;
    left.id = slot->merged;
    left.next = right.next;
    right.id = -1;
    if (left.next >= 0) symbols[static_cast<size_t>(left.next)].previous = position;
    for (const int32_t changed : {left.previous, position}) {
        if (changed < 0) continue;
        const size_t before = scratch.queue.size();
        enqueue(scratch, changed);
        if (scratch.queue.size() > before)
            std::push_heap(scratch.queue.begin(), scratch.queue.end(), std::greater<>());
    }
}

void BytePairs::merge(std::span<const int> symbols, Scratch& scratch, std::vector<int>& out) const {
    const auto count = static_cast<int32_t>(symbols.size());
    scratch.symbols.clear();
    scratch.queue.clear();
    for (int32_t i = 0; i < count; ++i)
        scratch.symbols.push_back({symbols[static_cast<size_t>(i)], i - 1, i + 1 < count ? i + 1 : -1});
    for (int32_t i = 0; i < count; ++i) enqueue(scratch, i);
    auto& queue = scratch.queue;
    std::make_heap(queue.begin(), queue.end(), std::greater<>());
    while (!queue.empty()) {
        std::pop_heap(queue.begin(), queue.end(), std::greater<>());
        const uint64_t ranked = queue.back();
        queue.pop_back();
        join(scratch, ranked);
    }
    for (int32_t i = count > 0 ? 0 : -1; i >= 0; i = scratch.symbols[static_cast<size_t>(i)].next)
        out.push_back(scratch.symbols[static_cast<size_t>(i)].id);
}

}  // namespace engine
