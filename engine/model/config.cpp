#include "engine/model/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/files/config_file.h"
#include "kernels/base/log.h"

namespace engine {
namespace {

using base::Code;

// Over ten times the largest published model of the family, and small enough that a product of three stays
// far inside 64 bits.
constexpr int MaxWidth = 1 << 18;
constexpr int MaxVocabulary = 1 << 22;
constexpr int MaxLayers = 1024;
constexpr int MaxHeads = 4096;
constexpr int MaxHeadDim = 4096;
constexpr int MaxExperts = 4096;
constexpr int MaxContext = 1 << 24;
constexpr int64_t MaxMatrix = int64_t{1} << 34;
constexpr int Fp8Block = 128;

base::Result<int> whole(const ConfigObject& keys, const char* key, int low, int high,
                        std::optional<int64_t> fallback = {}) {
    return static_cast<int>(TRY(keys.integer(key, low, high, fallback)));
}

tl::unexpected<base::Error> cannotRun(const std::string& what) {
    return base::failure(Code::Unsupported, "config.json: " + what);
}

base::Result<> readSizes(const ConfigObject& keys, const Family& family, Config& config) {
    config.vocabSize = TRY(whole(keys, "vocab_size", 1, MaxVocabulary));
    config.hiddenSize = TRY(whole(keys, "hidden_size", 1, MaxWidth));
    config.numHiddenLayers = TRY(whole(keys, "num_hidden_layers", 1, MaxLayers));
    config.maxPositionEmbeddings = TRY(whole(keys, "max_position_embeddings", 1, MaxContext));
    config.rmsNormEps = static_cast<float>(TRY(keys.number("rms_norm_eps", 0, 1, family.rmsNormEps)));
    config.tieWordEmbeddings = TRY(keys.boolean("tie_word_embeddings", false));
    config.numNextnPredictLayers = TRY(whole(keys, "num_nextn_predict_layers", 0, 16, 0));
    const std::string activation = TRY(keys.text("hidden_act", "silu"));
    if (activation != "silu")
        return cannotRun(fmt::format("the hidden_act \"{}\" cannot be run by this version, only silu",
                                     activation.substr(0, 40)));
    return {};
}

base::Result<> readLatentAttention(const ConfigObject& keys, Config& config) {
    const int heads = config.numAttentionHeads;
    if (TRY(whole(keys, "num_key_value_heads", 1, MaxHeads, heads)) != heads)
        return tl::unexpected(
            keys.wrong("num_key_value_heads",
                       fmt::format("differs from num_attention_heads ({}): latent attention has one "
                                   "key for each head",
                                   heads)));
    config.numKeyValueHeads = heads;
    config.qLoraRank = TRY(whole(keys, "q_lora_rank", 0, MaxWidth, 0));
    config.kvLoraRank = TRY(whole(keys, "kv_lora_rank", 1, MaxWidth));
    config.qkNopeHeadDim = TRY(whole(keys, "qk_nope_head_dim", 1, MaxHeadDim));
    config.qkRopeHeadDim = TRY(whole(keys, "qk_rope_head_dim", 2, MaxHeadDim));
    config.vHeadDim = TRY(whole(keys, "v_head_dim", 1, MaxHeadDim));
    config.attentionBias = config.outputBias = TRY(keys.boolean("attention_bias", false));
    config.ropeInterleave = TRY(keys.boolean("rope_interleave", true));
    if (config.qkRopeHeadDim % 2 != 0)
        return tl::unexpected(
            keys.wrong("qk_rope_head_dim", fmt::format("is {}, not even", config.qkRopeHeadDim)));
    return {};
}

// Every layer sees all tokens before it; others would need a window.
base::Result<> checkWindows(const ConfigObject& keys, const Json& json) {
    if (TRY(keys.boolean("use_sliding_window", false)))
        return cannotRun("use_sliding_window cannot be run by this version");
    const auto types = json.find("layer_types");
    if (types == json.end() || !types->is_array()) return {};
    if (std::any_of(types->begin(), types->end(), [](const Json& type) { return type != "full_attention"; }))
        return cannotRun("layer_types other than full_attention cannot be run by this version");
    return {};
}

base::Result<> readGroupedAttention(const ConfigObject& keys, const Family& family, Config& config) {
    const int heads = config.numAttentionHeads;
    config.numKeyValueHeads = TRY(whole(keys, "num_key_value_heads", 1, MaxHeads, heads));
    if (heads % config.numKeyValueHeads != 0)
        return tl::unexpected(keys.wrong("num_key_value_heads",
                                         fmt::format("is {}, which does not divide num_attention_heads ({})",
                                                     config.numKeyValueHeads, heads)));
    if (!keys.has("head_dim") && config.hiddenSize % heads != 0)
        return tl::unexpected(
            keys.wrong("num_attention_heads",
                       fmt::format("is {}, which does not divide hidden_size ({}), and there is no head_dim",
                                   heads, config.hiddenSize)));
    config.qkRopeHeadDim = TRY(whole(keys, "head_dim", 2, MaxHeadDim, config.hiddenSize / heads));
    config.vHeadDim = config.qkRopeHeadDim;
    if (config.qkRopeHeadDim % 2 != 0 || config.qkRopeHeadDim > MaxHeadDim)
        return tl::unexpected(keys.wrong(
            "head_dim", fmt::format("is {}, not an even number up to {}", config.qkRopeHeadDim, MaxHeadDim)));
    config.attentionBias = family.queryBiasOnly || TRY(keys.boolean("attention_bias", false));
    config.outputBias = config.attentionBias && !family.queryBiasOnly;
    config.ropeInterleave = TRY(keys.boolean("rope_interleave", false));
    if (TRY(keys.boolean("mlp_bias", false))) return cannotRun("mlp_bias cannot be run by this version");
    return {};
}

base::Result<> readAttention(const ConfigObject& keys, const Json& json, const Family& family,
                             Config& config) {
    config.attention = family.attention;
    config.numAttentionHeads = TRY(whole(keys, "num_attention_heads", 1, MaxHeads));
    TRY(checkWindows(keys, json));
    if (family.attention == Attention::Latent)
        TRY(readLatentAttention(keys, config));
    else
        TRY(readGroupedAttention(keys, family, config));
    const int64_t widest = std::max(config.headDim(), config.qkNopeHeadDim + config.vHeadDim);
    if (widest * config.numAttentionHeads * std::max(config.hiddenSize, config.kvLoraRank) > MaxMatrix)
        return tl::unexpected(keys.wrong("num_attention_heads", "makes matrices of over 2^34 numbers"));
    return {};
}

base::Result<> readScoring(const ConfigObject& keys, const Family& family, Config& config) {
    const std::string score = TRY(keys.text("scoring_func", family.scoringFunc)).substr(0, 40);
    const std::string method = TRY(keys.text("topk_method", family.topkMethod)).substr(0, 40);
    if (score != "sigmoid" && score != "softmax")
        return cannotRun(fmt::format(
            "the scoring_func \"{}\" cannot be run by this version, only sigmoid and softmax", score));
    if (method != "noaux_tc" && method != "group_limited_greedy" && method != "greedy")
        return cannotRun(
            fmt::format("the topk_method \"{}\" cannot be run by this version, only noaux_tc, "
                        "group_limited_greedy and greedy",
                        method));
    config.gateScore = score == "sigmoid" ? kernels::GateScore::Sigmoid : kernels::GateScore::Softmax;
    config.correctionBias = method == "noaux_tc";
    config.groupScore = config.correctionBias ? kernels::GroupScore::TopTwoSum : kernels::GroupScore::Maximum;
    if (method == "greedy") config.nGroup = config.topkGroup = 1;
    return {};
}

base::Result<> checkGroups(const ConfigObject& keys, const Config& config) {
    if (config.nRoutedExperts % config.nGroup != 0)
        return tl::unexpected(
            keys.wrong("n_group", fmt::format("is {}, which does not divide n_routed_experts ({})",
                                              config.nGroup, config.nRoutedExperts)));
    if (config.topkGroup > config.nGroup)
        return tl::unexpected(keys.wrong(
            "topk_group", fmt::format("is {}, more than n_group ({})", config.topkGroup, config.nGroup)));
    const int perGroup = config.nRoutedExperts / config.nGroup;
    if (config.groupScore == kernels::GroupScore::TopTwoSum && config.nGroup > 1 && perGroup < 2)
        return tl::unexpected(
            keys.wrong("n_group", "leaves one expert in a group, but groups are scored by their best two"));
    if (config.numExpertsPerTok > perGroup * config.topkGroup)
        return tl::unexpected(keys.wrong(
            "num_experts_per_tok", fmt::format("is {}, more than the {} experts that the kept groups hold",
                                               config.numExpertsPerTok, perGroup * config.topkGroup)));
    return {};
}

base::Result<> readExperts(const ConfigObject& keys, const Family& family, Config& config) {
    config.moeIntermediateSize = TRY(whole(keys, "moe_intermediate_size", 1, MaxWidth));
    config.nSharedExperts = TRY(whole(keys, "n_shared_experts", 0, 256, 0));
    config.numExpertsPerTok =
        TRY(whole(keys, "num_experts_per_tok", 1, std::min(256, config.nRoutedExperts)));
    config.nGroup = TRY(whole(keys, "n_group", 1, config.nRoutedExperts, 1));
    config.topkGroup = TRY(whole(keys, "topk_group", 1, MaxExperts, 1));
    config.normTopkProb = TRY(keys.boolean("norm_topk_prob", family.normTopkProb));
    config.routedScalingFactor =
        static_cast<float>(TRY(keys.number("routed_scaling_factor", -1e4, 1e4, 1.0)));
    if (family.scalesUnnormalisedOnly) {
        config.normTopkProb = config.normTopkProb && config.numExpertsPerTok > 1;
        if (config.normTopkProb) config.routedScalingFactor = 1;
    }
    TRY(readScoring(keys, family, config));
    return checkGroups(keys, config);
}

// `mlp_layer_types` says the same as first_k_dense_replace, layer by layer.
base::Result<int> denseLayers(const ConfigObject& keys, const Json& json, const Family& family,
                              const Config& config) {
    const auto types = json.find("mlp_layer_types");
    if (types == json.end() || types->is_null())
        return whole(keys, "first_k_dense_replace", 0, MaxLayers, family.firstKDenseReplace);
    const auto layers = static_cast<size_t>(config.numHiddenLayers);
    if (!types->is_array() || types->size() < layers)
        return tl::unexpected(keys.wrong("mlp_layer_types", "is not a list of a word for each layer"));
    size_t dense = 0;
    while (dense < layers && types->at(dense) == "dense") ++dense;
    for (size_t i = dense; i < layers; ++i)
        if (types->at(i) != "sparse")
            return cannotRun(
                "mlp_layer_types other than some dense layers and then sparse ones cannot be run by "
                "this version");
    return static_cast<int>(dense);
}

base::Result<> readFeedForward(const ConfigObject& keys, const Json& json, const Family& family,
                               Config& config) {
    config.intermediateSize = TRY(whole(keys, "intermediate_size", 1, MaxWidth));
    if (family.attention == Attention::Grouped) return {};  // these are dense throughout
    config.firstKDenseReplace = TRY(denseLayers(keys, json, family, config));
    config.moeLayerFreq = TRY(whole(keys, "moe_layer_freq", 1, MaxLayers, 1));
    config.nRoutedExperts = TRY(whole(keys, "n_routed_experts", 0, MaxExperts, 0));
    return config.nRoutedExperts > 0 ? readExperts(keys, family, config) : base::Result<>{};
}

// Our own blocks say for themselves what they are; here it stands for people and other programs.
base::Result<> checkOwnBlocks(const ConfigObject& keys) {
    if (TRY(keys.integer("format", 1, INT32_MAX)) != 1)
        return cannotRun("quantization_config: a later format of quantised folders: use a newer Inkstone");
    for (const char* key : {"weights", "experts"}) {
        const std::string type = TRY(keys.text(key));
        if (type != kernels::nameOf(kernels::Type::Q8_0) && type != kernels::nameOf(kernels::Type::Q4_0))
            return tl::unexpected(
                keys.wrong(key, fmt::format("is \"{}\", neither Q8_0 nor Q4_0", type.substr(0, 40))));
    }
    return {};
}

// FP8 in blocks of 128 x 128 is what DeepSeek publishes; every other quantisation needs another reader.
base::Result<bool> readQuantisation(const ConfigObject& config) {
    const Json* found = TRY(config.object("quantization_config"));
    if (!found) return false;
    const ConfigObject keys(*found, "config.json: quantization_config");
    const std::string method = TRY(keys.text("quant_method", "")).substr(0, 40);
    if (method == "inkstone") {
        TRY(checkOwnBlocks(keys));
        return false;
    }
    const std::string format = TRY(keys.text("fmt", "e4m3")).substr(0, 40);
    if (method != "fp8" || format != "e4m3")
        return cannotRun(
            fmt::format("the quantization_config \"{}\" (fmt \"{}\") cannot be run by this version; it "
                        "reads FP8 e4m3 in blocks of 128 x 128, BF16, F16 and F32",
                        method, format));
    const auto block = found->find("weight_block_size");
    if (block == found->end() || *block != Json::array({Fp8Block, Fp8Block}))
        return cannotRun(
            "quantization_config: only a weight_block_size of [128, 128] can be run by this version");
    return true;
}

}  // namespace

base::Result<std::vector<int>> endTokensOf(const Json& json, std::string_view file, int vocabSize) {
    std::vector<int> tokens;
    const auto found = json.find("eos_token_id");
    if (found == json.end() || found->is_null()) return tokens;
    const Json list = found->is_array() ? *found : Json::array({*found});
    for (const Json& id : list) {
        if (!id.is_number_integer() || id.get<double>() < 0 || list.size() > 64)
            return tl::unexpected(
                ConfigObject(json, file).wrong("eos_token_id", "is not an id or a short list of ids"));
        // An id that the model cannot say can never end a reply either.
        if (id.get<double>() < vocabSize)
            tokens.push_back(id.get<int>());
        else
            base::log::warn("model", "{}: eos_token_id names an id outside the vocabulary; ignored", file);
    }
    return tokens;
}

float Config::softmaxScale() const {
    const double plain = 1 / std::sqrt(static_cast<double>(headDim()));
    return static_cast<float>(attention == Attention::Latent ? plain * rope.softmaxFactor() : plain);
}

base::Result<Config> Config::parse(const Json& json) {
    if (!json.is_object()) return base::failure(Code::BadModel, "config.json: does not hold an object");
    const ConfigObject keys(json, "config.json");
    Config config;
    const Family& family = *TRY(Family::of(keys, json));
    config.architecture = family.architecture;
    config.fp8Blocks = TRY(readQuantisation(keys));
    TRY(readSizes(keys, family, config));
    TRY(readAttention(keys, json, family, config));
    TRY(readFeedForward(keys, json, family, config));
    config.rope = TRY(RopeSettings::parse(json, config.maxPositionEmbeddings));
    if (const auto pairs = static_cast<int>(config.rope.factors.size());
        pairs > 0 && 2 * pairs != config.qkRopeHeadDim)
        return tl::unexpected(keys.wrong(
            "frequency_factors",
            fmt::format("has {} numbers, but {} channels are rotated", pairs, config.qkRopeHeadDim)));
    config.endTokens = TRY(endTokensOf(json, "config.json", config.vocabSize));
    return config;
}

}  // namespace engine
