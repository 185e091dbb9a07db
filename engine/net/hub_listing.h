// The files that a source has for a model: Hugging Face's and ModelScope's interfaces, a plain address.
// Blocking.
#pragma once

#include <stop_token>

#include "engine/net/download.h"
#include "engine/net/model_order.h"

namespace engine {

// Paths as names, addresses, and sizes and sums as far as the source gives them. The order's kind is not
// Python. NotFound, Denied and the network's errors in words; Corrupt when the answer cannot be read.
base::Result<std::vector<RemoteFile>> listFiles(const Network& network, const ModelOrder& order,
                                                const std::stop_token& stop);

}  // namespace engine
