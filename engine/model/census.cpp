#include "engine/model/census.h"

namespace engine {
namespace {

int64_t groupedParameters(const Config& config) {
    const int64_t hidden = config.hiddenSize;
    const int64_t query = int64_t{config.numAttentionHeads} * config.headDim();
    int64_t count = 2 * hidden * (query + config.keyWidth());
    if (config.attentionBias) count += query + 2 * config.keyWidth();
    if (config.outputBias) count += hidden;
    return count;
}

int64_t latentParameters(const Config& config) {
    const int64_t hidden = config.hiddenSize;
    const int64_t heads = config.numAttentionHeads;
    const int64_t query = heads * config.headDim();
    int64_t count = hidden * config.cacheWidth() + config.kvLoraRank;
    count += config.qLoraRank > 0 ? hidden * config.qLoraRank + config.qLoraRank + config.qLoraRank * query
                                  : hidden * query;
    count += heads * (config.qkNopeHeadDim + config.vHeadDim) * config.kvLoraRank;
    count += heads * config.vHeadDim * hidden;
    if (config.attentionBias) count += config.qLoraRank + config.cacheWidth() + hidden;
    return count;
}

int64_t feedForwardParameters(const Config& config, int64_t width) {
    return 3 * config.hiddenSize * width;
}

}  // namespace

Census census(const Config& config) {
    const int64_t hidden = config.hiddenSize;
    const int64_t table = hidden * config.vocabSize;
    const int64_t expert = feedForwardParameters(config, config.moeIntermediateSize);
    Census count;
    count.parameters = table + hidden;
    count.activeParameters = table + hidden;  // the head; a tied table is the head
    if (!config.tieWordEmbeddings) count.parameters += table;
    for (int layer = 0; layer < config.numHiddenLayers; ++layer) {
        const bool latent = config.attention == Attention::Latent;
        int64_t always = (latent ? latentParameters(config) : groupedParameters(config)) + 2 * hidden;
        int64_t routed = 0;
        int64_t chosen = 0;
        if (config.isMoe(layer)) {
            always += hidden * config.nRoutedExperts + expert * config.nSharedExperts;
            if (config.correctionBias) always += config.nRoutedExperts;
            routed = expert * config.nRoutedExperts;
            chosen = expert * config.numExpertsPerTok;
        } else {
            always += feedForwardParameters(config, config.intermediateSize);
        }
        count.parameters += always + routed;
        count.activeParameters += always + chosen;
    }
    count.cacheBytesPerToken =
        int64_t{config.cacheWidth()} * config.numHiddenLayers * static_cast<int64_t>(sizeof(float));
    return count;
}

}  // namespace engine
