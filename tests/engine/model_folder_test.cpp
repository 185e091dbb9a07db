#include "engine/files/model_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/engine/model_writer.h"
#include "tests/support/contains.h"
#include "tests/support/temporary_folder.h"

namespace engine {
namespace {

namespace fs = std::filesystem;
using testing_engine::StoredTensor;
using testing_engine::Tensors;

StoredTensor floats(int64_t count) {
    return {"F32", {count}, std::string(static_cast<size_t>(count) * 4, '\1')};
}

class ModelFolderTest : public testing::Test {
protected:
    ModelFolderTest() { folder_.write("config.json", R"({"model_type": "deepseek_v3"})"); }

    void shard(const std::string& name, const Tensors& tensors) const {
        testing_engine::writeSafetensors(folder_ / name, tensors);
    }
    void index(const std::map<std::string, std::string>& weightMap) const {
        folder_.write("model.safetensors.index.json",
                      Json{{"metadata", {{"total_size", 1}}}, {"weight_map", weightMap}}.dump());
    }
    std::unique_ptr<ModelFolder> open() const {
        auto opened = ModelFolder::open(folder_.path());
        EXPECT_TRUE(opened) << opened.error().message;
        return opened ? std::move(*opened) : nullptr;
    }
    // The message; the code must be the given one.
    std::string refusal(base::Code code = base::Code::BadModel) const {
        const auto opened = ModelFolder::open(folder_.path());
        EXPECT_FALSE(opened);
        if (opened) return {};
        EXPECT_EQ(opened.error().code, code) << opened.error().message;
        return opened.error().message;
    }
    tests::TemporaryFolder folder_;
};

using tests::contains;

TEST_F(ModelFolderTest, OpensASingleFile) {
    shard("model.safetensors", {{"b", floats(3)}, {"a", floats(2)}});
    folder_.write("generation_config.json", R"({"eos_token_id": 1})");
    folder_.write("inkstone.json", R"({"title": "Inkstone starter", "compact_tools": true})");
    const auto model = open();
    ASSERT_TRUE(model);
    EXPECT_EQ(model->config()["model_type"], "deepseek_v3");
    EXPECT_EQ(model->generationConfig()["eos_token_id"], 1);
    EXPECT_EQ(model->hints().title, "Inkstone starter");
    EXPECT_TRUE(model->hints().compactTools);
    EXPECT_EQ(model->path(), fs::canonical(folder_.path()));
    ASSERT_EQ(model->tensors().size(), 2U);
    EXPECT_EQ(model->tensors()[0]->name, "a");
    EXPECT_EQ(model->totalBytes(), 20);
    EXPECT_EQ(model->totalElements(), 5);
    EXPECT_EQ(model->find("b")->elements(), 3);
    EXPECT_EQ(model->find("c"), nullptr);
    EXPECT_TRUE(contains(model->tensor("c").error().message, "tensor \"c\" is missing"));
    EXPECT_TRUE(model->unchanged());
    fs::resize_file(folder_ / "model.safetensors", 10);
    EXPECT_FALSE(model->unchanged());
}

TEST_F(ModelFolderTest, OpensShardsByTheirIndex) {
    shard("one.safetensors", {{"a", floats(1)}, {"b", floats(2)}});
    shard("two.safetensors", {{"c", floats(3)}});
    shard("other.safetensors", {{"a", floats(9)}});  // not in the index, so not looked at
    index({{"a", "one.safetensors"}, {"b", "one.safetensors"}, {"c", "two.safetensors"}});
    const auto model = open();
    ASSERT_TRUE(model);
    EXPECT_EQ(model->tensors().size(), 3U);
    EXPECT_EQ(model->find("a")->elements(), 1);
    EXPECT_TRUE(model->generationConfig().is_object());
    EXPECT_FALSE(model->hints().compactTools);
}

TEST_F(ModelFolderTest, OpensAllFilesWithoutAnIndex) {
    shard("model-00001-of-00002.safetensors", {{"a", floats(1)}});
    EXPECT_TRUE(contains(refusal(), "model-00002-of-00002.safetensors is missing"));
    shard("model-00002-of-00002.safetensors", {{"b", floats(1)}});
    EXPECT_EQ(open()->tensors().size(), 2U);
    shard("x.safetensors", {{"b", floats(1)}});
    EXPECT_TRUE(contains(refusal(), "tensor \"b\" is in another file, too"));
}

TEST_F(ModelFolderTest, NamesWhatIsMissing) {
    EXPECT_TRUE(contains(refusal(), "no .safetensors file: the weights are missing"));
    index({{"a", "one.safetensors"}});
    EXPECT_TRUE(contains(refusal(), "one.safetensors: is missing"));
    shard("one.safetensors", {{"b", floats(1)}});
    EXPECT_TRUE(contains(refusal(), "tensor \"a\" should be here"));
    shard("one.safetensors", {{"a", floats(1)}});
    shard("two.safetensors", {{"b", floats(1)}});
    index({{"a", "two.safetensors"}, {"b", "two.safetensors"}, {"c", "one.safetensors"}});
    EXPECT_TRUE(contains(refusal(), "tensor \"a\" should be here"));
    shard("two.safetensors", {{"a", floats(1)}, {"b", floats(1)}});
    EXPECT_TRUE(contains(refusal(), "tensor \"a\" is in another file, too"));
    fs::remove(folder_ / "config.json");
    EXPECT_TRUE(contains(refusal(), "config.json is missing"));
}

TEST_F(ModelFolderTest, RefusesABrokenIndexOrConfig) {
    shard("model.safetensors", {{"a", floats(1)}});
    for (const char* bad :
         {"", "[]", "{}", R"({"weight_map": []})", R"({"weight_map": {}})", R"({"weight_map": {"a": 1}})",
          R"({"weight_map": {"a": "model.safetensors", "a": "model.safetensors"}})"}) {
        folder_.write("model.safetensors.index.json", bad);
        EXPECT_TRUE(contains(refusal(), "index.json")) << bad;
    }
    fs::remove(folder_ / "model.safetensors.index.json");
    folder_.write("inkstone.json", R"({"compact_tools": "yes"})");
    EXPECT_TRUE(contains(refusal(), "inkstone.json: \"compact_tools\""));
    fs::remove(folder_ / "inkstone.json");
    folder_.write("config.json", "{");
    EXPECT_TRUE(contains(refusal(), "config.json: not valid JSON"));
}

TEST_F(ModelFolderTest, OpensNothingOutsideTheFolder) {  // row E6
    const tests::TemporaryFolder outside;
    testing_engine::writeSafetensors(outside / "x.safetensors", {{"a", floats(1)}});
    shard("real.safetensors", {{"a", floats(1)}});
    for (const std::string& name :
         {std::string("../x.safetensors"), (outside / "x.safetensors").string(),
          std::string("./real.safetensors"), std::string("sub/x"), std::string("."), std::string(".."),
          std::string(""), std::string(300, 'n'), std::string("/dev/zero"), std::string("a\0b", 3)}) {
        index({{"a", name}});
        EXPECT_TRUE(contains(refusal(), "is not the plain name of a file in the same folder")) << name;
    }
    index({{"a", "link.safetensors"}});
    fs::create_symlink(outside / "x.safetensors", folder_ / "link.safetensors");
    EXPECT_TRUE(contains(refusal(), "is a link that leaves the folder"));
    fs::remove(folder_ / "link.safetensors");
    fs::create_symlink(folder_ / "nowhere", folder_ / "link.safetensors");
    EXPECT_TRUE(contains(refusal(), "leads nowhere"));
    fs::remove(folder_ / "link.safetensors");
    fs::create_symlink("real.safetensors", folder_ / "link.safetensors");
    EXPECT_EQ(open()->tensors().size(), 1U);
}

TEST_F(ModelFolderTest, NeverWaitsForAPipeOrReadsADevice) {
    index({{"a", "pipe.safetensors"}});
    ASSERT_EQ(mkfifo((folder_ / "pipe.safetensors").c_str(), 0600), 0);
    EXPECT_TRUE(contains(refusal(), "a pipe (FIFO), not an ordinary file"));
    fs::remove(folder_ / "pipe.safetensors");
    fs::create_directory(folder_ / "pipe.safetensors");
    EXPECT_TRUE(contains(refusal(), "a folder, not an ordinary file"));
    fs::remove(folder_ / "config.json");
    ASSERT_EQ(mkfifo((folder_ / "config.json").c_str(), 0600), 0);
    EXPECT_TRUE(contains(refusal(base::Code::Invalid), "a pipe (FIFO)"));
}

TEST(ModelFolderPath, TellsFoldersFromFiles) {
    const tests::TemporaryFolder folder;
    const auto errorOf = [&](const std::string& name) {
        const auto opened = ModelFolder::open(folder / name);
        EXPECT_FALSE(opened);
        return opened ? base::Error{} : opened.error();
    };
    EXPECT_EQ(errorOf("none").code, base::Code::NotFound);
    EXPECT_TRUE(contains(errorOf("none").message, "there is no model folder here"));
    folder.write("model.gguf", "GGUF");
    EXPECT_EQ(errorOf("model.gguf").code, base::Code::BadModel);
    EXPECT_TRUE(contains(errorOf("model.gguf").message, "model.gguf: truncated at 4"));
    EXPECT_TRUE(contains(errorOf("").message, "model.gguf: truncated at 4"));  // a folder with one inside
    folder.write("x.safetensors", "");
    EXPECT_TRUE(contains(errorOf("x.safetensors").message, "choose the folder it lies in"));
    folder.write("notes.txt", "");
    EXPECT_EQ(errorOf("notes.txt").code, base::Code::Invalid);
    EXPECT_TRUE(contains(errorOf("notes.txt").message, "a model is a folder with config.json"));
    fs::create_directory(folder / "empty");
    EXPECT_EQ(errorOf("empty").code, base::Code::BadModel);
    EXPECT_TRUE(contains(errorOf("empty").message, "config.json is missing: choose the folder"));
}

}  // namespace
}  // namespace engine
