#include "engine/run/loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/base/machine.h"
#include "engine/files/config_file.h"
#include "engine/files/gguf_files.h"
#include "engine/model/family.h"
#include "engine/run/quantized.h"
#include "engine/text/chat_recognition.h"
#include "kernels/base/log.h"
#include "kernels/devices.h"

namespace engine {
namespace {

using base::Code;

// Up to this size every number of every weight is looked at; beyond, only norms, biases and scales.
constexpr int64_t ThoroughBytes = int64_t{2} << 30;
constexpr int64_t CacheBytesAtMost = int64_t{2} << 30;
constexpr int MostTokens = 1 << 24;
constexpr int SequencesAtMost = 4;  // whose whole context the cache holds when nobody says

double gigabytes(int64_t bytes) {
    return static_cast<double>(bytes) / 1e9;
}

base::Result<std::vector<int>> allEndTokens(const ModelFolder& folder, const Config& config,
                                            const Tokenizer& tokenizer, const ChatFormat& format) {
    std::set<int> tokens(config.endTokens.begin(), config.endTokens.end());
    const auto more = TRY(endTokensOf(folder.generationConfig(), "generation_config.json", config.vocabSize));
    tokens.insert(more.begin(), more.end());
    if (const auto end = tokenizer.endOfSentence()) tokens.insert(*end);
    for (const std::string_view name : format.reply().ends)
        if (const auto end = tokenizer.control(name)) tokens.insert(*end);
    return std::vector<int>(tokens.begin(), tokens.end());
}

base::Result<> checkOptions(const LocalOptions& options) {
    if (options.chunkTokens >= 1 && options.chunkTokens <= MostTokens && options.cacheTokens >= 0 &&
        options.cacheTokens <= MostTokens)
        return {};
    return base::failure(
        Code::Invalid,
        fmt::format("the engine was asked for {} tokens a step and a cache of {}: a step has 1 to "
                    "{}, a cache 0 (choose) to {}",
                    options.chunkTokens, options.cacheTokens, MostTokens, MostTokens));
}

base::Result<> checkMemory(const ModelFolder& folder, const Config& config, int cacheTokens) {
    const MemoryPlan plan = planMemory(folder, config, cacheTokens);
    if (plan.fits()) return {};
    return base::failure(Code::TooLarge, "the model " + shortage(folder, plan));
}

// Of a copy made by quantising; unset where none can be made.
std::optional<int64_t> quantizedBytes(const ModelFolder& folder, Quantization to) {
    if (!checkQuantizable(folder)) return std::nullopt;
    int64_t bytes = 0;
    for (const auto& shard : folder.shards()) {
        const auto plan = planShard(folder, *shard, to);
        if (!plan) return std::nullopt;
        for (const TensorPlan& tensor : *plan) bytes += tensor.bytes();
    }
    return bytes;
}

std::string whatHelps(const ModelFolder& folder, const MemoryPlan& plan) {
    for (const Quantization to : {Quantization::Q8, Quantization::Q4}) {
        const auto bytes = quantizedBytes(folder, to);
        if (!bytes) break;
        const int64_t needed = plan.weights - folder.totalBytes() + *bytes + plan.cache;
        if (needed < plan.machine)
            return fmt::format("quantised it needs {:.1f} GB: load it with --quantize {}", gigabytes(needed),
                               nameOf(to));
    }
    return "choose a smaller model";
}

// Of the matrices, the format that takes most first. Norms and biases are always small.
std::string formatsOf(const ModelFolder& folder) {
    std::map<kernels::Type, size_t> bytes;
    for (const TensorInfo* tensor : folder.tensors())
        if (tensor->shape.size() >= 2 && !tensor->name.ends_with("_scale_inv"))
            bytes[tensor->type] += tensor->data.size();
    std::vector<std::pair<size_t, kernels::Type>> order;
    order.reserve(bytes.size());
    for (const auto& [type, size] : bytes) order.emplace_back(size, type);
    std::sort(order.rbegin(), order.rend());
    std::string text;
    for (const auto& [size, type] : order) {
        const bool blocks = type == kernels::Type::F8E4M3;
        text += (text.empty() ? "" : ", ") + std::string(blocks ? "FP8 e4m3 128x128" : kernels::nameOf(type));
    }
    return text;
}

}  // namespace

base::Result<std::unique_ptr<ModelParts>> ModelParts::open(const std::filesystem::path& path,
                                                           const LocalOptions& options, Purpose purpose,
                                                           const LoadProgress& progress) {
    TRY(checkArchitecture(path));
    auto parts = std::make_unique<ModelParts>();
    parts->backend = TRY(kernels::makeBackend(options.device, options.threads));
    parts->folder = TRY(ModelFolder::open(TRY(placeOf(path, options, progress))));
    const std::string where = parts->folder->path().string();
    auto config = Config::parse(parts->folder->config());
    if (!config) return tl::unexpected(std::move(config).error().within(where));
    parts->config = std::move(*config);
    const int64_t total = parts->folder->totalBytes();
    const Weights::Options wanted{.thorough = total <= ThoroughBytes,
                                  .checkOnly = purpose == Purpose::Check,
                                  .progress = [&](int64_t done) { return progress(done, total); }};
    auto weights = Weights::open(*parts->folder, parts->config, *parts->backend, wanted);
    if (parts->folder->lost()) return tl::unexpected(parts->folder->changed());
    if (!weights) return tl::unexpected(std::move(weights).error().within(where));
    parts->weights = std::move(*weights);
    return parts;
}

base::Result<> checkArchitecture(const std::filesystem::path& folder) {
    const auto config = readJsonFile(folder / "config.json");
    if (!config || ggufIn(folder)) return {};  // a GGUF file describes itself
    auto family = Family::of(ConfigObject(*config, "config.json"), *config);
    if (family || family.error().code != Code::Unsupported) return {};
    return tl::unexpected(std::move(family).error().within(folder.string()));
}

std::string shortage(const ModelFolder& folder, const MemoryPlan& plan) {
    const int64_t needed = plan.weights + plan.cache;
    return fmt::format(
        "needs {:.1f} GB of memory ({:.1f} GB weights, {:.1f} GB cache), this machine has {:.1f} GB, "
        "{:.1f} GB too little; {}",
        gigabytes(needed), gigabytes(plan.weights), gigabytes(plan.cache), gigabytes(plan.machine),
        gigabytes(needed - plan.machine), whatHelps(folder, plan));
}

base::Result<std::unique_ptr<Tokenizer>> openTokenizer(const ModelParts& parts) {
    auto tokenizer = TRY(Tokenizer::open(parts.folder->path()));
    if (tokenizer->vocabularySize() > parts.config.vocabSize)
        return base::failure(
            Code::BadModel,
            fmt::format("{}: tokenizer.json has ids up to {}, but config.json a vocab_size of {}: the "
                        "files do not belong together; get the folder again from its source",
                        parts.folder->path().string(), tokenizer->vocabularySize() - 1,
                        parts.config.vocabSize));
    return tokenizer;
}

MemoryPlan planMemory(const ModelFolder& folder, const Config& config, int cacheTokens) {
    const int64_t layers = config.numHiddenLayers + config.numNextnPredictLayers;
    // What absorption copies; grouped attention has no latent and copies nothing.
    const int64_t keyValue = int64_t{config.numAttentionHeads} * (config.qkNopeHeadDim + config.vHeadDim) *
                             config.kvLoraRank * static_cast<int64_t>(sizeof(float));
    return {.weights = folder.totalBytes() + layers * keyValue,
            .cache = census(config).cacheBytesPerToken * cacheTokens,
            .machine = machineMemory()};
}

int chooseCacheTokens(const Config& config) {
    const int64_t room = std::min(machineMemory() / 4, CacheBytesAtMost) / census(config).cacheBytesPerToken;
    const int64_t wanted = int64_t{config.maxPositionEmbeddings} * SequencesAtMost;
    return static_cast<int>(std::clamp<int64_t>(std::min(room, wanted), BlockPool::BlockTokens, MostTokens));
}

ModelCard cardOf(const ModelFolder& folder, const Config& config, int contextTokens) {
    const Census count = census(config);
    return {.id = folder.name(),
            .title = folder.hints().title.empty() ? folder.name() : folder.hints().title,
            .architecture = config.architecture,
            .parameters = count.parameters,
            .activeParameters = count.activeParameters,
            .bytes = folder.totalBytes(),
            .contextTokens = contextTokens,
            .formats = formatsOf(folder),
            .compactTools = folder.hints().compactTools};
}

base::Result<std::unique_ptr<LoadedModel>> LoadedModel::open(const std::filesystem::path& path,
                                                             const LocalOptions& options, int sequences,
                                                             const LoadProgress& progress) {
    TRY(checkOptions(options));
    auto model = std::make_unique<LoadedModel>();
    model->parts = TRY(ModelParts::open(path, options, ModelParts::Purpose::Compute, progress));
    const ModelFolder& folder = *model->parts->folder;
    const Config& config = model->parts->config;
    model->tokenizer = TRY(openTokenizer(*model->parts));
    auto format = chooseChatFormat(folder.path(), *model->tokenizer, options.chatFormat);
    if (!format) return tl::unexpected(std::move(format).error().within(folder.path().string()));
    model->chatFormat = *format;
    model->endTokens = TRY(allEndTokens(folder, config, *model->tokenizer, *model->chatFormat));
    model->sampledVocabulary = model->tokenizer->vocabularySize();

    const int cacheTokens = options.cacheTokens > 0 ? options.cacheTokens : chooseCacheTokens(config);
    TRY(checkMemory(folder, config, cacheTokens));
    const int blocks = BlockPool::blocksFor(cacheTokens);
    model->contextTokens = std::min(config.maxPositionEmbeddings, blocks * BlockPool::BlockTokens);
    model->cache =
        TRY(PagedCache::open(*model->parts->backend, config.numHiddenLayers, blocks, config.cacheWidth()));
    const StepLimits limits{.rows = options.chunkTokens + sequences,
                            .logitRows = sequences,
                            .sequences = sequences,
                            .blocks = blocks};
    model->forward = TRY(Forward::open(config, *model->parts->weights, *model->parts->backend, limits));
    model->card = cardOf(folder, config, model->contextTokens);
    model->card.thinksWhenAsked = model->chatFormat->thinksWhenAsked();
    base::log::info("run", "loaded {} on {}: context {}, cache {} tokens", model->card.id,
                    model->parts->backend->name(), model->contextTokens, cacheTokens);
    return model;
}

}  // namespace engine
