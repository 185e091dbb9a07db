#include "engine/text/tokenizer.h"

#include <gtest/gtest.h>

#include <ctime>
#include <fstream>

#include "engine/base/json.h"
#include "engine/text/detokenizer.h"
#include "engine/text/unicode.h"
#include "tests/engine/v3_tokenizer.h"
#include "tests/support/temporary_folder.h"

namespace engine {
namespace {

using Ids = std::vector<int>;

struct Golden {
    std::string text;
    Ids ids;
    bool controls = false;
};

// Section 1.12 of the engine reference: made by another implementation and confirmed by a third.
const Golden Published[] = {
    {"Hello, world!", {19923, 14, 2058, 3}},
    {"  leading spaces\n\n\ttab", {223, 6646, 13564, 271, 200, 14278}},
    {"The answer is 1234567.89", {671, 3287, 344, 223, 6895, 18009, 25, 16, 4362}},
    {"1 22 333 4444", {19, 223, 1302, 223, 11722, 223, 18966, 22}},
    {"你好，世界！こんにちは", {30594, 303, 3427, 1175, 4549, 7245, 2298, 12457, 2841}},
    {"한국어 日本語カタカナ", {5634, 17564, 9227, 223, 88768, 15961, 11767, 15961, 27071}},
    {"العربية हिन्दी ไทย", {69577, 64758, 17278, 112789, 8714, 223, 39311}},
    {"def f(x):\n    return x**2\n", {3465, 285, 4042, 3395, 361, 1354, 1527, 666, 20, 201}},
    {"naïve café – “quotes” 🤖👍🏽",
     {2720, 91223, 57664, 1256, 811, 403, 7183, 430, 112838, 247, 92526, 40965, 124}},
    {"a.b_c::D->e", {67, 6229, 4941, 2366, 38, 2105, 71}},
    {"(foo)_bar $100 #tag", {5123, 6379, 24258, 6515, 957, 1457, 1823, 24164}},
    {"I'm can't won't", {43, 4571, 588, 1664, 5646, 1664}},
    {"\r\n\r\n x", {204, 201, 204, 201, 1527}},
    {"<think>\nok</think>", {30, 37947, 1018, 633, 1718, 37947, 32}},
    {"<｜User｜>Hi<｜Assistant｜>", {128803, 23166, 128804}, true},
};

void expectGoldens(const char* name, bool controls) {
    const Tokenizer& tokenizer = *tests::v3Tokenizer();
    std::ifstream file(tests::v3Data() / name);
    std::string line;
    int count = 0;
    for (; std::getline(file, line); ++count) {
        const Json golden = Json::parse(line);
        const auto text = golden["text"].get<std::string>();
        const Ids ids = tokenizer.encode(text, controls);
        ASSERT_EQ(ids, golden["ids"].get<Ids>()) << line;
        ASSERT_EQ(tokenizer.decode(ids), text);
    }
    EXPECT_GE(count, 600);
}

TEST(DeepSeekTokenizer, GivesThePublishedIds) {
    ASSERT_TRUE(tests::v3Tokenizer());
    for (const Golden& golden : Published)
        EXPECT_EQ(tests::v3Tokenizer()->encode(golden.text, golden.controls), golden.ids) << golden.text;
}

TEST(DeepSeekTokenizer, GivesTheIdsOfHuggingFace) {
    ASSERT_TRUE(tests::v3Tokenizer());
    expectGoldens("goldens.jsonl", true);
    expectGoldens("goldens_plain.jsonl", false);
}

TEST(DeepSeekTokenizer, KnowsItsControlTokens) {
    const Tokenizer* tokenizer = tests::v3Tokenizer();
    ASSERT_TRUE(tokenizer);
    EXPECT_EQ(tokenizer->vocabularySize(), 128815);
    EXPECT_EQ(tokenizer->beginOfSentence(), 0);
    EXPECT_EQ(tokenizer->endOfSentence(), 1);
    EXPECT_TRUE(tokenizer->addsBeginOfSentence());
    EXPECT_EQ(tokenizer->control("<｜User｜>"), 128803);
    EXPECT_EQ(tokenizer->control("Hello"), std::nullopt);
    EXPECT_TRUE(tokenizer->isControl(128803));  // although it is not "special"
    EXPECT_FALSE(tokenizer->isControl(19923));
    EXPECT_FALSE(tokenizer->isControl(-1));
    EXPECT_EQ(tokenizer->bytes(128803), "<｜User｜>");
    EXPECT_EQ(tokenizer->bytes(2058), " world");
    EXPECT_EQ(tokenizer->bytes(200'000), "");
    EXPECT_EQ(tokenizer->bytes(-5), "");
}

TEST(DeepSeekTokenizer, ComesBackToTheSameBytes) {
    const Tokenizer* tokenizer = tests::v3Tokenizer();
    ASSERT_TRUE(tokenizer);
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    std::string text = all;
    uint32_t state = 9;
    for (int i = 0; i < 20'000; ++i) text += static_cast<char>((state = state * 1664525 + 1013904223) >> 24U);
    EXPECT_EQ(tokenizer->decode(tokenizer->encode(text)), text);
    EXPECT_EQ(tokenizer->decode(tokenizer->encode(text, true)), text);
}

TEST(DeepSeekTokenizer, IsNotSlowedDownByRuns) {  // row E8
    const Tokenizer* tokenizer = tests::v3Tokenizer();
    ASSERT_TRUE(tokenizer);
    for (const char* unit : {"a", " ", "哈", "-", "<", "ab", "<｜"}) {
        std::string text;
        while (text.size() < (1U << 20U)) text += unit;
        const std::clock_t start = std::clock();
        const Ids ids = tokenizer->encode(text, true);
        // A second without sanitizers on an idle core; some room for both.
        EXPECT_LT(std::clock() - start, 10 * CLOCKS_PER_SEC) << unit;
        EXPECT_EQ(tokenizer->decode(ids), text);
    }
}

TEST(TokenizerFamilies, GiveTheIdsOfHuggingFace) {
    std::ifstream file(std::filesystem::path(INKSTONE_SOURCE_DIR) / "tests/data/tokenizer_families.json");
    const Json goldens = Json::parse(file);
    for (const Json& family : goldens["families"]) {
        const tests::TemporaryFolder folder;
        Json description = goldens["tokenizer"];
        description["pre_tokenizer"] = family["pre_tokenizer"];
        description["model"]["ignore_merges"] = family["ignore_merges"];
        folder.write("tokenizer.json", description.dump());
        const auto tokenizer = Tokenizer::open(folder.path());
        ASSERT_TRUE(tokenizer) << family["name"] << tokenizer.error().message;
        for (const Json& line : family["lines"])
            ASSERT_EQ((*tokenizer)->encode(line[0].get<std::string>(), true), line[1].get<Ids>())
                << family["name"] << line[0];
    }
    EXPECT_EQ(goldens["families"].size(), 13U);
}

// A sound tokenizer of five tokens, to be spoilt in one place each.
class SmallTokenizer : public testing::Test {
protected:
    Json json_ = Json::parse(R"({
        "added_tokens": [{"id": 5, "content": "<end>", "special": true, "normalized": false}],
        "normalizer": null,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false},
        "decoder": {"type": "ByteLevel"},
        "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2, "Ġ": 3, "abab": 4},
                  "merges": ["a b", "ab ab"]}})");
    Json config_;
    tests::TemporaryFolder folder_;

    base::Result<std::unique_ptr<Tokenizer>> open(const std::string& text) const {
        folder_.write("tokenizer.json", text);
        if (!config_.is_null()) folder_.write("tokenizer_config.json", config_.dump());
        return Tokenizer::open(folder_.path());
    }
    std::string refusal(base::Code code = base::Code::BadModel) const {
        const auto opened = open(json_.dump());
        EXPECT_FALSE(opened) << json_.dump();
        if (opened) return {};
        EXPECT_EQ(opened.error().code, code) << opened.error().message;
        EXPECT_NE(opened.error().message.find("tokenizer"), std::string::npos) << opened.error().message;
        return opened.error().message;
    }
    // The same with one value changed, and changed back afterwards.
    std::string refusalWith(const char* pointer, const Json& value, base::Code code = base::Code::BadModel) {
        const Json before = json_;
        json_[Json::json_pointer(pointer)] = value;
        std::string message = refusal(code);
        json_ = before;
        return message;
    }
};

TEST_F(SmallTokenizer, MergesInOrderOfRank) {
    const auto tokenizer = open(json_.dump());
    ASSERT_TRUE(tokenizer) << tokenizer.error().message;
    EXPECT_EQ((*tokenizer)->encode("abab ab a"), (Ids{4, 3, 2, 3, 0}));
    EXPECT_EQ((*tokenizer)->encode("ababab"), (Ids{4, 2}));  // the leftmost of equals first
    EXPECT_EQ((*tokenizer)->encode("a<end>b", true), (Ids{0, 5, 1}));
    EXPECT_EQ((*tokenizer)->encode("b<end>a", false), (Ids{1, 0}));  // no token says "<"
    EXPECT_EQ((*tokenizer)->vocabularySize(), 6);
    json_["model"]["merges"] = Json::parse(R"([["a", "b"], ["ab", "ab"]])");
    EXPECT_EQ((*open(json_.dump()).value()).encode("abab"), Ids{4});
}

TEST_F(SmallTokenizer, RefusesAbsurdMerges) {
    EXPECT_NE(refusalWith("/model/merges/0", "a x").find("merge 0 needs the token \"x\""), std::string::npos);
    refusalWith("/model/merges/0", "b b");  // what they make is no token
    refusalWith("/model/merges/0", "a");
    refusalWith("/model/merges/0", "a b a");
    refusalWith("/model/merges/0", " ");
    refusalWith("/model/merges/0", "a ");  // "a" from "a" and nothing: a circle
    refusalWith("/model/merges/0", 7);
    refusalWith("/model/merges/0", Json{"a"});
    refusalWith("/model/merges/0", Json{"a", 1});
    refusalWith("/model/merges", "a b");
    refusalWith("/model/merges", nullptr);
}

TEST_F(SmallTokenizer, RefusesAbsurdIds) {
    for (const Json& id : {Json(-1), Json(1.5), Json("0"), Json("<0x-1>"), Json(nullptr), Json(1'000'000),
                           Json(4'294'967'296), Json(18446744073709551615U), Json(Json::array())})
        EXPECT_NE(refusalWith("/model/vocab/a", id).find("token \"a\""), std::string::npos);
    EXPECT_NE(refusalWith("/model/vocab/a", 1).find("belongs to another token"), std::string::npos);
    refusalWith("/added_tokens/0/id", -3);
    refusalWith("/added_tokens/0/id", 2);  // another token's
    refusalWith("/added_tokens/0/id", 1'000'000'000);
    refusalWith("/model/vocab", Json::object());
    refusalWith("/model/vocab", Json::array());
    json_["model"]["vocab"][""] = 9;
    refusal();
}

TEST_F(SmallTokenizer, RefusesIdsBeyondTheModelsRows) {
    folder_.write("config.json", R"({"vocab_size": 5})");
    EXPECT_NE(refusal().find("the model has only 5 rows"), std::string::npos);
    folder_.write("config.json", R"({"vocab_size": 6})");
    EXPECT_TRUE(open(json_.dump()));
}

TEST_F(SmallTokenizer, RefusesAbsurdAddedTokens) {
    EXPECT_NE(
        refusalWith("/added_tokens/0/content", std::string(10'000'000, 'x')).find("10000000 bytes long"),
        std::string::npos);
    refusalWith("/added_tokens/0/content", "");
    refusalWith("/added_tokens/0/content", 3);
    refusalWith("/added_tokens/0", "x");
    refusalWith("/added_tokens", "x");
    refusalWith("/added_tokens/0/lstrip", "yes");
    refusalWith("/added_tokens/0/single_word", true, base::Code::Unsupported);
    json_["added_tokens"].push_back(json_["added_tokens"][0]);
    refusal();
    Json many = Json::array();
    for (int i = 0; i < 100'001; ++i)
        many.push_back({{"id", 10 + i}, {"content", "<" + std::to_string(i) + ">"}});
    json_["added_tokens"] = many;
    refusal();
}

TEST_F(SmallTokenizer, RefusesWhatIsNotKnownByItsName) {
    const auto unsupported = base::Code::Unsupported;
    EXPECT_NE(refusalWith("/model/type", "WordPiece", unsupported).find("WordPiece"), std::string::npos);
    EXPECT_NE(refusalWith("/normalizer", {{"type", "NFC"}}, unsupported).find("NFC"), std::string::npos);
    EXPECT_NE(refusalWith("/decoder", {{"type", "Fuse"}}, unsupported).find("Fuse"), std::string::npos);
    refusalWith("/pre_tokenizer", nullptr, unsupported);
    refusalWith("/model/continuing_subword_prefix", "##", unsupported);
    refusalWith("/model/dropout", 0.5, unsupported);
    refusalWith("/model/unk_token", "<unk>", unsupported);
    refusalWith("/model/byte_fallback", true, unsupported);
}

TEST_F(SmallTokenizer, RefusesWrongTypesEverywhere) {
    for (const Json& wrong : {Json(1), Json("x"), Json(Json::array({1}))}) {
        refusalWith("/model", wrong);
        refusalWith("/pre_tokenizer", wrong);
        refusalWith("/normalizer", wrong);
        refusalWith("/model/type", wrong.is_string() ? Json(2) : wrong);
    }
    json_.erase("model");
    refusal();
    for (const char* text : {"", "[]", "{", "{\"model\":{\"vocab\":{\"a\":0,\"a\":1}}}", "\xff"})
        EXPECT_FALSE(open(text));
    std::string deep = "{\"model\":";
    deep += std::string(1'000'000, '[');
    EXPECT_FALSE(open(deep));
}

TEST_F(SmallTokenizer, ReadsTheNamesOfTheEnds) {
    config_ = {{"bos_token", nullptr}, {"eos_token", "<end>"}};
    EXPECT_EQ((*open(json_.dump()))->endOfSentence(), 5);
    EXPECT_EQ((*open(json_.dump()))->beginOfSentence(), std::nullopt);
    config_ = {{"bos_token", {{"content", "<end>"}}}, {"add_bos_token", true}};
    EXPECT_EQ((*open(json_.dump()))->beginOfSentence(), 5);
    EXPECT_TRUE((*open(json_.dump()))->addsBeginOfSentence());
    for (const Json& wrong :
         {Json("<other>"), Json(3), Json(Json::array()), Json{{"content", 3}}, Json(Json::object())}) {
        config_ = {{"bos_token", wrong}};
        refusal();
    }
    config_ = {{"add_bos_token", "yes"}};
    refusal();
}

TEST_F(SmallTokenizer, SaysWhenTheFileIsMissing) {
    const auto opened = Tokenizer::open(folder_.path());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, base::Code::NotFound);
    EXPECT_NE(opened.error().message.find("tokenizer.json is missing"), std::string::npos);
}

// Random damage is refused or harmless; the sanitizers watch.
TEST_F(SmallTokenizer, SurvivesRandomDamage) {
    const std::string whole = json_.dump();
    uint32_t state = 3;
    const auto next = [&](size_t below) { return (state = state * 1664525 + 1013904223) / 65536 % below; };
    for (int round = 0; round < 700; ++round) {
        std::string text = whole;
        for (size_t damages = 1 + next(3); damages > 0; --damages)
            text[next(text.size())] = "0129[]{},:\"ab\xc4"[next(14)];
        if (const auto tokenizer = open(text))
            (*tokenizer)->decode((*tokenizer)->encode("abab <end> b", true));
    }
}

TEST(Detokenizer, GivesWholeCharactersHoweverTheBytesAreCut) {
    const std::string text = "a é 你好 😀 \xff\xf0\x9f z\xe4";
    for (size_t cut = 0; cut <= text.size(); ++cut)
        for (size_t second = cut; second <= text.size(); ++second) {
            Detokenizer detokenizer;
            const std::string first = detokenizer.feed(std::string_view(text).substr(0, cut));
            const std::string middle = detokenizer.feed(std::string_view(text).substr(cut, second - cut));
            const std::string rest = detokenizer.feed(std::string_view(text).substr(second));
            EXPECT_EQ(first, unicode::repaired(first));
            EXPECT_EQ(first + middle + rest + detokenizer.finish(), unicode::repaired(text));
        }
}

}  // namespace
}  // namespace engine
