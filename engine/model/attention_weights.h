// The weights of one layer's attention. What absorption needs is done once, at load: kv_b_proj becomes a key
// and a value matrix per head. Pure; any thread.
#pragma once

#include <string>

#include "engine/model/weight_reader.h"
#include "engine/model/weights.h"

namespace engine {

// `name`: "model.layers.3.self_attn".
base::Result<LatentWeights> readLatentWeights(WeightReader& reader, const std::string& name,
                                              const Config& config);
base::Result<GroupedWeights> readGroupedWeights(WeightReader& reader, const std::string& name,
                                                const Config& config);

}  // namespace engine
