#include "kernels/reference/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/base/check.h"
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
int64_t cachedRow(const LatentAttention& op, int64_t sequence, int64_t position) {
    const int64_t blockTokens = op.cache.dim(1);
    const int32_t block = op.blockTable.row<int32_t>(sequence)[position / blockTokens];
    CHECK(block >= 0 && block < op.cache.dim(0), "LatentAttention: block outside the cache");
    return block * op.cache.stride[0] + position % blockTokens * op.cache.stride[1];
}

// One head of one query row over the first `seen` tokens of a sequence.
void attend(const LatentAttention& op, int64_t sequence, int64_t seen, const float* q, float* out) {
    const int64_t width = op.q.dim(2);
    const int64_t latent = op.out.dim(2);
    std::vector<double> weight(static_cast<size_t>(seen));
    double most = -std::numeric_limits<double>::infinity();
    for (int64_t position = 0; position < seen; ++position) {
        const int64_t row = cachedRow(op, sequence, position);
        double score = 0;
        for (int64_t i = 0; i < width; ++i) score += static_cast<double>(q[i]) * load(op.cache, row + i);
        weight[static_cast<size_t>(position)] = score * op.scale;
        most = std::max(most, score * op.scale);
    }
    double total = 0;
    for (double& value : weight) total += value = std::exp(value - most);
    for (int64_t i = 0; i < latent; ++i) {
        double sum = 0;
        for (int64_t position = 0; position < seen; ++position) {
            sum +=
                weight[static_cast<size_t>(position)] * load(op.cache, cachedRow(op, sequence, position) + i);
        }
        out[i] = seen > 0 ? static_cast<float>(sum / total) : 0.0F;
    }
}

}  // namespace

void cacheWrite(const CacheWrite& op) {
    const int64_t blockTokens = op.cache.dim(1);
    const int64_t latent = op.latent.dim(1);
    for (int64_t token = 0; token < op.slots.dim(0); ++token) {
        const int32_t slot = op.slots.at<int32_t>()[token];
        CHECK(slot >= 0 && slot < op.cache.dim(0) * blockTokens, "CacheWrite: slot outside the cache");
        const int64_t row = slot / blockTokens * op.cache.stride[0] + slot % blockTokens * op.cache.stride[1];
        for (int64_t i = 0; i < latent; ++i) store(op.cache, row + i, op.latent.row<float>(token)[i]);
        for (int64_t i = 0; i < op.rope.dim(1); ++i) {
            store(op.cache, row + latent + i, op.rope.row<float>(token)[i]);
        }
    }
}

void latentAttention(const LatentAttention& op) {
    const int32_t* queryStart = op.queryStart.at<int32_t>();
    for (int64_t sequence = 0; sequence < op.length.dim(0); ++sequence) {
        const int64_t first = queryStart[sequence];
        const int64_t rows = queryStart[sequence + 1] - first;
        const int64_t length = op.length.at<int32_t>()[sequence];
        CHECK(first >= 0 && rows >= 0 && first + rows <= op.q.dim(0),
              "LatentAttention: queryStart must rise within q");
        CHECK(rows <= length && length <= op.blockTable.dim(1) * op.cache.dim(1),
              "LatentAttention: length below the query rows or beyond the block table");
        for (int64_t row = 0; row < rows; ++row) {
            for (int64_t head = 0; head < op.q.dim(1); ++head) {
                attend(op, sequence, length - rows + row + 1,
                       op.q.row<float>(first + row) + head * op.q.stride[1],
                       op.out.row<float>(first + row) + head * op.out.stride[1]);
            }
        }
    }
}

}  // namespace kernels::reference
