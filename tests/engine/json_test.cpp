#include "engine/base/json.h"

#include <gtest/gtest.h>

#include <string>

namespace engine {
namespace {

std::string problemOf(std::string_view text, JsonLimits limits = {}) {
    const auto result = parseJson(text, limits);
    EXPECT_FALSE(result) << text;
    if (result) return {};
    EXPECT_EQ(result.error().code, base::Code::Invalid);
    return result.error().message;
}

TEST(Json, GivesTheSameDocumentAsTheLibrary) {
    const std::string text =
        R"({"b":[1,-2,3.5,1e300,true,false,null,"x\u00e9\ud83d\ude00\n",[],{}],"a":{"c":{"d":[[[0]]]}},
        "empty":"","big":18446744073709551615,"small":-9223372036854775808})";
    const auto ours = parseJson(text);
    ASSERT_TRUE(ours) << ours.error().message;
    EXPECT_EQ(*ours, Json::parse(text));
    EXPECT_EQ(ours->dump(), Json::parse(text).dump());
    for (const char* scalar : {"1", "\"text\"", "null", "true", "[]", "{}", " [ ] "})
        EXPECT_EQ(*parseJson(scalar), Json::parse(scalar));
}

TEST(Json, RefusesWhatIsNotJsonAndSaysWhere) {
    EXPECT_EQ(problemOf("[1, 2, x]"), "not valid JSON at byte 7: invalid literal");
    EXPECT_NE(problemOf("").find("at byte 0"), std::string::npos);
    EXPECT_NE(problemOf("{\"a\":1} xyz").find("at byte 8"), std::string::npos);
    EXPECT_NE(problemOf("[1e999]").find("number too large"), std::string::npos);
    for (const char* bad :
         {"{", "[", "\"", "{\"a\"}", "[1,]", "{'a':1}", "nul", "[01]", "\"\x01\"", "\"\\ud800\""})
        problemOf(bad);
}

TEST(Json, RefusesInvalidUtf8) {
    for (const char* bad :
         {"\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf5\x80\x80\x80\"", "\"\xe4\xbd\""})
        EXPECT_NE(problemOf(bad).find("UTF-8"), std::string::npos);
}

TEST(Json, RefusesAKeyGivenTwice) {
    EXPECT_EQ(problemOf(R"({"a":1,"b":{"c":1,"c":2}})"), "the key \"c\" is there twice at byte 21");
    EXPECT_TRUE(parseJson(R"({"a":{"c":1},"b":{"c":2}})"));
    const auto allowed = parseJson(R"({"a":1,"a":2})", {.depth = 64, .duplicateKeys = true});
    ASSERT_TRUE(allowed);
    EXPECT_EQ((*allowed)["a"], 2);
}

TEST(Json, LimitsTheDepth) {
    const auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_TRUE(parseJson(nested(64)));
    EXPECT_EQ(problemOf(nested(65)), "nested deeper than 64 levels at byte 65");
    EXPECT_TRUE(parseJson(R"({"a":[1]})", {.depth = 2}));
    EXPECT_NE(problemOf(R"({"a":[[1]]})", {.depth = 2}).find("2 levels"), std::string::npos);
    problemOf(std::string(5'000'000, '['));  // neither crashes nor takes long
    std::string objects;
    for (int i = 0; i < 200'000; ++i) objects += "{\"a\":";
    problemOf(objects);
}

}  // namespace
}  // namespace engine
