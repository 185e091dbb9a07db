// What a model would take, said before it is loaded; and drafts asked of a model for which there are none.
#include "engine/run/loader.h"

#include <gtest/gtest.h>

#include "engine/run/trial.h"
#include "tests/engine/model_writer.h"
#include "tests/engine/tiny_model.h"
#include "tests/support/temporary_folder.h"

namespace {

using engine::Config;
using engine::ModelFolder;
using testing_engine::Json;

class Loader : public ::testing::Test {
protected:
    void write(const Json& config) {
        testing_engine::writeSpeaker(written_.path(), config);
        folder_ = *ModelFolder::open(written_.path());
        config_ = *Config::parse(folder_->config());
    }
    tests::TemporaryFolder written_;
    std::unique_ptr<ModelFolder> folder_;
    Config config_;
};

TEST_F(Loader, LatentAttentionCopiesItsKeyAndValueMatrices) {
    write(testing_engine::speakerConfig());
    const auto plan = engine::planMemory(*folder_, config_, 1000);
    EXPECT_EQ(plan.weights, folder_->totalBytes() + 2 * 2 * (8 + 8) * 16 * 4);
    EXPECT_EQ(plan.cache, 1000 * 2 * (16 + 8) * 4);
    EXPECT_TRUE(plan.fits());
}

TEST_F(Loader, GroupedAttentionCopiesNothing) {
    write(testing_engine::denseSpeakerConfig());
    const auto plan = engine::planMemory(*folder_, config_, 1000);
    EXPECT_EQ(plan.weights, folder_->totalBytes());
    EXPECT_EQ(plan.cache, 1000 * 2 * (2 * 2 * 8) * 4);
    const auto card = engine::cardOf(*folder_, config_, 512);
    EXPECT_EQ(card.architecture, "Qwen2ForCausalLM");
    EXPECT_EQ(card.parameters * 4, folder_->totalBytes());
}

TEST_F(Loader, WhatDoesNotFitIsSaidWithNumbersAndWhatHelps) {
    write(testing_engine::speakerConfig());
    const auto words = [&](int64_t machine) {
        return engine::shortage(*folder_, {folder_->totalBytes(), 3'000'000'000, machine});
    };
    const auto has = [](const std::string& text, const char* part) {
        return text.find(part) != std::string::npos;
    };
    EXPECT_TRUE(has(words(1'000'000'000),
                    "needs 3.0 GB of memory (0.0 GB weights, 3.0 GB cache), this "
                    "machine has 1.0 GB, 2.0 GB too little; choose a smaller model"))
        << words(1'000'000'000);
    EXPECT_TRUE(has(words(3'000'000'000 + folder_->totalBytes() - 1000), "load it with --quantize q8"))
        << words(3'000'000'000 + folder_->totalBytes() - 1000);
}

TEST_F(Loader, TheCacheIsAsLongAsItsRowsAllow) {
    write(testing_engine::denseSpeakerConfig());
    EXPECT_EQ(engine::chooseCacheTokens(config_), 4 * 512) << "four whole contexts where there is room";
    Config wide = config_;  // 2 GB of cache hold fewer tokens of a wide model than its context
    wide.maxPositionEmbeddings = 131072;
    wide.numHiddenLayers = 80;
    wide.numKeyValueHeads = wide.numAttentionHeads = 64;
    wide.qkRopeHeadDim = wide.vHeadDim = 128;
    const int64_t perToken = 2 * 64 * 128 * 80 * 4;
    EXPECT_LE(engine::chooseCacheTokens(wide) * perToken, int64_t{2} << 30);
    EXPECT_GE(engine::chooseCacheTokens(wide), 64);
}

TEST_F(Loader, AModelWithoutADraftLayerCannotDraft) {
    write(testing_engine::denseSpeakerConfig());
    auto parts = engine::ModelParts::open(written_.path(), {.device = "reference"});
    ASSERT_TRUE(parts) << parts.error().message;
    const auto trial = engine::Trial::open(std::move(*parts), 64, 64, true);
    ASSERT_FALSE(trial);
    EXPECT_EQ(trial.error().code, base::Code::Unsupported);
    EXPECT_NE(trial.error().message.find("multi-token prediction"), std::string::npos);
}

TEST(Trial, DraftsAsTheForwardPassDoes) {
    const auto path = testing_engine::goldenFolder() / "v3_draft";
    const auto golden = testing_engine::Golden::read("v3_draft", "draft.bin");
    const auto ids = testing_engine::Golden::read("v3_draft").ids;
    auto model = testing_engine::TinyModel::open(path, "reference", 1, true);
    ASSERT_TRUE(model);
    const auto expected = (*model)->draftLogits(ids, ids.size());

    auto trial = engine::Trial::open(*engine::ModelParts::open(path, {.device = "reference"}), 70, 64, true);
    ASSERT_TRUE(trial) << trial.error().message;
    std::vector<float> got;
    for (size_t at = 0; at + 1 < ids.size(); at += 40) {
        const auto part = std::span(ids).subspan(at, std::min<size_t>(40, ids.size() - at));
        ASSERT_TRUE((*trial)->append(part, engine::Batch::Want::Nothing));
        const auto next = std::span(ids).subspan(at + 1, std::min(part.size(), ids.size() - at - 1));
        const auto rows = (*trial)->draft(next, static_cast<int>(at));
        ASSERT_TRUE(rows) << rows.error().message;
        got.insert(got.end(), rows->begin(), rows->end());
    }
    EXPECT_TRUE(got == expected);
}

}  // namespace
