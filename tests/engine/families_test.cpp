// What is read out of each family's published config.json, and the parameters counted from it against the
// published numbers.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/model/census.h"
#include "engine/model/config.h"
#include "tests/engine/published_configs.h"

namespace {

using engine::Attention;
using engine::Config;
using engine::Json;
using kernels::GateScore;
using kernels::GroupScore;

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
    EXPECT_EQ(engine::census(read(published::distillLlama())).parameters, 8'030'261'248);
    EXPECT_EQ(engine::census(read(published::smolLm2())).parameters, 134'515'008);
    EXPECT_EQ(engine::census(read(published::distillQwen())).parameters, 1'777'088'000);
    EXPECT_EQ(engine::census(read(published::v2Lite())).parameters, 15'706'484'224);
    EXPECT_EQ(engine::census(read(published::glmFlash())).parameters, 29'943'393'920);
    const std::tuple<Json, double, double> rounded[] = {{published::v2(), 235.7e9, 0.1e9},
                                                        {published::moonlight(), 15.96e9, 0.01e9}};
    for (const auto& [json, published, slack] : rounded)
        EXPECT_NEAR(static_cast<double>(engine::census(read(json)).parameters), published, slack) << json;
}

TEST(Families, CacheRowsAreCounted) {
    EXPECT_EQ(engine::census(read(published::distillLlama())).cacheBytesPerToken, 32 * 2 * 8 * 128 * 4);
    EXPECT_EQ(engine::census(read(published::smolLm2())).cacheBytesPerToken, 30 * 2 * 3 * 64 * 4);
    EXPECT_EQ(engine::census(read(published::v2Lite())).cacheBytesPerToken, 27 * 576 * 4);
    EXPECT_EQ(engine::census(read(published::moonlight())).cacheBytesPerToken, 15552 * 4);
}

TEST(Families, ADenseModelUsesAllItsParametersButTheEmbedding) {
    const auto untied = engine::census(read(published::distillQwen()));
    EXPECT_EQ(untied.parameters - untied.activeParameters, 151936 * 1536);
    const auto tied = engine::census(read(published::smolLm2()));
    EXPECT_EQ(tied.parameters, tied.activeParameters);
}

TEST(Families, V2RoutesBySoftmax) {
    const Config lite = read(published::v2Lite());
    EXPECT_EQ(lite.gateScore, GateScore::Softmax);
    EXPECT_FALSE(lite.correctionBias);
    EXPECT_FALSE(lite.normTopkProb);
    EXPECT_EQ(lite.qLoraRank, 0);
    EXPECT_NEAR(lite.softmaxScale(), 0.11472139, 1e-7);
    EXPECT_FLOAT_EQ(lite.rope.magnitude(), 1.0F);
    EXPECT_FALSE(lite.isMoe(0));
    EXPECT_TRUE(lite.isMoe(1));

    const Config large = read(published::v2());
    EXPECT_EQ(large.groupScore, GroupScore::Maximum);
    EXPECT_EQ(large.nGroup, 8);
    EXPECT_EQ(large.topkGroup, 3);
    EXPECT_FLOAT_EQ(large.routedScalingFactor, 16);
}

TEST(Families, V2sUnsaidKeysAreItsOwn) {
    Json json = published::v2Lite();
    for (const char* key : {"scoring_func", "topk_method", "norm_topk_prob", "n_group", "topk_group"})
        json.erase(key);
    const Config config = read(json);
    EXPECT_EQ(config.gateScore, GateScore::Softmax);
    EXPECT_FALSE(config.correctionBias);
    EXPECT_FALSE(config.normTopkProb);
}

// As its authors' own gate does: either normalised or scaled.
TEST(Families, V2ScalesOnlyWhatItDoesNotNormalise) {
    Json json = published::v2();
    json["norm_topk_prob"] = true;
    EXPECT_TRUE(read(json).normTopkProb);
    EXPECT_FLOAT_EQ(read(json).routedScalingFactor, 1);
    json["num_experts_per_tok"] = 1;
    EXPECT_FALSE(read(json).normTopkProb) << "one weight is not normalised";
    EXPECT_FLOAT_EQ(read(json).routedScalingFactor, 16);
}

TEST(Families, GlmFlashIsOfTheSameShape) {
    const Config config = read(published::glmFlash());
    EXPECT_EQ(config.attention, Attention::Latent);
    EXPECT_EQ(config.gateScore, GateScore::Sigmoid);
    EXPECT_TRUE(config.correctionBias);
    EXPECT_EQ(config.firstKDenseReplace, 1);
    EXPECT_EQ(config.endTokens.size(), 3U);

    Json listed = published::glmFlash();
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
    const Config config = read(published::distillQwen());
    EXPECT_EQ(config.attention, Attention::Grouped);
    EXPECT_TRUE(config.attentionBias);
    EXPECT_FALSE(config.outputBias);
    EXPECT_FALSE(config.ropeInterleave);
    EXPECT_EQ(config.headDim(), 128);
    EXPECT_EQ(config.keyWidth(), 256);
    EXPECT_EQ(config.cacheWidth(), 512);
    EXPECT_FALSE(config.isMoe(5));
    EXPECT_NEAR(config.softmaxScale(), 1 / std::sqrt(128.0), 1e-8);
    expectRefused(changed(published::distillQwen(), "use_sliding_window", true), base::Code::Unsupported,
                  "use_sliding_window");
    Json types = published::distillQwen();
    types["layer_types"] = {"full_attention", "sliding_attention"};
    expectRefused(types, base::Code::Unsupported, "layer_types");
}

TEST(Families, LlamaReadsItsOwnKeys) {
    const Config config = read(published::distillLlama());
    EXPECT_EQ(config.attention, Attention::Grouped);
    EXPECT_FALSE(config.attentionBias);
    EXPECT_EQ(config.headDim(), 128);
    EXPECT_EQ(read(changed(published::distillLlama(), "head_dim", 64)).headDim(), 64);
    EXPECT_TRUE(read(changed(published::distillLlama(), "rope_interleave", true)).ropeInterleave);
    const Config biased = read(changed(published::distillLlama(), "attention_bias", true));
    EXPECT_TRUE(biased.attentionBias && biased.outputBias);
    const Config smol = read(published::smolLm2());
    EXPECT_TRUE(smol.tieWordEmbeddings);
    EXPECT_EQ(smol.headDim(), 64);
    EXPECT_EQ(smol.numKeyValueHeads, 3);

    expectRefused(changed(published::distillLlama(), "mlp_bias", true), base::Code::Unsupported, "mlp_bias");
    expectRefused(changed(published::distillLlama(), "num_key_value_heads", 5), base::Code::BadModel,
                  "num_key_value_heads");
    expectRefused(changed(published::distillLlama(), "head_dim", 63), base::Code::BadModel, "head_dim");
    expectRefused(changed(published::distillLlama(), "num_attention_heads", 24), base::Code::BadModel,
                  "num_attention_heads");
    expectRefused(changed(published::distillLlama(), "hidden_act", "gelu"), base::Code::Unsupported, "gelu");
}

// Values of transformers' own function (5.24) for the published configuration.
TEST(Families, Llama3StretchesSlowWaves) {
    const auto inverse = read(published::distillLlama()).rope.inverseFrequencies(128);
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
    EXPECT_FLOAT_EQ(read(published::distillLlama()).rope.magnitude(), 1.0F);

    Json json = published::distillLlama();
    json["rope_scaling"]["high_freq_factor"] = 1.0;
    expectRefused(json, base::Code::BadModel, "high_freq_factor");
    json["rope_scaling"].erase("high_freq_factor");
    expectRefused(json, base::Code::BadModel, "high_freq_factor");
}

}  // namespace
