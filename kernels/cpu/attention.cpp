#include "kernels/cpu/attention.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "kernels/base/check.h"
#include "kernels/cpu/attend.h"
#include "kernels/quant/encode.h"

namespace kernels::cpu {
namespace {

void store(const Tensor& cache, int64_t element, const float* from, int64_t count) {
    if (cache.type == Type::F32) {
        std::copy_n(from, count, cache.at<float>() + element);
    } else {
        encodeBf16({from, static_cast<size_t>(count)},
                   {cache.at<uint16_t>() + element, static_cast<size_t>(count)});
    }
}

// Every query row of the step, and how much each may see.
std::vector<Query> queriesOf(const PagedAttention& op) {
    const int32_t* queryStart = op.queryStart.at<int32_t>();
    std::vector<Query> queries;
    queries.reserve(static_cast<size_t>(op.q.dim(0)));
    for (int64_t sequence = 0; sequence < op.length.dim(0); ++sequence) {
        const int64_t first = queryStart[sequence];
        const int64_t rows = queryStart[sequence + 1] - first;
        const int64_t length = op.length.at<int32_t>()[sequence];
        CHECK(first >= 0 && rows >= 0 && first + rows <= op.q.dim(0),
              "attention: queryStart must rise within q");
        CHECK(rows <= length && length <= op.blockTable.dim(1) * op.cache.dim(1),
              "attention: length below the query rows or beyond the block table");
        for (int64_t row = 0; row < rows; ++row)
            queries.push_back({first + row, sequence, length - rows + row + 1});
    }
    return queries;
}

void attendAll(Pool& pool, const PagedAttention& op) {
    const std::vector<Query> queries = queriesOf(op);
    if (queries.empty()) return;
    const int64_t heads = op.q.dim(1);
    const auto count = static_cast<int64_t>(queries.size());
    // Fewer heads at a time when there would not be enough pieces for everybody; the results are the same.
    const int64_t wanted = (heads * count + pool.threads() - 1) / pool.threads();
    const int64_t group = std::clamp<int64_t>(wanted, 1, std::min(HeadGroup, op.sharing));
    const int64_t groupsPerKey = (op.sharing + group - 1) / group;
    const int64_t groups = heads / op.sharing * groupsPerKey;
    int64_t seen = 0;
    for (const Query& query : queries) seen += query.seen;
    const int64_t work = seen / count * group * (op.q.dim(2) + op.out.dim(2));
    pool.parallelFor(count * groups, grainOf(work), [&](int64_t first, int64_t last, int) {
        for (int64_t i = first; i < last; ++i) {
            const int64_t key = i % groups / groupsPerKey;
            const int64_t head = i % groups % groupsPerKey * group;
            attend(op, queries[static_cast<size_t>(i / groups)], key * op.sharing + head,
                   std::min(group, op.sharing - head));
        }
    });
}

}  // namespace

void cacheWrite(const CacheWrite& op) {
    const int64_t blockTokens = op.cache.dim(1);
    const int64_t width = op.first.dim(1);
    for (int64_t token = 0; token < op.slots.dim(0); ++token) {
        const int32_t slot = op.slots.at<int32_t>()[token];
        CHECK(slot >= 0 && slot < op.cache.dim(0) * blockTokens, "CacheWrite: slot outside the cache");
        const int64_t row = slot / blockTokens * op.cache.stride[0] + slot % blockTokens * op.cache.stride[1];
        store(op.cache, row, op.first.row<float>(token), width);
        store(op.cache, row + width, op.second.row<float>(token), op.second.dim(1));
    }
}

void latentAttention(Pool& pool, const LatentAttention& op) {
    attendAll(pool, PagedAttention(op));
}

void groupedAttention(Pool& pool, const GroupedAttention& op) {
    attendAll(pool, PagedAttention(op));
}

}  // namespace kernels::cpu
