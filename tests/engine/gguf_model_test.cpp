// GGUF models seen as folders of published weights, against what make_gguf_goldens.py recorded.
#include "engine/files/gguf_model.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <bit>

#include "engine/files/config_file.h"
#include "engine/files/gguf_names.h"
#include "engine/files/model_folder.h"
#include "kernels/quant/decode.h"
#include "tests/engine/gguf_bytes.h"
#include "tests/support/contains.h"
#include "tests/support/temporary_folder.h"

namespace engine {
namespace {

namespace fs = std::filesystem;
using testing_engine::GgufBytes;
using testing_engine::raw;

const fs::path Goldens = INKSTONE_SOURCE_DIR "/tests/data/gguf";

using tests::contains;

// The sum that the script keeps of every tensor's numbers.
std::string sumOf(const TensorInfo& info) {
    kernels::Tensor tensor = kernels::Tensor::of(info.data.data(), info.type, {1});
    const int64_t width = info.shape.back();
    tensor.rank = 2;
    tensor.shape = {info.elements() / width, width};
    tensor.stride = {width, 1};
    std::vector<float> values(static_cast<size_t>(info.elements()));
    kernels::decodeAll(tensor, values);
    uint64_t sum = 0;
    for (size_t i = 0; i < values.size(); ++i)
        sum += static_cast<uint64_t>(std::bit_cast<uint32_t>(values[i])) * (2 * i + 1);
    return fmt::format("{:016x}", sum);
}

class GgufGolden : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(GgufGolden, ReadsAsThePublishedModel) {
    const auto& [file, name] = GetParam();
    const auto golden = readJsonFile(Goldens / (std::string(name) + ".json"));
    ASSERT_TRUE(golden) << golden.error().message;
    const auto opened = ModelFolder::open(Goldens / file);
    ASSERT_TRUE(opened) << opened.error().message;
    const ModelFolder& model = **opened;
    EXPECT_EQ(model.config(), (*golden)["config"]) << model.config().dump() << "\n"
                                                   << (*golden)["config"].dump();
    EXPECT_EQ(model.hints().title, std::string("Random ") + name);
    EXPECT_EQ(model.name(), fs::path(file).stem().string());
    EXPECT_TRUE(model.unchanged());
    const Json& tensors = (*golden)["tensors"];
    EXPECT_EQ(model.tensors().size(), tensors.size());
    for (const auto& [tensor, expected] : tensors.items()) {
        const TensorInfo* info = model.find(tensor);
        ASSERT_NE(info, nullptr) << tensor;
        EXPECT_EQ(Json(info->shape), expected[0]) << tensor;
        EXPECT_EQ(kernels::nameOf(info->type), expected[1].get<std::string>()) << tensor;
        EXPECT_EQ(sumOf(*info), expected[2].get<std::string>()) << tensor;
    }
}

INSTANTIATE_TEST_SUITE_P(Models, GgufGolden,
                         testing::Values(std::pair{"llama.gguf", "llama"}, std::pair{"qwen2.gguf", "qwen2"},
                                         std::pair{"deepseek2.gguf", "deepseek2"},
                                         std::pair{"deepseek3-00001-of-00002.gguf", "deepseek3"},
                                         std::pair{"deepseek3-00002-of-00002.gguf", "deepseek3"}),
                         [](const auto& info) { return "Case" + std::to_string(info.index); });

class GgufModelTest : public testing::Test {
protected:
    void copy(const std::string& golden, const std::string& to) {
        fs::copy_file(Goldens / golden, folder_ / to, fs::copy_options::overwrite_existing);
    }
    std::string refusal(const std::string& file, base::Code code = base::Code::BadModel) {
        const auto opened = ModelFolder::open(file.empty() ? folder_.path() : folder_ / file);
        EXPECT_FALSE(opened);
        if (opened) return {};
        EXPECT_EQ(opened.error().code, code) << opened.error().message;
        return opened.error().message;
    }
    std::string refusal(const GgufBytes& bytes, base::Code code = base::Code::BadModel) {
        folder_.write("model.gguf", bytes.file());
        return refusal("model.gguf", code);
    }
    tests::TemporaryFolder folder_;
};

constexpr const char* First = "deepseek3-00001-of-00002.gguf";
constexpr const char* Second = "deepseek3-00002-of-00002.gguf";

TEST_F(GgufModelTest, AFolderWithOneModelIsThatModel) {
    copy(First, First);
    copy(Second, Second);
    folder_.write("config.json", R"({"model_type": "something else"})");
    folder_.write("mmproj-model.gguf", "GGUF");
    const auto opened = ModelFolder::open(folder_.path());
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ((*opened)->config()["model_type"], "deepseek_v3");
    ASSERT_NE((*opened)->gguf(), nullptr);
    EXPECT_EQ((*opened)->gguf()->metadata().text("general.architecture"), "deepseek2");
    copy("llama.gguf", "llama.gguf");
    EXPECT_TRUE(contains(refusal("", base::Code::Invalid), "holds several models"));
    folder_.write("inkstone.json", R"({"title": "Mine"})");
    fs::remove(folder_ / "llama.gguf");
    EXPECT_EQ((*ModelFolder::open(folder_.path()))->hints().title, "Mine");
}

TEST_F(GgufModelTest, SplitModelsAreWholeOrRefused) {
    copy(First, First);
    EXPECT_TRUE(contains(refusal(First), "deepseek3-00002-of-00002.gguf: is missing"));
    copy(First, Second);
    EXPECT_TRUE(contains(refusal(First), "another part than 2 of 2"));
    copy("llama.gguf", Second);
    EXPECT_TRUE(contains(refusal(First), "does not say that it is one of 2 files"));
    copy(First, "renamed.gguf");
    EXPECT_TRUE(contains(refusal("renamed.gguf"), "must be called NAME-00001-of-00002.gguf"));
    GgufBytes first;
    first.number("split.no", 0).number("split.count", 2).number("split.tensors.count", 3).f32("a", {2}, 0);
    GgufBytes second;
    second.number("split.no", 1).number("split.count", 2).f32("b", {2}, 0);
    folder_.write(First, first.file());
    folder_.write(Second, second.file());
    EXPECT_TRUE(contains(refusal(First), "2 tensors are in the files, but there should be 3"));
    GgufBytes twin;
    twin.number("split.no", 1).number("split.count", 2).f32("a", {2}, 0);
    folder_.write(Second, twin.file());
    EXPECT_TRUE(contains(refusal(First), "tensor \"a\" is in another file, too"));
    GgufBytes absurd;
    absurd.number("split.count", 4'000'000'000U);
    EXPECT_TRUE(contains(refusal(absurd), "split.count"));
}

// Keys of a model of one layer, without most of its tensors.
GgufBytes plain(const std::string& architecture) {
    GgufBytes bytes;
    bytes.text("general.architecture", architecture);
    for (const auto& [key, value] :
         std::vector<std::pair<const char*, uint32_t>>{{"block_count", 1},
                                                       {"context_length", 64},
                                                       {"embedding_length", 8},
                                                       {"feed_forward_length", 8},
                                                       {"attention.head_count", 2}})
        bytes.number(architecture + "." + key, value);
    bytes.key(architecture + ".attention.layer_norm_rms_epsilon", testing_engine::F32, raw(1e-5F));
    return bytes.f32("token_embd.weight", {8, 4}, 0);
}

TEST_F(GgufModelTest, RefusesByNameWhatItCannotRun) {
    EXPECT_TRUE(contains(refusal(plain("gemma3"), base::Code::Unsupported), "the architecture \"gemma3\""));
    GgufBytes newer = plain("deepseek4");  // whose numbers are of a kind that is not known either
    newer.tensor("blk.0.new.weight", {32}, 99, 0);
    EXPECT_TRUE(contains(refusal(newer, base::Code::Unsupported), "the architecture \"deepseek4\""));
    EXPECT_TRUE(contains(refusal(plain("llama").number("llama.expert_count", 8), base::Code::Unsupported),
                         "experts"));
    EXPECT_TRUE(
        contains(refusal(plain("llama").number("llama.rope.dimension_count", 2), base::Code::Unsupported),
                 "rope.dimension_count"));
    EXPECT_TRUE(
        contains(refusal(plain("qwen2").text("qwen2.rope.scaling.type", "longrope"), base::Code::Unsupported),
                 "\"longrope\""));
    for (const char* type : {"linear", "yarn"})  // (leaked what was read before)
        EXPECT_TRUE(contains(refusal(plain("llama").text("llama.rope.scaling.type", type)),
                             "\"llama.rope.scaling.factor\" is missing"));
    EXPECT_TRUE(contains(refusal(GgufBytes().f32("a", {1}, 0)), "\"general.architecture\" is missing"));
    GgufBytes few;
    few.text("general.architecture", "llama").f32("token_embd.weight", {8, 4}, 0);
    EXPECT_TRUE(contains(refusal(few), "\"llama.embedding_length\" is missing"));
    EXPECT_TRUE(
        contains(refusal(plain("llama").text("llama.attention.head_count_kv", "2")), "not a whole number"));
    GgufBytes uneven = plain("llama");
    uneven.key("llama.attention.head_count_kv", testing_engine::List,
               raw<uint32_t>(testing_engine::I32) + raw<uint64_t>(2) + raw(1) + raw(2));
    EXPECT_TRUE(contains(refusal(uneven, base::Code::Unsupported), "differs from layer to layer"));
    GgufBytes negative = plain("llama");
    negative.key("llama.nextn_predict_layers", testing_engine::I64, raw(INT64_MIN));
    EXPECT_TRUE(contains(refusal(negative), "not between 0 and"));
}

TEST_F(GgufModelTest, FrequencyFactorsOfNoPublishedTableAreHandedOn) {
    GgufBytes bytes = plain("llama");
    bytes.tensor("rope_freqs.weight", {2}, 0, 128, raw(1.0F) + raw(3.5F));
    folder_.write("model.gguf", bytes.file());
    const auto opened = ModelFolder::open(folder_ / "model.gguf");
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ((*opened)->config()["rope_scaling"],
              Json({{"rope_type", "frequency_factors"}, {"frequency_factors", {1.0, 3.5}}}));
    GgufBytes bad = plain("llama");
    bad.tensor("rope_freqs.weight", {2}, 0, 128, raw(1.0F) + raw(0.0F));
    EXPECT_TRUE(contains(refusal(bad), "other than positive numbers"));
}

TEST(GgufNames, BecomeThoseOfCheckpoints) {
    EXPECT_EQ(checkpointName("token_embd.weight"), "model.embed_tokens.weight");
    EXPECT_EQ(checkpointName("blk.12.attn_kv_a_mqa.weight"),
              "model.layers.12.self_attn.kv_a_proj_with_mqa.weight");
    EXPECT_EQ(checkpointName("blk.0.attn_q.bias"), "model.layers.0.self_attn.q_proj.bias");
    EXPECT_EQ(checkpointName("blk.3.exp_probs_b.bias"), "model.layers.3.mlp.gate.e_score_correction_bias");
    EXPECT_EQ(checkpointName("blk.61.nextn.eh_proj.weight"), "model.layers.61.eh_proj.weight");
    for (const char* unknown : {"blk.", "blk.x.attn_q.weight", "blk.-1.attn_q.weight",
                                "blk.99999999999.attn_q.weight", "blk.1.attn_q", "blk.1.other.weight", "x"})
        EXPECT_EQ(checkpointName(unknown), unknown);
    const auto stack = expertStack("blk.7.ffn_down_exps.weight");
    ASSERT_TRUE(stack);
    EXPECT_EQ(stack->prefix + "5" + stack->projection, "model.layers.7.mlp.experts.5.down_proj.weight");
    EXPECT_FALSE(expertStack("blk.7.ffn_down.weight"));
}

}  // namespace
}  // namespace engine
