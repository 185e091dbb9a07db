// Some heads of one query row over its cached tokens, on one thread, with the widest SIMD this machine has.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/ops/paged_attention.h"

namespace kernels::cpu {

// Heads that one call works best on.
constexpr int64_t HeadGroup = 4;

struct Query {
    int64_t token = 0;     // row of q and out
    int64_t sequence = 0;  // row of blockTable
    int64_t seen = 0;      // cached tokens it may look at
};

// The heads must share one key. Softmax online, in steps of a fixed number of cached tokens counted from the
// sequence's beginning, so that the result depends neither on the batch, nor on how the prompt was cut, nor
// on the cache's block size.
void attend(const PagedAttention& op, const Query& query, int64_t firstHead, int64_t heads);

}  // namespace kernels::cpu
