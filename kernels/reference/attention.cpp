#include "kernels/reference/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/base/check.h"
#include "kernels/ops/paged_attention.h"
#include "kernels/quant/formats.h"

namespace kernels::reference {
namespace {

void store(const Tensor& cache, int64_t element, float value) {
    if (cache.type == Type::F32) {
        cache.at<float>()[element] = value;
    } else {
        cache.at<uint16_t>()[element] = encodeBf16(value);
    }
}

double load(const Tensor& cache, int64_t element) {
    return cache.type == Type::F32 ? cache.at<float>()[element] : decodeBf16(cache.at<uint16_t>()[element]);
}

// Where the cached row of `position` of a sequence begins, in elements.
int64_t cachedRow(const PagedAttention& op, int64_t sequence, int64_t position) {
    const int64_t blockTokens = op.cache.dim(1);
    const int32_t block = op.blockTable.row<int32_t>(sequence)[position / blockTokens];
    CHECK(block >= 0 && block < op.cache.dim(0), "attention: block outside the cache");
    return block * op.cache.stride[0] + position % blockTokens * op.cache.stride[1];
}

// One head of one query row over the first `seen` tokens of a sequence; its key begins at `key` of a cached
// row.
void attend(const PagedAttention& op, int64_t sequence, int64_t seen, int64_t key, const float* q,
            float* out) {
    std::vector<double> weight(static_cast<size_t>(seen));
    double most = -std::numeric_limits<double>::infinity();
    for (int64_t position = 0; position < seen; ++position) {
        const int64_t row = cachedRow(op, sequence, position) + key;
        double score = 0;
        for (int64_t i = 0; i < op.q.dim(2); ++i)
            score += static_cast<double>(q[i]) * load(op.cache, row + i);
        weight[static_cast<size_t>(position)] = score * op.scale;
        most = std::max(most, score * op.scale);
    }
    double total = 0;
    for (double& value : weight) total += value = std::exp(value - most);
    for (int64_t i = 0; i < op.out.dim(2); ++i) {
        double sum = 0;
        for (int64_t position = 0; position < seen; ++position) {
            const int64_t row = cachedRow(op, sequence, position) + key + op.valueShift;
            sum += weight[static_cast<size_t>(position)] * load(op.cache, row + i);
        }
        out[i] = seen > 0 ? static_cast<float>(sum / total) : 0.0F;
    }
}

void attendAll(const PagedAttention& op) {
    const int32_t* queryStart = op.queryStart.at<int32_t>();
    for (int64_t sequence = 0; sequence < op.length.dim(0); ++sequence) {
        const int64_t first = queryStart[sequence];
        const int64_t rows = queryStart[sequence + 1] - first;
        const int64_t length = op.length.at<int32_t>()[sequence];
        CHECK(first >= 0 && rows >= 0 && first + rows <= op.q.dim(0),
              "attention: queryStart must rise within q");
        CHECK(rows <= length && length <= op.blockTable.dim(1) * op.cache.dim(1),
              "attention: length below the query rows or beyond the block table");
        for (int64_t row = 0; row < rows; ++row) {
            for (int64_t head = 0; head < op.q.dim(1); ++head) {
                attend(op, sequence, length - rows + row + 1, op.keyAt(head),
                       op.q.row<float>(first + row) + head * op.q.stride[1],
                       op.out.row<float>(first + row) + head * op.out.stride[1]);
            }
        }
    }
}

}  // namespace

void cacheWrite(const CacheWrite& op) {
    const int64_t blockTokens = op.cache.dim(1);
    const int64_t width = op.first.dim(1);
    for (int64_t token = 0; token < op.slots.dim(0); ++token) {
        const int32_t slot = op.slots.at<int32_t>()[token];
        CHECK(slot >= 0 && slot < op.cache.dim(0) * blockTokens, "CacheWrite: slot outside the cache");
        const int64_t row = slot / blockTokens * op.cache.stride[0] + slot % blockTokens * op.cache.stride[1];
        for (int64_t i = 0; i < width; ++i) store(op.cache, row + i, op.first.row<float>(token)[i]);
        for (int64_t i = 0; i < op.second.dim(1); ++i) {
            store(op.cache, row + width + i, op.second.row<float>(token)[i]);
        }
    }
}

void latentAttention(const LatentAttention& op) {
    attendAll(PagedAttention(op));
}

void groupedAttention(const GroupedAttention& op) {
    attendAll(PagedAttention(op));
}

}  // namespace kernels::reference
