// The rotary settings of a .gguf file in config.json's keys. See gguf_config.h. Pure function, any thread.
#pragma once

#include "engine/base/json.h"
#include "engine/files/gguf_config.h"
#include "engine/files/gguf_keys.h"

namespace engine {

// Sets rope_theta, rope_interleave and, where there is any, rope_scaling.
base::Result<> setRope(Json& config, const GgufKeys& keys, const GgufTensors& tensors, bool interleave);

}  // namespace engine
