#include "kernels/cpu/experts.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/base/check.h"

namespace kernels::cpu {
namespace {

// Taken or closed: below every number, -infinity included, because a mask of its own says so.
struct Candidates {
    float* value;
    bool* open;
    int64_t count;
};

// The first index of the greatest open value; a NaN counts as the greatest, so that it cannot hide.
int64_t pickGreatest(const Candidates& from) {
    int64_t best = -1;
    for (int64_t i = 0; i < from.count; ++i) {
        if (!from.open[i]) continue;
        if (best >= 0) {
            const float value = from.value[i];
            const float leader = from.value[best];
            if (std::isnan(leader) || (value <= leader && !std::isnan(value))) continue;
        }
        best = i;
    }
    CHECK(best >= 0, "ExpertGate: nothing left to choose");
    return best;
}

// Scores as the reference makes them, rounding for rounding: a tie must be a tie on every backend.
void score(const ExpertGate& op, const float* logits, double* wide, float* scores) {
    const int64_t experts = op.logits.dim(1);
    if (op.score == GateScore::Sigmoid) {
        for (int64_t i = 0; i < experts; ++i) {
            scores[i] = static_cast<float>(1.0 / (1.0 + std::exp(-static_cast<double>(logits[i]))));
        }
        return;
    }
    const double most = *std::max_element(logits, logits + experts);
    double sum = 0;
    for (int64_t i = 0; i < experts; ++i) sum += wide[i] = std::exp(logits[i] - most);
    for (int64_t i = 0; i < experts; ++i) scores[i] = static_cast<float>(wide[i] / sum);
}

float groupScore(GroupScore kind, Candidates members) {
    const int64_t best = pickGreatest(members);
    const float most = members.value[best];
    if (kind == GroupScore::Maximum || members.count == 1) return most;
    members.open[best] = false;
    const float second = members.value[pickGreatest(members)];
    members.open[best] = true;
    return most + second;
}

// Leaves open only the experts of the best groups.
void closeGroups(const ExpertGate& op, const Candidates& experts, const Candidates& groups) {
    std::fill_n(experts.open, experts.count, true);
    if (op.keptGroups == op.groups) return;
    const int64_t size = experts.count / op.groups;
    for (int64_t group = 0; group < op.groups; ++group) {
        groups.open[group] = true;
        groups.value[group] =
            groupScore(op.groupScore, {experts.value + group * size, experts.open + group * size, size});
    }
    for (int kept = 0; kept < op.keptGroups; ++kept) groups.open[pickGreatest(groups)] = false;
    for (int64_t group = 0; group < op.groups; ++group) {
        if (groups.open[group]) std::fill_n(experts.open + group * size, size, false);
    }
}

// Room for one token's scores, cut from a worker's scratch space.
struct Desk {
    double* wide;
    float* scores;
    Candidates experts, groups;

    Desk(std::byte* memory, int64_t experts, int64_t groups) {
        wide = reinterpret_cast<double*>(memory);
        scores = reinterpret_cast<float*>(wide + experts);
        float* choice = scores + experts;
        float* groupValues = choice + experts;
        bool* open = reinterpret_cast<bool*>(groupValues + groups);
        this->experts = {choice, open, experts};
        this->groups = {groupValues, open + experts, groups};
    }
    static size_t bytes(int64_t experts, int64_t groups) {
        return static_cast<size_t>(experts * 8 + (2 * experts + groups) * 4 + experts + groups);
    }
};

void gateToken(const ExpertGate& op, int64_t token, const Desk& desk) {
    score(op, op.logits.row<float>(token), desk.wide, desk.scores);
    const float* bias = op.bias.empty() ? nullptr : op.bias.at<float>();
    for (int64_t i = 0; i < desk.experts.count; ++i) {
        desk.experts.value[i] = bias == nullptr ? desk.scores[i] : desk.scores[i] + bias[i];
    }
    closeGroups(op, desk.experts, desk.groups);
    int32_t* expert = op.expert.row<int32_t>(token);
    float* weight = op.weight.row<float>(token);
    double sum = 0;
    for (int64_t k = 0; k < op.expert.dim(1); ++k) {
        const int64_t best = pickGreatest(desk.experts);
        desk.experts.open[best] = false;
        expert[k] = static_cast<int32_t>(best);
        sum += desk.scores[best];
    }
    for (int64_t k = 0; k < op.expert.dim(1); ++k) {
        const double value = desk.scores[expert[k]];
        weight[k] = static_cast<float>((op.normalise ? value / (sum + 1e-20) : value) * op.scaling);
    }
}

}  // namespace

void expertGate(Pool& pool, const ExpertGate& op) {
    const int64_t experts = op.logits.dim(1);
    const int64_t work = experts * (100 + 10 * op.expert.dim(1));
    pool.parallelFor(op.logits.dim(0), grainOf(work), [&](int64_t first, int64_t last, int worker) {
        const Desk desk(pool.scratch(worker, Desk::bytes(experts, op.groups)), experts, op.groups);
        for (int64_t token = first; token < last; ++token) gateToken(op, token, desk);
    });
}

void sortByExpert(const SortByExpert& op) {
    const int64_t tokens = op.expert.dim(0);
    const int64_t chosen = op.expert.dim(1);
    const int64_t experts = op.rowStart.dim(0) - 1;
    int32_t* rowStart = op.rowStart.at<int32_t>();
    std::fill_n(rowStart, experts + 1, 0);
    for (int64_t token = 0; token < tokens; ++token) {
        for (int64_t k = 0; k < chosen; ++k) {
            const int32_t expert = op.expert.row<int32_t>(token)[k];
            CHECK(expert >= 0 && expert < experts, "SortByExpert: an expert outside the experts");
            ++rowStart[expert + 1];
        }
    }
    for (int64_t expert = 0; expert < experts; ++expert) rowStart[expert + 1] += rowStart[expert];
    // Placing moves each start to its end, which is the next one's start: afterwards they are moved back by
    // one.
    for (int64_t token = 0; token < tokens; ++token) {
        for (int64_t k = 0; k < chosen; ++k) {
            const int32_t place = rowStart[op.expert.row<int32_t>(token)[k]]++;
            op.rowToken.at<int32_t>()[place] = static_cast<int32_t>(token);
            op.position.row<int32_t>(token)[k] = place;
        }
    }
    std::copy_backward(rowStart, rowStart + experts, rowStart + experts + 1);
    rowStart[0] = 0;
}

}  // namespace kernels::cpu
