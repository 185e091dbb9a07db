// The published config.json of each family, the keys that matter: what is read out of them, and the
// parameters counted from them against the published numbers.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/model/census.h"
#include "engine/model/config.h"

namespace {

using engine::Attention;
using engine::Config;
using engine::Json;
using kernels::GateScore;
using kernels::GroupScore;

Json v2Lite() {
    return Json::parse(R"({
        "architectures": ["DeepseekV2ForCausalLM"], "model_type": "deepseek_v2", "hidden_size": 2048,
        "num_hidden_layers": 27, "first_k_dense_replace": 1, "moe_layer_freq": 1, "intermediate_size": 10944,
        "moe_intermediate_size": 1408, "n_routed_experts": 64, "n_shared_experts": 2, "num_experts_per_tok": 6,
        "n_group": 1, "topk_group": 1, "scoring_func": "softmax", "topk_method": "greedy", "norm_topk_prob": false,
        "routed_scaling_factor": 1.0, "num_attention_heads": 16, "num_key_value_heads": 16, "q_lora_rank": null,
        "kv_lora_rank": 512, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
        "rms_norm_eps": 1e-06, "rope_theta": 10000, "max_position_embeddings": 163840, "vocab_size": 102400,
        "rope_scaling": {"type": "yarn", "factor": 40, "original_max_position_embeddings": 4096, "beta_fast": 32,
                         "beta_slow": 1, "mscale": 0.707, "mscale_all_dim": 0.707},
        "bos_token_id": 100000, "eos_token_id": 100001, "tie_word_embeddings": false, "hidden_act": "silu"})");
}

Json v2() {
    Json json = v2Lite();
    json.update(Json::parse(R"({"hidden_size": 5120, "num_hidden_layers": 60, "intermediate_size": 12288,
        "moe_intermediate_size": 1536, "n_routed_experts": 160, "n_group": 8, "topk_group": 3,
        "topk_method": "group_limited_greedy", "routed_scaling_factor": 16.0, "num_attention_heads": 128,
        "num_key_value_heads": 128, "q_lora_rank": 1536})"));
    return json;
}

Json moonlight() {
    Json json = v2Lite();
    json.update(Json::parse(R"({"architectures": ["DeepseekV3ForCausalLM"], "model_type": "deepseek_v3",
        "intermediate_size": 11264, "scoring_func": "sigmoid", "topk_method": "noaux_tc", "norm_topk_prob": true,
        "routed_scaling_factor": 2.446, "rms_norm_eps": 1e-05, "rope_theta": 50000.0, "rope_scaling": null,
        "max_position_embeddings": 8192, "vocab_size": 163840, "num_nextn_predict_layers": 0,
        "eos_token_id": 163585})"));
    return json;
}

Json glmFlash() {
    return Json::parse(R"({
        "architectures": ["Glm4MoeLiteForCausalLM"], "model_type": "glm4_moe_lite", "hidden_size": 2048,
        "num_hidden_layers": 47, "intermediate_size": 10240, "moe_intermediate_size": 1536, "n_routed_experts": 64,
        "n_shared_experts": 1, "num_experts_per_tok": 4, "n_group": 1, "topk_group": 1, "norm_topk_prob": true,
        "first_k_dense_replace": 1, "topk_method": "noaux_tc", "routed_scaling_factor": 1.8,
        "num_attention_heads": 20, "num_key_value_heads": 20, "q_lora_rank": 768, "kv_lora_rank": 512,
        "qk_nope_head_dim": 192, "qk_rope_head_dim": 64, "v_head_dim": 256, "rms_norm_eps": 1e-05,
        "max_position_embeddings": 202752, "vocab_size": 154880, "num_nextn_predict_layers": 1,
        "partial_rotary_factor": 1.0, "rope_theta": 1000000, "rope_scaling": null,
        "eos_token_id": [154820, 154827, 154829], "tie_word_embeddings": false, "hidden_act": "silu"})");
}

Json distillQwen() {
    return Json::parse(R"({
        "architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_size": 1536, "num_hidden_layers": 28,
        "intermediate_size": 8960, "num_attention_heads": 12, "num_key_value_heads": 2, "rms_norm_eps": 1e-06,
        "rope_theta": 10000, "max_position_embeddings": 131072, "vocab_size": 151936, "use_sliding_window": false,
        "sliding_window": 4096, "max_window_layers": 21, "use_mrope": false, "tie_word_embeddings": false,
        "bos_token_id": 151643, "eos_token_id": 151643, "hidden_act": "silu"})");
}

Json distillLlama() {
    return Json::parse(R"({
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32,
        "intermediate_size": 14336, "num_attention_heads": 32, "num_key_value_heads": 8, "rms_norm_eps": 1e-05,
        "rope_theta": 500000.0, "max_position_embeddings": 131072, "vocab_size": 128256, "attention_bias": false,
        "mlp_bias": false, "pretraining_tp": 1, "tie_word_embeddings": false,
        "rope_scaling": {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                         "original_max_position_embeddings": 8192, "rope_type": "llama3"},
        "bos_token_id": 128000, "eos_token_id": 128001, "hidden_act": "silu"})");
}

Json smolLm2() {
    return Json::parse(R"({
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 576, "num_hidden_layers": 30,
        "intermediate_size": 1536, "num_attention_heads": 9, "num_key_value_heads": 3, "rms_norm_eps": 1e-05,
        "rope_theta": 100000, "rope_interleaved": false, "rope_scaling": null, "max_position_embeddings": 8192,
        "vocab_size": 49152, "attention_bias": false, "tie_word_embeddings": true, "bos_token_id": 1,
        "eos_token_id": 2, "hidden_act": "silu"})");
}

Json changed(Json json, const char* key, const Json& value) {
    json[key] = value;
    return json;
}

Config read(const Json& json) {
    auto config = Config::parse(json);
    EXPECT_TRUE(config) << (config ? "" : config.error().message);
    return config ? *config : Config();
}

base::Error errorOf(const Json& json) {
    const auto config = Config::parse(json);
    return config ? base::Error{base::Code::Internal, "was accepted"} : config.error();
}

void expectRefused(const Json& json, base::Code code, const char* word) {
    const base::Error error = errorOf(json);
    EXPECT_EQ(error.code, code) << error.message;
    EXPECT_NE(error.message.find(word), std::string::npos) << error.message;
}

TEST(Families, PublishedParametersAreCounted) {
    EXPECT_EQ(engine::census(read(distillLlama())).parameters, 8'030'261'248);
    EXPECT_EQ(engine::census(read(smolLm2())).parameters, 134'515'008);
    EXPECT_EQ(engine::census(read(distillQwen())).parameters, 1'777'088'000);
    EXPECT_EQ(engine::census(read(v2Lite())).parameters, 15'706'484'224);
    const std::tuple<Json, double, double> rounded[] = {
        {v2(), 235.7e9, 0.1e9}, {moonlight(), 15.96e9, 0.01e9}, {glmFlash(), 29.9e9, 0.1e9}};
    for (const auto& [json, published, slack] : rounded)
        EXPECT_NEAR(static_cast<double>(engine::census(read(json)).parameters), published, slack) << json;
}

TEST(Families, CacheRowsAreCounted) {
    EXPECT_EQ(engine::census(read(distillLlama())).cacheBytesPerToken, 32 * 2 * 8 * 128 * 4);
    EXPECT_EQ(engine::census(read(smolLm2())).cacheBytesPerToken, 30 * 2 * 3 * 64 * 4);
    EXPECT_EQ(engine::census(read(v2Lite())).cacheBytesPerToken, 27 * 576 * 4);
    EXPECT_EQ(engine::census(read(moonlight())).cacheBytesPerToken, 15552 * 4);
}

TEST(Families, ADenseModelUsesAllItsParametersButTheEmbedding) {
    const auto untied = engine::census(read(distillQwen()));
    EXPECT_EQ(untied.parameters - untied.activeParameters, 151936 * 1536);
    const auto tied = engine::census(read(smolLm2()));
    EXPECT_EQ(tied.parameters, tied.activeParameters);
}

TEST(Families, V2RoutesBySoftmax) {
    const Config lite = read(v2Lite());
    EXPECT_EQ(lite.gateScore, GateScore::Softmax);
    EXPECT_FALSE(lite.correctionBias);
    EXPECT_FALSE(lite.normTopkProb);
    EXPECT_EQ(lite.qLoraRank, 0);
    EXPECT_NEAR(lite.softmaxScale(), 0.11472139, 1e-7);
    EXPECT_FLOAT_EQ(lite.rope.magnitude(), 1.0F);
    EXPECT_FALSE(lite.isMoe(0));
    EXPECT_TRUE(lite.isMoe(1));

    const Config large = read(v2());
    EXPECT_EQ(large.groupScore, GroupScore::Maximum);
    EXPECT_EQ(large.nGroup, 8);
    EXPECT_EQ(large.topkGroup, 3);
    EXPECT_FLOAT_EQ(large.routedScalingFactor, 16);
}

TEST(Families, V2sUnsaidKeysAreItsOwn) {
    Json json = v2Lite();
    for (const char* key : {"scoring_func", "topk_method", "norm_topk_prob", "n_group", "topk_group"})
        json.erase(key);
    const Config config = read(json);
    EXPECT_EQ(config.gateScore, GateScore::Softmax);
    EXPECT_FALSE(config.correctionBias);
    EXPECT_FALSE(config.normTopkProb);
}

// As its authors' own gate does: either normalised or scaled.
TEST(Families, V2ScalesOnlyWhatItDoesNotNormalise) {
    Json json = v2();
    json["norm_topk_prob"] = true;
    EXPECT_TRUE(read(json).normTopkProb);
    EXPECT_FLOAT_EQ(read(json).routedScalingFactor, 1);
    json["num_experts_per_tok"] = 1;
    EXPECT_FALSE(read(json).normTopkProb) << "one weight is not normalised";
    EXPECT_FLOAT_EQ(read(json).routedScalingFactor, 16);
}

TEST(Families, GlmFlashIsOfTheSameShape) {
    const Config config = read(glmFlash());
    EXPECT_EQ(config.attention, Attention::Latent);
    EXPECT_EQ(config.gateScore, GateScore::Sigmoid);
    EXPECT_TRUE(config.correctionBias);
    EXPECT_EQ(config.firstKDenseReplace, 1);
    EXPECT_EQ(config.endTokens.size(), 3U);

    Json listed = glmFlash();
    listed.erase("first_k_dense_replace");
    EXPECT_EQ(read(listed).firstKDenseReplace, 1) << "its own default";
    Json types = Json::array();
    for (int i = 0; i < 47; ++i) types.push_back(i < 2 ? "dense" : "sparse");
    listed["mlp_layer_types"] = types;
    EXPECT_EQ(read(listed).firstKDenseReplace, 2);
    listed["mlp_layer_types"][5] = "dense";
    expectRefused(listed, base::Code::Unsupported, "mlp_layer_types");
    listed["mlp_layer_types"] = Json::array({"dense"});
    expectRefused(listed, base::Code::BadModel, "mlp_layer_types");
}

TEST(Families, QwenHasBiasesOnQueriesKeysAndValues) {
    const Config config = read(distillQwen());
    EXPECT_EQ(config.attention, Attention::Grouped);
    EXPECT_TRUE(config.attentionBias);
    EXPECT_FALSE(config.outputBias);
    EXPECT_FALSE(config.ropeInterleave);
    EXPECT_EQ(config.headDim(), 128);
    EXPECT_EQ(config.keyWidth(), 256);
    EXPECT_EQ(config.cacheWidth(), 512);
    EXPECT_FALSE(config.isMoe(5));
    EXPECT_NEAR(config.softmaxScale(), 1 / std::sqrt(128.0), 1e-8);
    expectRefused(changed(distillQwen(), "use_sliding_window", true), base::Code::Unsupported,
                  "use_sliding_window");
    Json types = distillQwen();
    types["layer_types"] = {"full_attention", "sliding_attention"};
    expectRefused(types, base::Code::Unsupported, "layer_types");
}

TEST(Families, LlamaReadsItsOwnKeys) {
    const Config config = read(distillLlama());
    EXPECT_EQ(config.attention, Attention::Grouped);
    EXPECT_FALSE(config.attentionBias);
    EXPECT_EQ(config.headDim(), 128);
    EXPECT_EQ(read(changed(distillLlama(), "head_dim", 64)).headDim(), 64);
    EXPECT_TRUE(read(changed(distillLlama(), "rope_interleave", true)).ropeInterleave);
    const Config biased = read(changed(distillLlama(), "attention_bias", true));
    EXPECT_TRUE(biased.attentionBias && biased.outputBias);
    const Config smol = read(smolLm2());
    EXPECT_TRUE(smol.tieWordEmbeddings);
    EXPECT_EQ(smol.headDim(), 64);
    EXPECT_EQ(smol.numKeyValueHeads, 3);

    expectRefused(changed(distillLlama(), "mlp_bias", true), base::Code::Unsupported, "mlp_bias");
    expectRefused(changed(distillLlama(), "num_key_value_heads", 5), base::Code::BadModel,
                  "num_key_value_heads");
    expectRefused(changed(distillLlama(), "head_dim", 63), base::Code::BadModel, "head_dim");
    expectRefused(changed(distillLlama(), "num_attention_heads", 24), base::Code::BadModel,
                  "num_attention_heads");
    expectRefused(changed(distillLlama(), "hidden_act", "gelu"), base::Code::Unsupported, "gelu");
}

// Values of transformers' own function (5.24) for the published configuration.
TEST(Families, Llama3StretchesSlowWaves) {
    const auto inverse = read(distillLlama()).rope.inverseFrequencies(128);
    const std::pair<size_t, double> expected[] = {{0, 1.0},
                                                  {10, 0.128687382},
                                                  {24, 0.00729266508},
                                                  {27, 0.00394227589},
                                                  {29, 0.00216657063},
                                                  {30, 0.00137189368},
                                                  {32, 0.000524846022},
                                                  {34, 0.000178507791},
                                                  {35, 9.55621217e-05},
                                                  {36, 7.78465546e-05},
                                                  {40, 3.42810235e-05},
                                                  {63, 3.06892588e-07}};
    for (const auto& [i, value] : expected) EXPECT_NEAR(inverse[i], value, value * 1e-6) << i;
    EXPECT_FLOAT_EQ(read(distillLlama()).rope.magnitude(), 1.0F);

    Json json = distillLlama();
    json["rope_scaling"]["high_freq_factor"] = 1.0;
    expectRefused(json, base::Code::BadModel, "high_freq_factor");
    json["rope_scaling"].erase("high_freq_factor");
    expectRefused(json, base::Code::BadModel, "high_freq_factor");
}

}  // namespace
