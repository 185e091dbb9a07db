#include "kernels/cpu/attend.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/attend.cpp"
#include <hwy/foreach_target.h>
//
#include <cmath>

#include "kernels/base/check.h"
#include "kernels/cpu/exp_inl.h"
#include "kernels/cpu/tile_inl.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE {

constexpr int64_t Step = 32;  // cached tokens at a time: 36 KiB of a BF16 cache, which L1 holds
constexpr float Least = -std::numeric_limits<float>::infinity();

// What is known of Rows heads after some steps.
template <int Rows>
struct Progress {
    float most[Rows];        // greatest score so far
    float total[Rows];       // sum of e^(score - most)
    float correction[Rows];  // what the last step multiplies earlier sums by
    alignas(64) float weight[Rows][Step];
    const std::byte* lines[Step];  // the step's keys
};

// The keys of cached tokens [position, position + count).
void findLines(const PagedAttention& op, const Query& query, int64_t key, int64_t position, int64_t count,
               const std::byte** lines) {
    const int64_t blockTokens = op.cache.dim(1);
    const int32_t* table = op.blockTable.row<int32_t>(query.sequence);
    const auto size = static_cast<int64_t>(bytesOf(op.cache.type));
    for (int64_t i = 0; i < count; ++i) {
        const int32_t block = table[(position + i) / blockTokens];
        CHECK(block >= 0 && block < op.cache.dim(0), "attention: block outside the cache");
        lines[i] =
            op.cache.data +
            (block * op.cache.stride[0] + (position + i) % blockTokens * op.cache.stride[1] + key) * size;
    }
}

template <class Cached, int Rows, int Columns>
void scoreTokens(Progress<Rows>& progress, const float* q, int64_t qStride, int64_t width, int64_t at) {
    Cached tokens[Columns];
    for (int c = 0; c < Columns; ++c) tokens[c] = Cached(progress.lines[at + c], nullptr);
    Sums<Rows, Columns> sums;
    sums.clear();
    accumulate(sums, q, qStride, tokens, width);
    finish(sums, &progress.weight[0][at], Step, false);
}

// From scores to unnormalised softmax weights, against the greatest score of this and all earlier steps.
template <int Rows>
void weigh(Progress<Rows>& progress, int64_t count, float scale) {
    const Floats d;
    for (int r = 0; r < Rows; ++r) {
        float* weight = progress.weight[r];
        float most = progress.most[r];
        for (int64_t i = 0; i < count; ++i) most = std::max(most, weight[i] *= scale);
        std::fill(weight + count, weight + Step, Least);
        Vector sum = hn::Zero(d);
        for (int64_t i = 0; i < Step; i += Lanes) {
            const Vector power = exponential(d, hn::Sub(hn::Load(d, weight + i), hn::Set(d, most)));
            hn::Store(power, d, weight + i);
            sum = hn::Add(sum, power);
        }
        float sums[4];
        sumLanes(sum, sum, sum, sum, sums);
        progress.correction[r] = std::exp(progress.most[r] - most);
        progress.total[r] = progress.total[r] * progress.correction[r] + sums[0];
        progress.most[r] = most;
    }
}

template <class Cached, int Rows, int Vectors>
void gatherValues(const Progress<Rows>& progress, const PagedAttention& op, float* out, int64_t count,
                  int64_t k, bool first) {
    const int64_t outStride = op.out.stride[1];
    Sums<Rows, Vectors> sums;
    for (int r = 0; r < Rows; ++r) {
        const Vector correction = hn::Set(Floats(), progress.correction[r]);
        for (int v = 0; v < Vectors; ++v) {
            sums.at[r][v] =
                first ? hn::Zero(Floats())
                      : hn::Mul(correction, hn::LoadU(Floats(), out + r * outStride + k + v * Lanes));
        }
    }
    mix<Cached>(sums, &progress.weight[0][0], Step, progress.lines, count, op.valueShift + k);
    for (int r = 0; r < Rows; ++r) {
        for (int v = 0; v < Vectors; ++v)
            hn::StoreU(sums.at[r][v], Floats(), out + r * outStride + k + v * Lanes);
    }
}

template <class Cached, int Rows>
void gatherTail(const Progress<Rows>& progress, const PagedAttention& op, float* out, int64_t count,
                int64_t k, bool first) {
    const int64_t outStride = op.out.stride[1];
    const int64_t n = op.out.dim(2) - k;
    Sums<Rows, 1> sums;
    for (int r = 0; r < Rows; ++r) {
        const F32Row before(reinterpret_cast<const std::byte*>(out + r * outStride), nullptr);
        sums.at[r][0] = first ? hn::Zero(Floats())
                              : hn::Mul(hn::Set(Floats(), progress.correction[r]), before.tail(k, n));
    }
    mixTail<Cached>(sums, &progress.weight[0][0], Step, progress.lines, count, op.valueShift + k, n);
    for (int r = 0; r < Rows; ++r) storeTail(sums.at[r][0], out + r * outStride + k, n);
}

// One step: cached tokens [position, position + count).
template <class Cached, int Rows>
void takeStep(Progress<Rows>& progress, const PagedAttention& op, const float* q, float* out, int64_t count,
              bool first) {
    int64_t at = 0;
    for (; at + TileColumns <= count; at += TileColumns) {
        scoreTokens<Cached, Rows, TileColumns>(progress, q, op.q.stride[1], op.q.dim(2), at);
    }
    for (; at < count; ++at) scoreTokens<Cached, Rows, 1>(progress, q, op.q.stride[1], op.q.dim(2), at);
    weigh(progress, count, op.scale);
    const int64_t width = op.out.dim(2);
    int64_t k = 0;
    for (; k + 2 * Lanes <= width; k += 2 * Lanes) {
        gatherValues<Cached, Rows, 2>(progress, op, out, count, k, first);
    }
    for (; k + Lanes <= width; k += Lanes) gatherValues<Cached, Rows, 1>(progress, op, out, count, k, first);
    if (k < width) gatherTail<Cached>(progress, op, out, count, k, first);
}

// `heads` <= Rows heads.
template <class Cached, int Rows = DirectRows>
void attendHeads(const PagedAttention& op, const Query& query, int64_t head, int64_t heads) {
    if constexpr (Rows > 1) {
        if (heads < Rows) {
            attendHeads<Cached, Rows - 1>(op, query, head, heads);
            return;
        }
    }
    const float* q = op.q.row<float>(query.token) + head * op.q.stride[1];
    float* out = op.out.row<float>(query.token) + head * op.out.stride[1];
    Progress<Rows> progress;
    for (int r = 0; r < Rows; ++r) {
        progress.most[r] = Least;
        progress.total[r] = 0.0F;
    }
    for (int64_t position = 0; position < query.seen; position += Step) {
        const int64_t count = std::min(Step, query.seen - position);
        findLines(op, query, op.keyAt(head), position, count, progress.lines);
        takeStep<Cached, Rows>(progress, op, q, out, count, position == 0);
    }
    for (int r = 0; r < Rows; ++r) {
        float* row = out + r * op.out.stride[1];
        for (int64_t i = 0; i < op.out.dim(2); ++i)
            row[i] = query.seen > 0 ? row[i] / progress.total[r] : 0.0F;
    }
}

void attendTyped(const PagedAttention& op, const Query& query, int64_t firstHead, int64_t heads) {
    for (int64_t head = firstHead; head < firstHead + heads; head += DirectRows) {
        const int64_t rows = std::min<int64_t>(firstHead + heads - head, DirectRows);
        if (op.cache.type == Type::F32) {
            attendHeads<Row<Type::F32>>(op, query, head, rows);
        } else {
            attendHeads<Row<Type::BF16>>(op, query, head, rows);
        }
    }
}

}  // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu {

HWY_EXPORT(attendTyped);

void attend(const PagedAttention& op, const Query& query, int64_t firstHead, int64_t heads) {
    HWY_DYNAMIC_DISPATCH(attendTyped)(op, query, firstHead, heads);
}

}  // namespace kernels::cpu
#endif
