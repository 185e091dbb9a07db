#include "engine/files/config_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/temporary_folder.h"

namespace engine {
namespace {

TEST(ConfigFile, ReadsAnObjectAndRefusesTheRest) {
    const tests::TemporaryFolder folder;
    folder.write("good.json", R"({"a": 1})");
    folder.write("list.json", "[1]");
    folder.write("cut.json", R"({"a": )");
    folder.write("twice.json", R"({"a": 1, "a": 2})");
    EXPECT_EQ((*readJsonFile(folder / "good.json"))["a"], 1);
    EXPECT_EQ(readJsonFile(folder / "none.json").error().code, base::Code::NotFound);
    for (const char* name : {"list.json", "cut.json", "twice.json"}) {
        const auto json = readJsonFile(folder / name);
        ASSERT_FALSE(json) << name;
        EXPECT_EQ(json.error().code, base::Code::BadModel);
        EXPECT_NE(json.error().message.find(name), std::string::npos);
    }
    EXPECT_EQ(readJsonFile(folder / "good.json", 7).error().code, base::Code::BadModel);  // it has 8 bytes
    ASSERT_EQ(mkfifo((folder / "pipe.json").c_str(), 0600), 0);
    EXPECT_FALSE(readJsonFile(folder / "pipe.json"));
}

class ConfigObjectTest : public testing::Test {
protected:
    Json json_ = Json::parse(
        R"({"n": 5, "minus": -5, "whole": 4096.0, "half": 0.5, "yes": true, "word": "w", "null": null,
        "list": [], "inner": {"x": 1}, "huge": 18446744073709551615, "infinite": 1e300})");
    ConfigObject object_{json_, "config.json"};
};

TEST_F(ConfigObjectTest, GivesWhatIsThere) {
    EXPECT_EQ(*object_.integer("n", 0, 10), 5);
    EXPECT_EQ(*object_.integer("minus", -5, 10), -5);
    EXPECT_EQ(*object_.integer("whole", 0, 10'000), 4096);
    EXPECT_EQ(*object_.number("half", 0, 1), 0.5);
    EXPECT_EQ(*object_.number("n", 0, 5), 5.0);
    EXPECT_TRUE(*object_.boolean("yes"));
    EXPECT_EQ(*object_.text("word"), "w");
    EXPECT_EQ((**object_.object("inner"))["x"], 1);
    EXPECT_TRUE(object_.has("n"));
    EXPECT_FALSE(object_.has("null"));
}

TEST_F(ConfigObjectTest, FallsBackOnlyWhenAbsent) {
    EXPECT_EQ(*object_.integer("none", 0, 10, 7), 7);
    EXPECT_EQ(*object_.integer("null", 0, 10, 7), 7);
    EXPECT_EQ(*object_.text("none", "f"), "f");
    EXPECT_EQ(*object_.object("none"), nullptr);
    EXPECT_FALSE(object_.integer("word", 0, 10, 7));
    EXPECT_FALSE(object_.boolean("n", true));
    EXPECT_FALSE(object_.text("n", "f"));
    EXPECT_FALSE(object_.object("list"));
    EXPECT_EQ(object_.integer("none", 0, 10).error().message,
              "config.json: \"none\" is missing: copy or download it again");
}

TEST_F(ConfigObjectTest, ChecksTheRange) {
    EXPECT_EQ(object_.integer("n", 6, 10).error().message,
              "config.json: \"n\" is 5, not between 6 and 10: copy or download it again");
    for (const char* key : {"half", "huge", "infinite", "yes", "list"}) {
        const auto result = object_.integer(key, INT64_MIN, INT64_MAX);
        ASSERT_FALSE(result) << key;
        EXPECT_EQ(result.error().code, base::Code::BadModel);
    }
    EXPECT_FALSE(object_.number("infinite", 0, 1e6));
}

}  // namespace
}  // namespace engine
