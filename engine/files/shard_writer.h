// Writes one shard of a quantised folder: tensor by tensor, four million numbers at a time, on several
// threads. Beside the pages of the mapped source, which are given back on the way, it holds about 17 MB, and
// 256 kB a thread. The result does not depend on the number of threads. One thread calls.
#pragma once

#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/files/quantization.h"

namespace engine {

struct ShardOrder {
    std::filesystem::path path;              // of the new file
    const std::vector<TensorPlan>& tensors;  // all of them from `shard`
    const Safetensors& shard;
    std::map<std::string, std::string> metadata;  // beside what is said about blocks
    int threads = 1;
};

// `read` is told how many bytes of the source were read since the last time. Cancelled; BadModel with the
// tensor's name for numbers that are not finite, or too large for their blocks; Busy when the source changed
// meanwhile; what NewFile says.
base::Result<> writeShard(const ShardOrder& order, const std::function<void(int64_t)>& read,
                          const std::stop_token& stop);

}  // namespace engine
