// The weights of one layer's latent attention, with what absorption needs done once at load: kv_b_proj split
// into a key and a value matrix per head, and rotary channels in the order the Rope operation works on. Pure;
// any thread.
#pragma once

#include <string>

#include "engine/model/weight_reader.h"
#include "engine/model/weights.h"

namespace engine {

// `name`: "model.layers.3.self_attn".
base::Result<AttentionWeights> readAttentionWeights(WeightReader& reader, const std::string& name,
                                                    const Config& config);

}  // namespace engine
