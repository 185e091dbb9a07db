// How large a model is, counted from its configuration alone: parameters in all, parameters used per token,
// and what the cache takes. Values; any thread.
#pragma once

#include <cstdint>

#include "engine/model/config.h"

namespace engine {

struct Census {
    int64_t parameters = 0;        // the main model: without the MTP layers
    int64_t activeParameters = 0;  // per token: chosen experts only, and without the embedding table
    int64_t cacheBytesPerToken = 0;
};

Census census(const Config& config);

}  // namespace engine
