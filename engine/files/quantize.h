// A model folder made into a smaller one: the same names, the same shards, matrices as blocks
// (quantization.h, block_tensors.h). Shard by shard in bounded memory (shard_writer.h). What was finished
// before a stop, a kill or a loss of power is kept, and the next call goes on with it; config.json is written
// last, so that a folder that is not finished is never taken for a model. Blocking; any thread.
#pragma once

#include <functional>
#include <stop_token>

#include "engine/files/quantization.h"

namespace engine {

struct QuantizeOrder {
    Quantization to = Quantization::Q8;
    std::filesystem::path target;        // empty, not there, or one that was begun from the same source
    int threads = 0;                     // 0 = all cores
    const char* targetOption = "--out";  // how a person chooses another target, for messages
};

struct QuantizeProgress {
    std::string file;             // of the source
    size_t at = 0, files = 0;     // this is shard `at` (from 1) of `files`
    int64_t done = 0, total = 0;  // bytes of the source's tensors
};
using QuantizeTold = std::function<void(const QuantizeProgress&)>;  // on the calling thread

struct Quantized {
    bool already = false;                     // it was finished earlier
    int64_t bytesBefore = 0, bytesAfter = 0;  // of all tensors
    int q8 = 0, q4 = 0, kept = 0;             // tensors: as Q8_0, as Q4_0, as other numbers
};

// Unsupported for GGUF, and for what is quantised already.
base::Result<> checkQuantizable(const ModelFolder& source);

// Fails as checkQuantizable, TargetFolder, checkRoom, planShard and writeShard say.
base::Result<Quantized> quantizeFolder(const ModelFolder& source, const QuantizeOrder& order,
                                       const QuantizeTold& told, const std::stop_token& stop);

// The key that a finished copy carries.
base::Result<std::string> quantizedKey(const ModelFolder& source, Quantization to);

}  // namespace engine
