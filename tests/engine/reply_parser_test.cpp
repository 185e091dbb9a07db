#include "engine/text/reply_parser.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/base/json.h"
#include "engine/text/chat_format.h"
#include "engine/text/unicode.h"
#include "tests/engine/model_writer.h"
#include "tests/support/temporary_folder.h"

namespace engine {
namespace {

const std::string Calls = "<｜tool▁calls▁begin｜>", CallsEnd = "<｜tool▁calls▁end｜>",
                  Call = "<｜tool▁call▁begin｜>", CallEnd = "<｜tool▁call▁end｜>",
                  Separator = "<｜tool▁sep｜>", End = "<｜end▁of▁sentence｜>";

std::string v3Call(const std::string& name, const std::string& arguments) {
    return Call + "function" + Separator + name + "\n```json\n" + arguments + "\n```" + CallEnd;
}

struct Heard {
    std::string text;
    std::string reasoning;
    std::vector<std::pair<std::string, std::string>> calls;
    std::vector<std::string> order;  // kinds, without repetitions
    bool operator==(const Heard&) const = default;
};

// A tokenizer of single bytes, with or without <think>, and what a parser makes of a reply.
class ReplyParserTest : public testing::Test {
protected:
    ReplyParserTest() {
        testing_engine::writeByteTokenizer(folder_.path());
        open();
    }
    void open() {
        auto opened = Tokenizer::open(folder_.path());
        ASSERT_TRUE(opened) << opened.error().message;
        tokenizer_ = std::move(*opened);
    }
    void addThinking() {
        Json json = Json::parse(folder_.read("tokenizer.json"));
        for (const char* name : {"<think>", "</think>"})
            json["added_tokens"].push_back({{"id", 260 + json["added_tokens"].size()}, {"content", name}});
        folder_.write("tokenizer.json", json.dump());
        open();
    }

    Heard hear(const std::string& reply) const {
        ReplyParser parser(*tokenizer_, chatFormatNamed("deepseek-v3")->reply());
        std::vector<ChatEvent> events;
        for (const int id : tokenizer_->encode(reply, true)) parser.feed(id, events);
        parser.finish(events);
        Heard heard;
        std::set<std::string> ids;
        for (const ChatEvent& event : events) {
            std::string kind = "call";
            if (const auto* text = std::get_if<TextDelta>(&event)) {
                EXPECT_FALSE(text->text.empty());
                EXPECT_EQ(text->text, unicode::repaired(text->text));
                heard.text += text->text;
                kind = "text";
            } else if (const auto* reasoning = std::get_if<ReasoningDelta>(&event)) {
                heard.reasoning += reasoning->text;
                kind = "reasoning";
            } else {
                const ToolCall& call = std::get<ToolCallMade>(event).call;
                EXPECT_TRUE(ids.insert(call.id).second && !call.id.empty());
                heard.calls.emplace_back(call.name, call.arguments);
            }
            if (heard.order.empty() || heard.order.back() != kind || kind == "call")
                heard.order.push_back(kind);
        }
        EXPECT_EQ(parser.madeCalls(), !heard.calls.empty());
        return heard;
    }

    tests::TemporaryFolder folder_;
    std::unique_ptr<Tokenizer> tokenizer_;
};

using OneCall = std::vector<std::pair<std::string, std::string>>;
const OneCall Calculate{{"calculate", R"({"expression": "1+1"})"}};

TEST_F(ReplyParserTest, PassesTextOn) {
    EXPECT_EQ(hear("Hello é 你好 😀" + End).text, "Hello é 你好 😀");
    EXPECT_EQ(hear("").text, "");
    EXPECT_EQ(hear("a <think> b").text, "a <think> b");  // ordinary text in V3's vocabulary
}

TEST_F(ReplyParserTest, TellsTextInWholeCharacters) {
    ReplyParser parser(*tokenizer_, chatFormatNamed("deepseek-v3")->reply());
    std::vector<ChatEvent> events;
    const auto ids = tokenizer_->encode("😀");
    for (size_t i = 0; i + 1 < ids.size(); ++i) parser.feed(ids[i], events);
    EXPECT_TRUE(events.empty());
    parser.feed(ids.back(), events);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(std::get<TextDelta>(events[0]).text, "😀");
    parser.feed(ids.front(), events);
    parser.finish(events);
    EXPECT_EQ(std::get<TextDelta>(events.back()).text, "\uFFFD");
}

TEST_F(ReplyParserTest, ReadsACall) {
    const Heard heard = hear(Calls + v3Call("calculate", R"({"expression": "1+1"})") + CallsEnd + End);
    EXPECT_EQ(heard.calls, Calculate);
    EXPECT_EQ(heard.text, "");
}

TEST_F(ReplyParserTest, KeepsArgumentsExactly) {
    const std::string arguments = "{\"text\":  \"a ```json b ``` \\n \u4f60 {\",\n \"n\": [1,2]}";
    EXPECT_EQ(hear(Calls + v3Call("write_note", arguments) + CallsEnd).calls,
              (OneCall{{"write_note", arguments}}));
}

TEST_F(ReplyParserTest, ReadsTextBeforeAndSeveralCalls) {
    const Heard heard =
        hear("Let me see." + Calls + v3Call("a", "{}") + "\n" + v3Call("b", "[1]") + CallsEnd + End);
    EXPECT_EQ(heard.text, "Let me see.");
    EXPECT_EQ(heard.calls, (OneCall{{"a", "{}"}, {"b", "[1]"}}));
    EXPECT_EQ(heard.order, (std::vector<std::string>{"text", "call", "call"}));
}

TEST_F(ReplyParserTest, ReadsTheFormatOfV31) {
    EXPECT_EQ(
        hear(Calls + Call + "calculate" + Separator + R"({"expression": "1+1"})" + CallEnd + CallsEnd).calls,
        Calculate);
}

TEST_F(ReplyParserTest, ReadsWhatIsNotQuiteRight) {
    const std::string json = R"({"expression": "1+1"})";
    for (const std::string& reply : {
             Calls + Call + "function" + Separator + "calculate\n" + json + CallEnd + CallsEnd,  // no fence
             Calls + Call + "function" + Separator + "calculate\n```\n" + json + "\n```" + CallEnd + CallsEnd,
             Calls + Call + "function" + Separator + "calculate\n```json\n" + json + CallEnd +
                 CallsEnd,                                                                    // open fence
             Calls + Call + "function" + Separator + "calculate\n```json\n" + json + "\n``",  // cut
             Calls + Call + "function" + Separator + "calculate\n```json\n" + json,
             Calls + Call + "function" + Separator + "calculate\n```json\n" + json + "\n```" +
                 CallsEnd,  // no call end
             Calls + Call + "function" + Separator + " calculate " + json + CallEnd + CallsEnd,
             Calls + Call + "function" + Separator + "calculate\n```json\n" + json + "\n```\n" + CallEnd +
                 CallsEnd,
             Call + "function" + Separator + "calculate\n```json\n" + json + "\n```" + CallEnd,  // no frame
             Calls + Call + "function\ncalculate\n```json\n" + json + "\n```" + CallEnd +
                 CallsEnd,  // no separator
             Calls + Call + "calculate\n```json\n" + json + "\n```" + CallEnd + CallsEnd,
         })
        EXPECT_EQ(hear(reply).calls, Calculate) << reply;
}

TEST_F(ReplyParserTest, DeliversACutCallAsFarAsItCame) {
    EXPECT_EQ(hear(Calls + Call + "function" + Separator + "calculate\n```json\n{\"expr").calls,
              (OneCall{{"calculate", "{\"expr"}}));
    EXPECT_EQ(hear(Calls + Call + "function" + Separator + "calculate\n").calls,
              (OneCall{{"calculate", ""}}));
}

TEST_F(ReplyParserTest, DropsNothingThatWasSaid) {
    EXPECT_EQ(hear(Calls + Call + "I cannot do this." + CallEnd + CallsEnd).text, "I cannot do this.");
    EXPECT_EQ(hear(Calls + "stray words" + v3Call("a", "{}") + CallsEnd + "after").text, "stray wordsafter");
    EXPECT_EQ(hear(Calls + "only words").text, "only words");
    EXPECT_EQ(hear("a" + Separator + "b").text, "a" + Separator + "b");
    EXPECT_EQ(hear("a<｜User｜>b").text, "a<｜User｜>b");
    EXPECT_EQ(hear("a" + CallsEnd + CallEnd + "b").text, "ab");
    EXPECT_TRUE(hear(Calls + CallsEnd).calls.empty());
    EXPECT_TRUE(hear(Calls + Call + "function" + Separator + CallEnd + CallsEnd).calls.empty());
}

TEST_F(ReplyParserTest, TellsReasoningFromText) {
    addThinking();
    const Heard heard = hear("<think>\nhm é\n</think>\n\nok" + Calls + v3Call("a", "{}") + CallsEnd);
    EXPECT_EQ(heard.reasoning, "\nhm é\n");
    EXPECT_EQ(heard.text, "\n\nok");
    EXPECT_EQ(heard.order, (std::vector<std::string>{"reasoning", "text", "call"}));
    EXPECT_EQ(hear("<think>cut").reasoning, "cut");
    EXPECT_EQ(hear("no start</think>text").text, "no starttext");
}

// A prefix of a reply, at every token, says what the whole says, but for its unfinished end.
TEST_F(ReplyParserTest, EveryPrefixAgreesWithTheWhole) {
    const std::string reply =
        "Héllo 😀." + Calls + v3Call("calculate", R"({"a": "é"})") + "\n" + v3Call("b", "{}") + CallsEnd + End;
    const auto ids = tokenizer_->encode(reply, true);
    const Heard whole = hear(reply);
    for (size_t count = 0; count <= ids.size(); ++count) {
        ReplyParser parser(*tokenizer_, chatFormatNamed("deepseek-v3")->reply());
        std::vector<ChatEvent> events;
        for (size_t i = 0; i < count; ++i) parser.feed(ids[i], events);
        std::string text;
        OneCall calls;
        for (const ChatEvent& event : events) {
            if (const auto* delta = std::get_if<TextDelta>(&event)) text += delta->text;
            if (const auto* made = std::get_if<ToolCallMade>(&event))
                calls.emplace_back(made->call.name, made->call.arguments);
        }
        EXPECT_TRUE(whole.text.starts_with(text));
        ASSERT_LE(calls.size(), whole.calls.size());
        EXPECT_TRUE(std::equal(calls.begin(), calls.end(), whole.calls.begin()));
        parser.finish(events);  // never fails, whatever was cut
    }
}

// The same reply written with longer tokens: whole words and half characters.
TEST_F(ReplyParserTest, TheCutOfTheTokensDoesNotMatter) {
    const std::string reply =
        "Hello 你好." + Calls + v3Call("calculate", R"({"expression": "1+1"})") + CallsEnd + End;
    const Heard byBytes = hear(reply);
    Json json = Json::parse(folder_.read("tokenizer.json"));
    auto& vocabulary = json["model"]["vocab"];
    auto& merges = json["model"]["merges"];
    int next = 500;
    for (const auto& [left, right] : std::vector<std::pair<std::string, std::string>>{{"H", "e"},
                                                                                      {"l", "l"},
                                                                                      {"He", "ll"},
                                                                                      {"c", "a"},
                                                                                      {"`", "`"},
                                                                                      {"``", "`"},
                                                                                      {"Ċ", "```"},
                                                                                      {"ä", "½"},
                                                                                      {"f", "u"},
                                                                                      {"n", "Ċ"},
                                                                                      {"{", "\""},
                                                                                      {"Ċ", "{\""}}) {
        vocabulary[left + right] = next++;
        merges.push_back(left + " " + right);
    }
    folder_.write("tokenizer.json", json.dump());
    const size_t before = tokenizer_->encode(reply, true).size();
    open();
    EXPECT_LT(tokenizer_->encode(reply, true).size(), before);
    EXPECT_EQ(hear(reply), byBytes);
}

}  // namespace
}  // namespace engine
