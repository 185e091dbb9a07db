#include "kernels/reference/experts.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/base/check.h"

namespace kernels::reference {
namespace {

// The first index of the greatest value not yet taken; a NaN counts as the greatest, so that it cannot hide.
size_t pickGreatest(const std::vector<float>& values, const std::vector<bool>& taken) {
    size_t best = values.size();
    for (size_t i = 0; i < values.size(); ++i) {
        if (taken[i]) continue;
        const bool greater = best == values.size() || values[i] > values[best] ||
                             (std::isnan(values[i]) && !std::isnan(values[best]));
        if (greater) best = i;
    }
    CHECK(best < values.size(), "ExpertGate: nothing left to choose");
    return best;
}

std::vector<float> scoresOf(const ExpertGate& op, const float* logits) {
    std::vector<double> scores(logits, logits + op.logits.dim(1));
    if (op.score == GateScore::Sigmoid) {
        for (double& score : scores) score = 1.0 / (1.0 + std::exp(-score));
    } else {
        const double most = *std::max_element(scores.begin(), scores.end());
        double sum = 0;
        for (double& score : scores) sum += score = std::exp(score - most);
        for (double& score : scores) score /= sum;
    }
    return {scores.begin(), scores.end()};
}

float groupScore(const ExpertGate& op, std::vector<float> members) {
    std::vector<bool> taken(members.size(), false);
    const size_t best = pickGreatest(members, taken);
    if (op.groupScore == GroupScore::Maximum || members.size() == 1) return members[best];
    taken[best] = true;
    return members[best] + members[pickGreatest(members, taken)];
}

// Marks every expert outside the best groups as taken.
std::vector<bool> closeGroups(const ExpertGate& op, const std::vector<float>& choice) {
    const auto groups = static_cast<size_t>(op.groups);
    const size_t size = choice.size() / groups;
    std::vector<bool> closed(choice.size(), true);
    std::vector<float> scores;
    for (size_t group = 0; group < groups; ++group) {
        const auto from = choice.begin() + static_cast<std::ptrdiff_t>(group * size);
        scores.push_back(groupScore(op, {from, from + static_cast<std::ptrdiff_t>(size)}));
    }
    std::vector<bool> kept(groups, false);
    for (int i = 0; i < op.keptGroups; ++i) {
        const size_t group = pickGreatest(scores, kept);
        kept[group] = true;
        std::fill_n(closed.begin() + static_cast<std::ptrdiff_t>(group * size), size, false);
    }
    return closed;
}

}  // namespace

void expertGate(const ExpertGate& op) {
    const int64_t chosen = op.expert.dim(1);
    for (int64_t token = 0; token < op.logits.dim(0); ++token) {
        const std::vector<float> scores = scoresOf(op, op.logits.row<float>(token));
        std::vector<float> choice = scores;
        for (size_t i = 0; i < choice.size() && !op.bias.empty(); ++i) choice[i] += op.bias.at<float>()[i];
        std::vector<bool> taken = closeGroups(op, choice);
        int32_t* expert = op.expert.row<int32_t>(token);
        float* weight = op.weight.row<float>(token);
        double sum = 0;
        for (int64_t k = 0; k < chosen; ++k) {
            const size_t best = pickGreatest(choice, taken);
            taken[best] = true;
            expert[k] = static_cast<int32_t>(best);
            sum += scores[best];
        }
        for (int64_t k = 0; k < chosen; ++k) {
            const double score = scores[static_cast<size_t>(expert[k])];
            weight[k] = static_cast<float>((op.normalise ? score / (sum + 1e-20) : score) * op.scaling);
        }
    }
}

void sortByExpert(const SortByExpert& op) {
    const int64_t tokens = op.expert.dim(0);
    const int64_t chosen = op.expert.dim(1);
    const auto experts = static_cast<size_t>(op.rowStart.dim(0)) - 1;
    int32_t* rowStart = op.rowStart.at<int32_t>();
    int32_t next = 0;
    for (size_t expert = 0; expert < experts; ++expert) {
        rowStart[expert] = next;
        for (int64_t token = 0; token < tokens; ++token) {
            for (int64_t k = 0; k < chosen; ++k) {
                if (op.expert.row<int32_t>(token)[k] != static_cast<int32_t>(expert)) continue;
                op.rowToken.at<int32_t>()[next] = static_cast<int32_t>(token);
                op.position.row<int32_t>(token)[k] = next++;
            }
        }
    }
    rowStart[experts] = next;
    CHECK(next == tokens * chosen, "SortByExpert: an expert outside the experts");
}

}  // namespace kernels::reference
