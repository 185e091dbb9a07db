// Both kinds of attention as a backend works on them: cached rows found through a block table, of which each
// query head reads one stretch as its key and one as its value. A view; valid as long as its operation's
// tensors.
#pragma once

#include "kernels/ops/ops.h"

namespace kernels {

struct PagedAttention {
    // One row serves every head; the value is the key's beginning.
    explicit PagedAttention(const LatentAttention& op)
        : name("LatentAttention"),
          q(op.q),
          cache(op.cache),
          blockTable(op.blockTable),
          queryStart(op.queryStart),
          length(op.length),
          out(op.out),
          scale(op.scale),
          sharing(op.q.dim(1)) {}
    // Keys of all key heads, then their values; neighbouring query heads share one.
    explicit PagedAttention(const GroupedAttention& op)
        : name("GroupedAttention"),
          q(op.q),
          cache(op.cache),
          blockTable(op.blockTable),
          queryStart(op.queryStart),
          length(op.length),
          out(op.out),
          scale(op.scale),
          sharing(op.q.dim(1) / op.keyHeads),
          keyStep(op.q.dim(2)),
          valueShift(op.q.dim(2) * op.keyHeads) {}

    // In elements from the beginning of a cached row. The value begins valueShift further on.
    int64_t keyAt(int64_t head) const { return head / sharing * keyStep; }

    const char* name;
    Tensor q, cache, blockTable, queryStart, length, out;
    float scale;
    int64_t sharing;  // so many neighbouring query heads read the same key
    int64_t keyStep = 0;
    int64_t valueShift = 0;
};

}  // namespace kernels
