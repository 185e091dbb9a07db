// Chooses the next token of one request from its logits. What it chooses depends on the logits, the settings,
// the request's own seed and its own tokens only: never on who else is in the batch. One per request, one
// thread.
#pragma once

#include <random>
#include <span>
#include <vector>

#include "engine/chat/request.h"
#include "kernels/base/result.h"

namespace engine {

class Sampler {
public:
    // Out-of-range settings are Invalid, naming setting and range.
    static base::Result<> check(const Sampling& settings);

    // Ids >= `vocabulary` are padding rows of the model's table and are never chosen.
    Sampler(const Sampling& settings, int vocabulary);

    // A token of the prompt or of the reply: what the repetition penalty looks at.
    void saw(int token);
    // Fails with Numeric when a logit is not finite.
    base::Result<int> choose(std::span<const float> logits);

private:
    struct Candidate {
        float logit;
        int token;
    };
    void penalise();
    size_t keepTopP(size_t count);
    size_t sortedTop(size_t wanted);
    int draw(size_t count);

    Sampling settings_;
    int vocabulary_;
    std::mt19937_64 random_;
    std::vector<char> seen_;
    std::vector<Candidate> candidates_;  // reused from token to token
    size_t sorted_ = 0;                  // how many of them stand in order already
};

}  // namespace engine
