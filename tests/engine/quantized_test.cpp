// Quantised on the way to loading: a copy is made once, found again, and made anew when its source changes.
#include "engine/run/quantized.h"

#include <gtest/gtest.h>

#include "engine/chat/request.h"
#include "engine/files/source_key.h"
#include "tests/engine/wide_models.h"
#include "tests/support/contains.h"
#include "tests/support/temporary_folder.h"

namespace engine {
namespace {

namespace fs = std::filesystem;

using tests::contains;

class QuantizedOnTheWay : public testing::Test {
protected:
    void SetUp() override {
        testing_engine::writeWide(source(), testing_engine::wideV3Config(), testing_engine::Source::Fp8, 2);
    }
    fs::path source() const { return folder_ / "wide"; }
    LocalOptions options(Quantization to = Quantization::Q4) const {
        LocalOptions options{.device = "reference", .threads = 1};
        options.quantize = to;
        options.quantizedFolder = folder_ / "cache";
        return options;
    }
    // Counts how often something was made.
    fs::path place(const LocalOptions& options) {
        bool told = false;
        const auto found = placeOf(source(), options, [&](int64_t, int64_t) { return told = true; });
        EXPECT_TRUE(found) << found.error().message;
        made_ += told ? 1 : 0;
        return found ? *found : fs::path();
    }
    tests::TemporaryFolder folder_;
    int made_ = 0;
};

TEST_F(QuantizedOnTheWay, ACopyIsMadeOnce) {
    EXPECT_EQ(place(options(Quantization::None)), source());
    const fs::path copy = place(options());
    EXPECT_EQ(made_, 1);
    EXPECT_EQ(copy.filename(), "wide-q4");
    EXPECT_EQ(place(options()), copy);
    EXPECT_EQ(made_, 1) << "found again";
    EXPECT_NE(place(options(Quantization::Q8)), copy);
    EXPECT_EQ(made_, 2);
    testing_engine::writeAll(source() / "generation_config.json", R"({"eos_token_id": 258})");
    const fs::path other = place(options());
    EXPECT_NE(other, copy);
    EXPECT_EQ(made_, 3);
    auto tensors = testing_engine::readSafetensors(source() / "model-0.safetensors");
    tensors["lm_head.weight"].at(5) += 1;
    testing_engine::writeSafetensors(source() / "model-0.safetensors", tensors);
    EXPECT_NE(place(options()), other);
    EXPECT_EQ(made_, 4) << "one number changed";
}

TEST_F(QuantizedOnTheWay, AHalfMadeCopyIsGoneOnWithAndADamagedOneMadeAnew) {
    int calls = 0;
    const auto stopped = placeOf(source(), options(), [&](int64_t, int64_t) { return ++calls < 20; });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, base::Code::Cancelled);
    const fs::path copy = place(options());
    EXPECT_TRUE(ModelFolder::open(copy));
    fs::resize_file(copy / "model-1.safetensors", 500);
    EXPECT_EQ(place(options()), copy);
    EXPECT_TRUE(ModelFolder::open(copy));
    fs::remove(copy / "config.json");
    EXPECT_EQ(place(options()), copy);
    EXPECT_TRUE(ModelFolder::open(copy));
    EXPECT_EQ(made_, 3);
}

TEST_F(QuantizedOnTheWay, LoadingUsesTheCopy) {
    const auto parts = ModelParts::open(source(), options());
    ASSERT_TRUE(parts) << parts.error().message;
    EXPECT_TRUE(contains(cardOf(*(*parts)->folder, (*parts)->config, 64).formats, "Q4_0"));
    EXPECT_EQ((*parts)->folder->hints().title, "Wide");
    const auto backend = LocalBackend::open(source(), options());
    const auto models = backend->models();
    ASSERT_TRUE(models) << models.error().message;
    EXPECT_EQ(models->front().id, "wide-q4");
}

TEST_F(QuantizedOnTheWay, SaysWhyThereIsNone) {
    LocalOptions nowhere = options();
    nowhere.quantizedFolder.clear();
    EXPECT_FALSE(ModelParts::open(source(), nowhere));
    const auto gguf = ModelParts::open(INKSTONE_SOURCE_DIR "/tests/data/gguf/llama.gguf", options());
    ASSERT_FALSE(gguf);
    EXPECT_TRUE(contains(gguf.error().message, "is a GGUF file")) << gguf.error().message;
    EXPECT_FALSE(fs::exists(folder_ / "cache"));
}

TEST_F(QuantizedOnTheWay, AFalseMarkIsRefused) {
    const fs::path copy = place(options());
    const Json sound = Json::parse(testing_engine::readAll(copy / "config.json"));
    const auto refusal = [&](const char* key, const Json& value) {
        Json config = sound;
        config["quantization_config"][key] = value;
        testing_engine::writeAll(copy / "config.json", config.dump());
        const auto parts = ModelParts::open(copy, {});
        return parts ? std::string() : parts.error().message;
    };
    EXPECT_TRUE(contains(refusal("experts", "Q3_K"), "\"experts\" is \"Q3_K\", neither Q8_0 nor Q4_0"));
    EXPECT_TRUE(contains(refusal("weights", 8), "\"weights\" is not a text"));
    EXPECT_TRUE(contains(refusal("format", 2), "a later format"));
    EXPECT_TRUE(contains(refusal("format", Json()), "\"format\" is missing"));
    EXPECT_TRUE(contains(refusal("quant_method", "awq"), "\"awq\""));
}

// A shard of 20 MB: not every byte counts, but what is likely to change does.
TEST(SourceKey, OfALargeShardNoticesReplacementAndPieces) {
    const tests::TemporaryFolder folder;
    const fs::path shard = folder / "model.safetensors";
    folder.write("config.json", "{}");
    testing_engine::writeSafetensors(shard, {{"x", {"F32", {5'000'000}, std::string(20'000'000, '\1')}}});
    const auto key = [&] { return *sourceKey(**ModelFolder::open(folder.path()), "test"); };
    const auto time = fs::last_write_time(shard);
    const std::string first = key();
    EXPECT_EQ(first.size(), 64U);
    EXPECT_EQ(key(), first);
    EXPECT_NE(*sourceKey(**ModelFolder::open(folder.path()), "another test"), first);
    const auto change = [&](std::streamoff place) {
        std::fstream(shard, std::ios::in | std::ios::out | std::ios::binary).seekp(place).put('\2');
        fs::last_write_time(shard, time);
    };
    change(-1 + static_cast<std::streamoff>(fs::file_size(shard)));
    EXPECT_NE(key(), first) << "the last byte";
    const std::string second = key();
    change(300'000);  // between two pieces
    EXPECT_EQ(key(), second) << "this is what sampling does not see";
    fs::last_write_time(shard, time + std::chrono::seconds(1));
    EXPECT_NE(key(), second) << "a later modification";
    fs::last_write_time(shard, time);
    EXPECT_EQ(key(), second);
    folder.write("tokenizer.json", "{}");
    EXPECT_NE(key(), second) << "another tokenizer";
}

TEST(SourceKey, CompanionsAreNoProgramsAndNothingHidden) {
    const tests::TemporaryFolder folder;
    for (const char* name :
         {"config.json", "tokenizer.json", "tokenizer.model", "merges.txt", "chat_template.jinja",
          "README.md", "LICENSE", "run.py", ".hidden.json", "weights.bin", "model.safetensors.index.json",
          "unfinished.json", "quantizing.json"})
        folder.write(name, "x");
    fs::create_directory(folder / "folder.json");
    std::vector<std::string> names;
    for (const fs::path& path : companionsOf(folder.path())) names.push_back(path.filename().string());
    EXPECT_EQ(names, (std::vector<std::string>{"LICENSE", "README.md", "chat_template.jinja", "merges.txt",
                                               "tokenizer.json", "tokenizer.model"}));
}

}  // namespace
}  // namespace engine
