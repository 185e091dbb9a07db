// The architectures this version computes, by their published names, and what their config.json leaves
// unsaid. Values; any thread.
#pragma once

#include <optional>
#include <string>

#include "engine/files/config_file.h"

namespace engine {

enum class Attention : uint8_t { Latent, Grouped };

struct Family {
    const char* architecture;   // in config.json's "architectures"
    const char* modelTypes[2];  // in its "model_type"
    Attention attention;

    // Values of keys that are absent, as the published programs set them.
    float rmsNormEps = 1e-6F;
    int firstKDenseReplace = 0;
    const char* scoringFunc = "sigmoid";
    const char* topkMethod = "noaux_tc";
    bool normTopkProb = true;

    // DeepSeek-V2's gate multiplies by routed_scaling_factor only what it has not normalised.
    bool scalesUnnormalisedOnly = false;
    // Qwen2: always a bias on queries, keys and values, never one on the output.
    bool queryBiasOnly = false;

    // Fails with Unsupported, naming the architecture, when it is none of these.
    static base::Result<const Family*> of(const ConfigObject& config, const Json& json);
};

}  // namespace engine
