#include "engine/text/pretokenizer.h"

#include <gtest/gtest.h>

#include <ctime>
#include <string>

#include "engine/text/unicode.h"

namespace engine {
namespace {

using Pieces = std::vector<std::string>;

Pretokenizer make(const std::vector<std::string>& expressions) {
    Json steps = Json::array();
    for (const std::string& expression : expressions)
        steps.push_back({{"type", "Split"},
                         {"pattern", {{"Regex", expression}}},
                         {"behavior", "Isolated"},
                         {"invert", false}});
    steps.push_back({{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", false}});
    const auto made = Pretokenizer::from({{"type", "Sequence"}, {"pretokenizers", steps}});
    EXPECT_TRUE(made) << made.error().message;
    return made ? *made : Pretokenizer();
}

Pieces split(const Pretokenizer& pretokenizer, std::string_view text) {
    Pieces pieces;
    pretokenizer.split(text, [&](std::string_view piece) { pieces.emplace_back(piece); });
    return pieces;
}

const std::string Numbers = R"(\p{N}{1,3})";
const std::string Cjk = "[一-龥\u3040-ゟ゠-ヿ]+";
const std::string Words =
    "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| "
    "?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+";

TEST(Pretokenizer, CutsLikeDeepSeekV3) {
    const Pretokenizer v3 = make({Numbers, Cjk, Words});
    EXPECT_EQ(split(v3, "Hello, world!"), (Pieces{"Hello", ",", " world", "!"}));
    EXPECT_EQ(split(v3, "in 1234567.89"), (Pieces{"in", " ", "123", "456", "7", ".", "89"}));
    EXPECT_EQ(split(v3, "  a\n\n\tb"), (Pieces{" ", " a", "\n\n", "\tb"}));
    EXPECT_EQ(split(v3, "a \n \n x"), (Pieces{"a", " \n \n", " x"}));
    EXPECT_EQ(split(v3, "trailing  "), (Pieces{"trailing", "  "}));
    EXPECT_EQ(split(v3, "don't _x a.b"), (Pieces{"don", "'t", " _", "x", " a", ".b"}));
    EXPECT_EQ(split(v3, "x == y;\r\n"), (Pieces{"x", " ==", " y", ";\r\n"}));
    EXPECT_EQ(split(v3, "你好ab"), (Pieces{"你好", "ab"}));
    EXPECT_EQ(split(v3, ""), Pieces{});
    EXPECT_EQ(split(v3, "\x01\x02"), (Pieces{"\x01\x02"}));  // no expression takes control characters
}

TEST(Pretokenizer, NestedSplitsStayWithinTheirPiece) {
    // The look-ahead \s+(?!\S) sees the end of the piece, not the digits after it.
    EXPECT_EQ(split(make({Numbers, Words}), "a  1"), (Pieces{"a", "  ", "1"}));
    EXPECT_EQ(split(make({Words}), "a  b"), (Pieces{"a", " ", " b"}));
}

TEST(Pretokenizer, KeepsBytesThatAreNoUtf8) {
    const Pretokenizer v3 = make({Numbers, Cjk, Words});
    const std::string broken =
        "ab\xff\xfe 12\xe4\xbd"
        "c\xf0\x9f";
    std::string joined;
    for (const std::string& piece : split(v3, broken)) joined += piece;
    EXPECT_EQ(joined, broken);
}

TEST(Pretokenizer, IsLinearInLongRuns) {
    const Pretokenizer v3 = make({Numbers, Cjk, Words});
    for (const char* unit : {"a", " ", "\n", " \n", "1", "-", "'", "你", "\xff", "a ", "\u0301", " \u0301"}) {
        std::string text;
        while (text.size() < (1U << 20U)) text += unit;
        const std::clock_t start = std::clock();
        split(v3, text);
        EXPECT_LT(std::clock() - start, 5 * CLOCKS_PER_SEC) << unit;
    }
}

TEST(Pretokenizer, RefusesWhatItDoesNotKnowByName) {
    const auto refused = [](const char* text) {
        const auto made = Pretokenizer::from(Json::parse(text));
        EXPECT_FALSE(made) << text;
        return made ? base::Error{} : made.error();
    };
    const base::Error evil = refused(
        R"({"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(a+)+$b"},"behavior":"Isolated","invert":false}]})");
    EXPECT_EQ(evil.code, base::Code::Unsupported);
    EXPECT_NE(evil.message.find("(a+)+$b"), std::string::npos);
    EXPECT_NE(refused(R"({"type":"Metaspace"})").message.find("Metaspace"), std::string::npos);
    for (
        const char* text :
        {R"({"type":"ByteLevel","add_prefix_space":true})", R"({"type":"Whitespace"})", "null",
         R"({"type":"Sequence","pretokenizers":[]})",
         R"({"type":"Split","pattern":{"Regex":"\\p{N}"},"behavior":"Removed","invert":false})",
         R"({"type":"Sequence","pretokenizers":[{"type":"ByteLevel","add_prefix_space":false},{"type":"Digits"}]})"})
        EXPECT_EQ(refused(text).code, base::Code::Unsupported) << text;
    for (const char* text :
         {"[]", "3", R"({"type":3})", R"({"type":"Sequence"})", R"({"type":"Sequence","pretokenizers":[1]})",
          R"({"type":"Split","pattern":"x","behavior":"Isolated"})"})
        EXPECT_EQ(refused(text).code, base::Code::BadModel) << text;
}

TEST(Unicode, ClassesOfKnownCharacters) {
    using namespace unicode;
    EXPECT_EQ(classOf('a'), Letter | Lower);
    EXPECT_EQ(classOf('A'), Letter | Upper);
    EXPECT_EQ(classOf('_'), Punctuation);
    EXPECT_EQ(classOf('$'), Symbol);
    EXPECT_EQ(classOf('5'), Number);
    EXPECT_EQ(classOf(0xBD), Number);  // one half
    EXPECT_EQ(classOf(0x301), Mark);
    EXPECT_EQ(classOf(0x4F60), Letter);
    EXPECT_EQ(classOf(0x1F600), Symbol);
    EXPECT_EQ(classOf(0x3000), Space);
    EXPECT_EQ(classOf(0x10D40), Number);  // new in Unicode 16
    EXPECT_EQ(classOf(0), None);
    EXPECT_EQ(classOf(Character::Invalid), None);
    for (uint32_t code = 0; code < 0x80; ++code) EXPECT_EQ(classOf(code), longClassOf(code)) << code;
}

TEST(Unicode, RepairsLikeOtherPrograms) {
    using unicode::repaired;
    EXPECT_EQ(repaired("ok é 你 😀"), "ok é 你 😀");
    EXPECT_EQ(repaired("a\xff"
                       "b"),
              "a\uFFFDb");
    EXPECT_EQ(repaired("\xe4\xbd"), "\uFFFD");  // a maximal part is one
    EXPECT_EQ(repaired("\xe4\xbdz\x80"), "\uFFFDz\uFFFD");
    EXPECT_EQ(repaired("\xc0\x80"), "\uFFFD\uFFFD");
    EXPECT_EQ(repaired("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(repaired("\xf0\x9f\x98"), "\uFFFD");
    EXPECT_EQ(unicode::unfinishedBytes("a\xf0\x9f\x98"), 3U);
    EXPECT_EQ(unicode::unfinishedBytes("a\xff"), 0U);
    EXPECT_EQ(unicode::unfinishedBytes("é"), 0U);
}

}  // namespace
}  // namespace engine
