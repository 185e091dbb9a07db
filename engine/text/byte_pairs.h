// The merges of a byte pair vocabulary, and how they join the symbols of one piece: always the pair of lowest
// rank, the leftmost of equals. O(n log n), so that a million equal letters are no danger. Immutable once
// filled; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace engine {

class BytePairs {
public:
    explicit BytePairs(size_t merges = 0);

    // Ids below 2^31. A pair given twice keeps the later rank, as other implementations do.
    void add(int left, int right, uint32_t rank, int merged);

    // Memory of merge(), kept by the caller so that short pieces cost no allocation.
    struct Scratch {
        struct Symbol {
            int id;
            int32_t previous, next;  // -1: none. id -1: swallowed by its left neighbour
        };
        std::vector<Symbol> symbols;
        std::vector<uint64_t> queue;  // rank << 32 | position, a heap
    };
    // Appends what `symbols` (fewer than 2^31) become to `out`.
    void merge(std::span<const int> symbols, Scratch& scratch, std::vector<int>& out) const;

private:
    struct Slot {
        uint64_t pair = ~uint64_t{0};
        uint32_t rank = 0;
        int merged = -1;
    };
    size_t slotOf(uint64_t pair) const;
    const Slot* find(int left, int right) const;  // null: these two do not merge
    void enqueue(Scratch& scratch, int32_t position) const;
    void join(Scratch& scratch, uint64_t ranked) const;

    std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
};

}  // namespace engine
