// The engine in this process as a ChatBackend. open() returns at once and loads on the engine's own thread;
// requests made meanwhile wait and report Progress::Loading. Any thread may call it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "engine/chat/backend.h"
#include "engine/files/quantization.h"

namespace engine {

struct LocalOptions {
    std::string device = "cpu";  // "cpu" | "reference"
    int threads = 0;             // 0 = all cores
    int cacheTokens = 0;         // room of the latent cache over all sequences; 0 = chosen from the model
    int chunkTokens = 256;       // prompt tokens at most in one step
    std::string chatFormat;      // its name, for a model whose chat template is not known; empty = recognise
    Quantization quantize = Quantization::None;  // another is made of the model first, once
    std::filesystem::path quantizedFolder;       // and kept here (quantized.h)
};

class LocalBackend : public ChatBackend {
public:
    static std::unique_ptr<LocalBackend> open(const std::filesystem::path& folder,
                                              const LocalOptions& options = {});
};

}  // namespace engine
