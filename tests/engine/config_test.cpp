#include "engine/model/config.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "engine/model/census.h"
#include "tests/engine/published_configs.h"

namespace {

using engine::Config;
using engine::Json;

Json with(const char* key, const Json& value) {
    Json json = published::v3();
    json[key] = value;
    return json;
}

Json without(const char* key) {
    Json json = published::v3();
    json.erase(key);
    return json;
}

TEST(Config, ReadsThePublishedOne) {
    const auto config = Config::parse(published::v3());
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->numHiddenLayers, 61);
    EXPECT_EQ(config->qLoraRank, 1536);
    EXPECT_EQ(config->nGroup, 8);
    EXPECT_TRUE(config->correctionBias);
    EXPECT_TRUE(config->fp8Blocks);
    EXPECT_FALSE(config->isMoe(2));
    EXPECT_TRUE(config->isMoe(3));
    EXPECT_TRUE(config->isMoe(61)) << "the multi-token-prediction layer is one of experts";
    EXPECT_EQ(config->endTokens, std::vector{1});
}

// Figures of the technical report: 671 B in all, 37 B used per token.
TEST(Config, CountsThePublishedParameters) {
    const auto count = engine::census(*Config::parse(published::v3()));
    EXPECT_NEAR(static_cast<double>(count.parameters), 671.03e9, 0.01e9);
    EXPECT_NEAR(static_cast<double>(count.activeParameters), 36.63e9, 0.01e9);
    EXPECT_EQ(count.cacheBytesPerToken, 61 * 576 * 4);
}

TEST(Config, YarnHasThePublishedFrequencies) {
    const auto config = Config::parse(published::v3());
    const auto inverse = config->rope.inverseFrequencies(64);
    const std::pair<size_t, double> expected[] = {
        {0, 1.0},           {5, 0.237137371},    {10, 0.0562341325},  {11, 0.0390069266},
        {16, 0.0055},       {20, 7.90569415e-4}, {22, 1.77827941e-4}, {23, 3.33380358e-5},
        {31, 3.33380358e-6}};
    ASSERT_EQ(inverse.size(), 32U);
    for (const auto& [i, value] : expected) EXPECT_NEAR(inverse[i], value, value * 1e-6) << i;
    EXPECT_NEAR(config->softmaxScale(), 0.13523378, 1e-7);
    EXPECT_FLOAT_EQ(config->rope.magnitude(), 1.0F);
}

TEST(Config, MscaleVariants) {
    Json json = published::v3();
    json["rope_scaling"]["mscale"] = json["rope_scaling"]["mscale_all_dim"] = 0.707;
    EXPECT_NEAR(Config::parse(json)->softmaxScale(), 0.11472139, 1e-7);
    EXPECT_FLOAT_EQ(Config::parse(json)->rope.magnitude(), 1.0F);
    json["rope_scaling"]["mscale"] = 1.0;
    EXPECT_NEAR(Config::parse(json)->rope.magnitude(), 1.36888795 / 1.26080378, 1e-6);
    json["rope_scaling"].erase("mscale_all_dim");
    EXPECT_NEAR(Config::parse(json)->rope.magnitude(), 1.36888795, 1e-6);
    EXPECT_NEAR(Config::parse(json)->softmaxScale(), 1 / std::sqrt(192.0), 1e-7);
    json["rope_scaling"]["attention_factor"] = 1.25;
    EXPECT_FLOAT_EQ(Config::parse(json)->rope.magnitude(), 1.25F);
}

TEST(Config, KimiIsTheSameFamily) {
    Json json = published::kimi();
    json["eos_token_id"] = {1, 2};
    const auto config = Config::parse(json);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_NEAR(config->softmaxScale(), 0.130861, 1e-6);
    EXPECT_EQ(config->endTokens, (std::vector{1, 2}));
    // low 19, high 20: pair 19 keeps its frequency, pair 20 is divided by the factor.
    const auto inverse = config->rope.inverseFrequencies(64);
    EXPECT_NEAR(inverse[19], std::pow(50000.0, -38.0 / 64), 1e-9);
    EXPECT_NEAR(inverse[20], std::pow(50000.0, -40.0 / 64) / 32, 1e-10);
}

TEST(Config, ATableOfFactorsDividesTheFrequencies) {
    std::vector<double> factors(32, 1.0);
    factors[31] = 8;
    const Json scaling = {{"rope_type", "frequency_factors"}, {"frequency_factors", factors}};
    const auto table = Config::parse(with("rope_scaling", scaling));
    ASSERT_TRUE(table) << table.error().message;
    const auto inverse = table->rope.inverseFrequencies(64);
    EXPECT_NEAR(inverse[30], std::pow(10000.0, -60.0 / 64), 1e-9);
    EXPECT_NEAR(inverse[31], std::pow(10000.0, -62.0 / 64) / 8, 1e-10);
    for (const Json& bad :
         {Json(7), Json({1.0, "x"}), Json({1.0, 0.0}), Json(std::vector<double>(31, 2.0))}) {
        const auto refused = Config::parse(
            with("rope_scaling", {{"rope_type", "frequency_factors"}, {"frequency_factors", bad}}));
        ASSERT_FALSE(refused) << bad;
        EXPECT_NE(refused.error().message.find("frequency_factors"), std::string::npos);
    }
}

TEST(Config, BothSpellingsOfRopeMeanTheSame) {
    Json newer = without("rope_scaling");
    newer.erase("rope_theta");
    newer["rope_parameters"] = published::v3()["rope_scaling"];
    newer["rope_parameters"].erase("type");
    newer["rope_parameters"]["rope_type"] = "yarn";
    newer["rope_parameters"]["rope_theta"] = 50000;
    Json older = with("rope_theta", 50000);
    EXPECT_EQ(Config::parse(newer)->rope.inverseFrequencies(64),
              Config::parse(older)->rope.inverseFrequencies(64));

    const auto plain = Config::parse(with("rope_scaling", nullptr));
    EXPECT_NEAR(plain->rope.inverseFrequencies(64)[31], std::pow(10000.0, -62.0 / 64), 1e-9);
    EXPECT_NEAR(plain->softmaxScale(), 0.07216878, 1e-8);
    const auto linear = Config::parse(with("rope_scaling", {{"type", "linear"}, {"factor", 4}}));
    EXPECT_NEAR(linear->rope.inverseFrequencies(64)[0], 0.25, 1e-9);
}

TEST(Config, QueryLoraMayBeAbsent) {
    EXPECT_EQ(Config::parse(with("q_lora_rank", nullptr))->qLoraRank, 0);
    EXPECT_EQ(Config::parse(with("q_lora_rank", 0))->qLoraRank, 0);
}

TEST(Config, NamesTheKeyThatIsWrong) {
    const std::pair<const char*, Json> cases[] = {{"hidden_size", 0},
                                                  {"hidden_size", -7168},
                                                  {"hidden_size", "many"},
                                                  {"hidden_size", 1e30},
                                                  {"hidden_size", 7168.5},
                                                  {"num_hidden_layers", 1000000},
                                                  {"vocab_size", 18446744073709551615ULL},
                                                  {"num_attention_heads", 0},
                                                  {"qk_rope_head_dim", 63},
                                                  {"qk_rope_head_dim", 0},
                                                  {"n_group", 7},
                                                  {"n_group", 0},
                                                  {"topk_group", 9},
                                                  {"num_experts_per_tok", 300},
                                                  {"num_experts_per_tok", 0},
                                                  {"kv_lora_rank", nullptr},
                                                  {"rms_norm_eps", -1},
                                                  {"num_key_value_heads", 8},
                                                  {"max_position_embeddings", 0},
                                                  {"attention_bias", "no"},
                                                  {"eos_token_id", "end"},
                                                  {"eos_token_id", -1},
                                                  {"rope_theta", 0},
                                                  {"moe_layer_freq", 0},
                                                  {"quantization_config", 3},
                                                  {"num_nextn_predict_layers", -1},
                                                  {"rope_scaling", "yarn"},
                                                  {"routed_scaling_factor", 1e300},
                                                  {"architectures", "DeepseekV3ForCausalLM"}};
    for (const auto& [key, value] : cases) {
        const auto config = Config::parse(with(key, value));
        ASSERT_FALSE(config) << key << " = " << value;
        EXPECT_EQ(config.error().code, base::Code::BadModel) << config.error().message;
        EXPECT_NE(config.error().message.find(key), std::string::npos) << config.error().message;
        EXPECT_NE(config.error().message.find("config.json"), std::string::npos) << config.error().message;
    }
    for (const char* key : {"hidden_size", "vocab_size", "kv_lora_rank", "v_head_dim", "num_hidden_layers"}) {
        const auto config = Config::parse(without(key));
        ASSERT_FALSE(config);
        EXPECT_NE(config.error().message.find(key), std::string::npos) << config.error().message;
    }
    EXPECT_FALSE(Config::parse(Json::array()));
}

TEST(Config, MatricesThatCannotBeAreRefused) {
    Json json = with("num_attention_heads", 4096);
    json["num_key_value_heads"] = 4096;
    json["v_head_dim"] = 4096;
    const auto config = Config::parse(json);
    ASSERT_FALSE(config);
    EXPECT_NE(config.error().message.find("num_attention_heads"), std::string::npos);
}

TEST(Config, OtherKindsAreRefusedByTheirName) {
    const auto refused = [](const Json& json, const char* name) {
        const auto config = Config::parse(json);
        ASSERT_FALSE(config) << name;
        EXPECT_EQ(config.error().code, base::Code::Unsupported) << config.error().message;
        EXPECT_NE(config.error().message.find(name), std::string::npos) << config.error().message;
    };
    for (const char* name : {"DeepseekV32ForCausalLM", "DeepseekV4ForCausalLM", "DeepseekForCausalLM",
                             "Qwen3ForCausalLM", "MistralForCausalLM", "GlmMoeDsaForCausalLM"})
        refused(with("architectures", {name}), name);
    for (const char* type : {"deepseek_v32", "deepseek_v4", "llama"}) refused(with("model_type", type), type);
    refused(with("quantization_config", {{"quant_method", "awq"}}), "awq");
    refused(with("quantization_config", {{"quant_method", "fp8"}, {"fmt", "e5m2"}}), "e5m2");
    refused(with("quantization_config", {{"quant_method", "fp8"}, {"weight_block_size", {64, 64}}}),
            "weight_block_size");
    refused(with("hidden_act", "gelu"), "gelu");
    refused(with("scoring_func", "relu"), "relu");
    refused(with("topk_method", "aux"), "aux");
    refused(with("rope_scaling", {{"type", "dynamic"}, {"factor", 2}}), "dynamic");
    refused(with("rope_scaling", {{"rope_type", "longrope"}, {"factor", 2}}), "longrope");
    Json unnamed = without("architectures");
    unnamed["model_type"] = "deepseek_v32";
    refused(unnamed, "deepseek_v32");
}

}  // namespace
