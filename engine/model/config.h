// What config.json says about a model, checked: every number is in range, so that sizes
// computed from it cannot overflow. Values; any thread.
//
// parse() fails with BadModel naming the key, or with Unsupported naming what this version cannot run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/json.h"
#include "engine/model/family.h"
#include "engine/model/rope.h"
#include "kernels/ops/ops.h"

namespace engine {

struct Config {
    std::string architecture;  // "DeepseekV3ForCausalLM"
    int vocabSize = 0;
    int hiddenSize = 0;
    int numHiddenLayers = 0;
    int maxPositionEmbeddings = 0;
    float rmsNormEps = 1e-6F;
    bool tieWordEmbeddings = false;

    // Attention. qLoraRank 0: queries come from one matrix. Grouped attention has neither ranks nor
    // qkNopeHeadDim: its heads are rotated whole, and keys are as wide as values.
    Attention attention = Attention::Latent;
    int numAttentionHeads = 0;
    int numKeyValueHeads = 0;
    int qLoraRank = 0;
    int kvLoraRank = 0;
    int qkNopeHeadDim = 0;
    int qkRopeHeadDim = 0;
    int vHeadDim = 0;
    bool attentionBias = false;  // on what makes queries, keys and values of the residual
    bool outputBias = false;     // on o_proj
    bool ropeInterleave = true;  // pairs are neighbours, not one of each half
    RopeSettings rope;

    // Feed-forward. nRoutedExperts 0: every layer is dense.
    int intermediateSize = 0;
    int moeIntermediateSize = 0;
    int firstKDenseReplace = 0;
    int moeLayerFreq = 1;
    int nRoutedExperts = 0;
    int nSharedExperts = 0;
    int numExpertsPerTok = 0;
    int nGroup = 1;
    int topkGroup = 1;
    bool normTopkProb = true;
    float routedScalingFactor = 1.0F;
    kernels::GateScore gateScore = kernels::GateScore::Sigmoid;
    kernels::GroupScore groupScore = kernels::GroupScore::TopTwoSum;
    bool correctionBias = true;  // e_score_correction_bias exists (topk_method noaux_tc)

    bool fp8Blocks = false;         // quantization_config: FP8 e4m3 in blocks of 128 x 128
    int numNextnPredictLayers = 0;  // MTP layers after the main ones
    std::vector<int> endTokens;     // eos_token_id, one or several

    // The latent norms of attention have a fixed epsilon of their own in every published implementation but
    // one.
    static constexpr float LatentNormEps = 1e-6F;

    int headDim() const { return qkNopeHeadDim + qkRopeHeadDim; }
    int keyWidth() const { return numKeyValueHeads * headDim(); }  // grouped: a token's keys, or its values
    int cacheWidth() const {
        return attention == Attention::Latent ? kvLoraRank + qkRopeHeadDim : 2 * keyWidth();
    }
    bool isMoe(int layer) const {
        return nRoutedExperts > 0 && layer >= firstKDenseReplace && layer % moeLayerFreq == 0;
    }
    float softmaxScale() const;

    static base::Result<Config> parse(const Json& json);
};

// eos_token_id of generation_config.json (one or several), for those that config.json does not name.
base::Result<std::vector<int>> endTokensOf(const Json& json, std::string_view file, int vocabSize);

}  // namespace engine
