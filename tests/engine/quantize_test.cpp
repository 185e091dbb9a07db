// Quantised folders: what becomes of each tensor, the same logits as from the numbers the blocks stand for,
// and what is refused.
#include "engine/files/quantize.h"

#include <algorithm>
#include <cmath>

#include "engine/files/unfinished_copy.h"
#include "tests/engine/quantize_fixture.h"
#include "tests/engine/tiny_model.h"

namespace engine {
namespace {

using kernels::Type;
using testing_engine::TinyModel;

TEST_F(Quantize, MatricesBecomeBlocksAndTheRestStays) {
    write(testing_engine::wideV3Config(), Source::Fp8, 2);
    const auto from = *ModelFolder::open(source());
    const auto to = made(Quantization::Q4);
    ASSERT_TRUE(to);
    const std::map<std::string, Type> expected{
        {"model.embed_tokens.weight", Type::Q8_0},
        {"lm_head.weight", Type::Q8_0},
        {"model.norm.weight", Type::F32},
        {"model.layers.0.self_attn.q_a_proj.weight", Type::Q8_0},
        {"model.layers.0.self_attn.kv_b_proj.weight", Type::Q8_0},
        {"model.layers.0.mlp.down_proj.weight", Type::Q8_0},
        {"model.layers.1.mlp.gate.weight", Type::F32},
        {"model.layers.1.mlp.gate.e_score_correction_bias", Type::F32},
        {"model.layers.1.mlp.experts.3.down_proj.weight", Type::Q4_0},
        {"model.layers.1.mlp.shared_experts.up_proj.weight", Type::Q8_0},
        {"model.layers.2.eh_proj.weight", Type::Q8_0},
        {"model.layers.2.mlp.experts.7.up_proj.weight", Type::Q4_0}};
    for (const auto& [name, type] : expected) EXPECT_EQ(to->tensor(name)->type, type) << name;
    for (const TensorInfo* before : from->tensors()) {
        const TensorInfo* after = to->find(before->name);
        if (before->name.ends_with("_scale_inv")) {
            EXPECT_EQ(after, nullptr) << before->name;
            continue;
        }
        ASSERT_NE(after, nullptr) << before->name;
        EXPECT_EQ(after->shape, before->shape);
        if (!kernels::isBlocked(after->type)) {
            EXPECT_TRUE(
                std::equal(after->data.begin(), after->data.end(), before->data.begin(), before->data.end()));
            continue;
        }
        std::vector<std::byte> blocks(after->data.size());
        kernels::encodeBlocks(after->type, numbersOf(*from, *before), blocks);
        EXPECT_TRUE(std::equal(blocks.begin(), blocks.end(), after->data.begin())) << before->name;
    }
    EXPECT_EQ(to->hints().title, "Wide");
    EXPECT_TRUE(fs::exists(target() / "tokenizer.json"));
    EXPECT_FALSE(fs::exists(target() / "modeling.py"));
    EXPECT_FALSE(fs::exists(target() / UnfinishedCopy::FileName));
    const auto again = quantize(source(), Quantization::Q4, target());
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_TRUE(again->already);
    EXPECT_EQ(again->q4, 2 * 8 * 3);
    EXPECT_GT(again->bytesBefore, again->bytesAfter);
}

// Rows that are no whole number of blocks: FP8 is widened with its scales, others stay.
TEST_F(Quantize, WhatIsNoWholeNumberOfBlocksWideStays) {
    Json config = testing_engine::wideV3Config();
    config["moe_intermediate_size"] = 24;
    write(config, Source::Fp8);
    const auto from = *ModelFolder::open(source());
    const auto to = made(Quantization::Q4);
    ASSERT_TRUE(to);
    const std::string experts = "model.layers.1.mlp.experts.0.";
    EXPECT_EQ(to->tensor(experts + "up_proj.weight")->type, Type::Q4_0);
    const TensorInfo* down = to->find(experts + "down_proj.weight");
    ASSERT_EQ(down->type, Type::F32);
    EXPECT_EQ(numbersOf(*to, *down), numbersOf(*from, *from->find(down->name)));
    EXPECT_EQ(to->find(experts + "down_proj.weight_scale_inv"), nullptr);
    const auto model = TinyModel::open(target(), "cpu");
    EXPECT_TRUE(model) << model.error().message;
}

TEST_F(Quantize, ThreadsAndPiecesDoNotChangeTheResult) {
    write(testing_engine::wideV3Config(), Source::F32);
    std::mt19937 random(5);
    testing_engine::writeSafetensors(
        source() / "model-0.safetensors",
        {{"high.weight", testing_engine::randomTensor(random, {2100, 512}, 1)},
         {"model.layers.0.mlp.experts.0.wide.weight", testing_engine::randomTensor(random, {3, 131136}, 1)}});
    fs::remove(source() / "model.safetensors.index.json");
    ASSERT_TRUE(quantize(
        source(), Quantization::Q4, folder_ / "one", [](const auto&) {}, {}, 1));
    ASSERT_TRUE(quantize(
        source(), Quantization::Q4, folder_ / "four", [](const auto&) {}, {}, 4));
    EXPECT_EQ(filesOf(folder_ / "one"), filesOf(folder_ / "four"));
    const auto from = *ModelFolder::open(source());
    const auto to = *ModelFolder::open(folder_ / "four");
    for (const TensorInfo* info : to->tensors()) {
        std::vector<std::byte> blocks(info->data.size());
        kernels::encodeBlocks(info->type, numbersOf(*from, *from->find(info->name)), blocks);
        EXPECT_TRUE(std::equal(blocks.begin(), blocks.end(), info->data.begin())) << info->name;
    }
}

TEST_F(Quantize, RefusesWhatIsQuantisedAlready) {
    write(testing_engine::wideV3Config(), Source::F32);
    ASSERT_TRUE(made(Quantization::Q8));
    const auto twice = quantize(target(), Quantization::Q4, folder_ / "twice");
    ASSERT_FALSE(twice);
    EXPECT_TRUE(contains(twice.error().message, "is quantised already"));
    const auto gguf = quantize(INKSTONE_SOURCE_DIR "/tests/data/gguf/llama.gguf", Quantization::Q4, target());
    ASSERT_FALSE(gguf);
    EXPECT_EQ(gguf.error().code, base::Code::Unsupported);
    EXPECT_TRUE(contains(gguf.error().message, "is a GGUF file"));
}

TEST_F(Quantize, RefusesNumbersThatCannotBeStored) {
    write(testing_engine::wideV3Config(), Source::F32);
    auto tensors = testing_engine::readSafetensors(source() / "model-0.safetensors");
    for (const auto& [value, words] :
         {std::pair{std::nanf(""), "number 77 is not finite"}, {1e9F, "number 64 is too large for Q8_0"}}) {
        tensors["lm_head.weight"].at(77) = value;
        testing_engine::writeSafetensors(source() / "model-0.safetensors", tensors);
        const std::string message = refusal(base::Code::BadModel);
        EXPECT_TRUE(contains(message, words)) << message;
        EXPECT_TRUE(contains(message, "lm_head.weight")) << message;
        EXPECT_FALSE(fs::exists(target() / "model-0.safetensors.partial"));
        fs::remove_all(target());
    }
}

TEST_F(Quantize, RefusesFp8WithoutScalesThatFit) {
    write(testing_engine::wideV3Config(), Source::Fp8);
    const auto sound = testing_engine::readSafetensors(source() / "model-0.safetensors");
    const std::string name = "model.layers.0.mlp.up_proj.weight";
    fs::remove(source() / "model.safetensors.index.json");
    auto tensors = sound;
    tensors.erase(name + "_scale_inv");
    testing_engine::writeSafetensors(source() / "model-0.safetensors", tensors);
    EXPECT_TRUE(contains(refusal(base::Code::BadModel), name + "\": is FP8, but its scales"));
    tensors = sound;
    tensors[name + "_scale_inv"].shape = {1};
    testing_engine::writeSafetensors(source() / "model-0.safetensors", tensors);
    EXPECT_TRUE(contains(refusal(base::Code::BadModel), "not one F32 for every 128 x 128"));
}

}  // namespace
}  // namespace engine
