// From a folder to a model that can compute. Everything is checked before anything is used; what does not fit
// into this machine's memory is refused with numbers. Runs on the caller's thread, which may be any.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/cache/paged_cache.h"
#include "engine/chat/backend.h"
#include "engine/model/census.h"
#include "engine/model/forward.h"
#include "engine/run/local_backend.h"
#include "engine/text/chat_format.h"
#include "engine/text/tokenizer.h"

namespace engine {

// Told bytes done and bytes in all; false stops with Cancelled.
using LoadProgress = std::function<bool(int64_t done, int64_t total)>;

// Folder, configuration and weights: enough to compute logits from ids. Where it lies is part of every error.
struct ModelParts {
    std::unique_ptr<kernels::Backend> backend;
    std::unique_ptr<ModelFolder> folder;
    Config config;
    std::unique_ptr<Weights> weights;

    enum class Purpose { Compute, Check };  // Check: all that loading checks, without the memory it takes
    static base::Result<std::unique_ptr<ModelParts>> open(
        const std::filesystem::path& path, const LocalOptions& options, Purpose purpose = Purpose::Compute,
        const LoadProgress& progress = [](int64_t, int64_t) { return true; });
};

// Refuses an architecture that cannot be computed, by its name and before any weight is opened: newer ones
// store weights in ways that could not be read. What else is wrong, opening tells.
base::Result<> checkArchitecture(const std::filesystem::path& folder);

// The folder's tokenizer, which must belong to the model: no id beyond its table.
base::Result<std::unique_ptr<Tokenizer>> openTokenizer(const ModelParts& parts);

// What loading would take, and what is here. Bytes.
struct MemoryPlan {
    int64_t weights = 0;  // mapped, and what is copied out of them
    int64_t cache = 0;
    int64_t machine = 0;
    bool fits() const { return weights + cache < machine; }
};
// Why it does not fit, with numbers, and what helps.
std::string shortage(const ModelFolder& folder, const MemoryPlan& plan);
MemoryPlan planMemory(const ModelFolder& folder, const Config& config, int cacheTokens);
// How many tokens the cache gets when nobody says.
int chooseCacheTokens(const Config& config);

// Name, size and formats, for people.
ModelCard cardOf(const ModelFolder& folder, const Config& config, int contextTokens);

struct LoadedModel {
    std::unique_ptr<ModelParts> parts;
    std::unique_ptr<Tokenizer> tokenizer;
    const ChatFormat* chatFormat = nullptr;
    std::unique_ptr<PagedCache> cache;
    std::unique_ptr<Forward> forward;
    ModelCard card;
    std::vector<int> endTokens;  // sorted
    int contextTokens = 0;       // prompt and reply together
    int sampledVocabulary = 0;   // ids from here on have no token and are never said

    static base::Result<std::unique_ptr<LoadedModel>> open(const std::filesystem::path& path,
                                                           const LocalOptions& options, int sequences,
                                                           const LoadProgress& progress);
};

}  // namespace engine
