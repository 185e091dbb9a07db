#include "engine/model/weights.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/model/attention_weights.h"
#include "engine/model/weight_reader.h"
#include "kernels/base/log.h"

namespace engine {
namespace {

using kernels::Tensor;

constexpr size_t NamesShown = 5;

base::Result<FeedForwardWeights> readFeedForward(WeightReader& reader, const std::string& name,
                                                 int64_t hidden, int64_t width) {
    FeedForwardWeights weights;
    weights.gateProj = TRY(reader.matrix(name + ".gate_proj", width, hidden));
    weights.upProj = TRY(reader.matrix(name + ".up_proj", width, hidden));
    weights.downProj = TRY(reader.matrix(name + ".down_proj", hidden, width));
    return weights;
}

base::Result<ExpertWeights> readExperts(WeightReader& reader, const std::string& name, const Config& config) {
    ExpertWeights weights;
    weights.gate = TRY(reader.matrix(name + ".gate", config.nRoutedExperts, config.hiddenSize));
    if (config.correctionBias)
        weights.correctionBias =
            TRY(reader.floats(name + ".gate.e_score_correction_bias", config.nRoutedExperts));
    for (int expert = 0; expert < config.nRoutedExperts; ++expert) {
        const auto one = TRY(readFeedForward(reader, fmt::format("{}.experts.{}", name, expert),
                                             config.hiddenSize, config.moeIntermediateSize));
        weights.gateProj.push_back(one.gateProj);
        weights.upProj.push_back(one.upProj);
        weights.downProj.push_back(one.downProj);
    }
    if (config.nSharedExperts > 0)
        weights.shared = TRY(readFeedForward(reader, name + ".shared_experts", config.hiddenSize,
                                             int64_t{config.moeIntermediateSize} * config.nSharedExperts));
    return weights;
}

base::Result<LayerWeights> readLayer(WeightReader& reader, const Config& config, int index) {
    const std::string name = fmt::format("model.layers.{}", index);
    LayerWeights weights;
    weights.inputLayernorm = TRY(reader.norm(name + ".input_layernorm.weight", config.hiddenSize));
    weights.postAttentionLayernorm =
        TRY(reader.norm(name + ".post_attention_layernorm.weight", config.hiddenSize));
    if (config.attention == Attention::Latent)
        weights.latent = TRY(readLatentWeights(reader, name + ".self_attn", config));
    else
        weights.grouped = TRY(readGroupedWeights(reader, name + ".self_attn", config));
    if (config.isMoe(index))
        weights.experts = TRY(readExperts(reader, name + ".mlp", config));
    else
        weights.dense =
            TRY(readFeedForward(reader, name + ".mlp", config.hiddenSize, config.intermediateSize));
    return weights;
}

base::Result<DraftWeights> readDraft(WeightReader& reader, const Config& config, int index) {
    const std::string name = fmt::format("model.layers.{}", index);
    const int64_t hidden = config.hiddenSize;
    DraftWeights weights;
    weights.enorm = TRY(reader.norm(name + ".enorm.weight", hidden));
    weights.hnorm = TRY(reader.norm(name + ".hnorm.weight", hidden));
    weights.ehProj = TRY(reader.matrix(name + ".eh_proj", hidden, 2 * hidden));
    weights.norm = TRY(reader.norm(name + ".shared_head.norm.weight", hidden));
    weights.layer = TRY(readLayer(reader, config, index));
    // Copies of the main model's tables: checked, so that a damaged one is noticed, but not needed.
    for (const char* copy : {".embed_tokens", ".shared_head.head"})
        if (reader.has(name + copy + ".weight")) TRY(reader.matrix(name + copy, config.vocabSize, hidden));
    return weights;
}

base::Result<> readDrafts(WeightReader& reader, const Config& config, Weights& weights) {
    for (int i = 0; i < config.numNextnPredictLayers; ++i) {
        const int index = config.numHiddenLayers + i;
        // Many conversions leave the layer out and the number in: it only makes a model faster.
        if (!reader.has(fmt::format("model.layers.{}.enorm.weight", index)) &&
            !reader.has(fmt::format("model.layers.{}.eh_proj.weight", index))) {
            base::log::info("model", "layer {} (multi-token prediction) is not in the folder", index);
            return {};
        }
        weights.drafts.push_back(TRY(readDraft(reader, config, index)));
    }
    return {};
}

void logLeftOver(const WeightReader& reader) {
    const auto names = reader.leftOver();
    for (size_t i = 0; i < std::min(names.size(), NamesShown); ++i)
        base::log::warn("model", "tensor \"{}\" is not part of this architecture; not used", names[i]);
    if (names.size() > NamesShown)
        base::log::warn("model", "and {} more such tensors", names.size() - NamesShown);
}

}  // namespace

base::Result<std::unique_ptr<Weights>> Weights::open(const ModelFolder& folder, const Config& config,
                                                     kernels::Backend& backend, const Options& options) {
    WeightReader reader(
        folder, backend,
        {.fp8Blocks = config.fp8Blocks, .thorough = options.thorough, .checkOnly = options.checkOnly});
    auto weights = std::make_unique<Weights>();
    weights->embedTokens = TRY(reader.matrix("model.embed_tokens", config.vocabSize, config.hiddenSize));
    weights->norm = TRY(reader.norm("model.norm.weight", config.hiddenSize));
    weights->lmHead = weights->embedTokens;
    if (!config.tieWordEmbeddings || reader.has("lm_head.weight"))
        weights->lmHead = TRY(reader.matrix("lm_head", config.vocabSize, config.hiddenSize));
    for (int i = 0; i < config.numHiddenLayers; ++i) {
        if (!options.progress(reader.bytesTaken()))
            return base::failure(base::Code::Cancelled, "loading was stopped");
        weights->layers.push_back(TRY(readLayer(reader, config, i)));
    }
    TRY(readDrafts(reader, config, *weights));
    logLeftOver(reader);
    options.progress(reader.bytesTaken());
    TRY(backend.sync());
    weights->owned_ = reader.keep();
    return weights;
}

int64_t bytesRead(const Tensor& weight) {
    if (weight.empty()) return 0;
    int64_t bytes = weight.bytes();
    constexpr int64_t Block = Tensor::ScaleBlock;
    if (weight.scales)
        bytes += (weight.dim(0) + Block - 1) / Block * ((weight.dim(1) + Block - 1) / Block) *
                 static_cast<int64_t>(sizeof(float));
    return bytes;
}

}  // namespace engine
