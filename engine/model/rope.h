// Rotary positions: plain, linear, stretched by YaRN (arXiv 2309.00071), as Llama 3.1 stretches them or by a
// table of factors (GGUF's rope_freqs), as config.json asks. Values.
//
// Both spellings are read: `rope_scaling` beside `rope_theta`, and the newer `rope_parameters`. YaRN is
// static: the same frequencies at every position.
#pragma once

#include <vector>

#include "engine/base/json.h"

namespace engine {

struct RopeSettings {
    enum class Kind { Default, Linear, Yarn, Llama3, Table } kind = Kind::Default;
    double theta = 10000;
    double factor = 1;
    double originalMaxPositions = 0;
    double betaFast = 32;
    double betaSlow = 1;
    double mscale = 0;           // 0: not given
    double mscaleAllDim = 0;     // 0: not given
    double attentionFactor = 0;  // 0: derived from factor and the two above
    bool truncate = true;        // round the borders of the ramp to whole pairs
    double lowFreqFactor = 1;    // Llama3: waves that fit less often into the original context are stretched
    double highFreqFactor = 4;   // Llama3: those that fit more often stay

    std::vector<double> factors;  // Table: what the frequency of each pair is divided by

    // Unsupported for other kinds (dynamic, longrope, ...), by name; BadModel for a number out of range.
    static base::Result<RopeSettings> parse(const Json& config, int maxPositionEmbeddings);

    std::vector<float> inverseFrequencies(int ropeDim) const;  // [ropeDim / 2]
    float magnitude() const;                                   // times cos and sin
    float softmaxFactor() const;                               // times headDim^-0.5
};

}  // namespace engine
