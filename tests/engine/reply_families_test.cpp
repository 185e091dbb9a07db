// Replies in each family's format, cut at every place: what is heard never depends on the cut.
#include <gtest/gtest.h>

#include "engine/text/chat_format.h"
#include "engine/text/reply_parser.h"
#include "engine/text/unicode.h"
#include "tests/engine/cut_tokenizer.h"

namespace engine {
namespace {

using testing_engine::CutTokenizer;
using Calls = std::vector<std::pair<std::string, std::string>>;

struct Heard {
    std::string text;
    std::string reasoning;
    Calls calls;
    bool operator==(const Heard&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Heard& heard) {
    out << "text [" << heard.text << "] reasoning [" << heard.reasoning << "]";
    for (const auto& [name, arguments] : heard.calls) out << " call [" << name << "](" << arguments << ")";
    return out;
}

struct Family {
    const char* format;
    std::vector<std::string> controls;
    std::vector<ToolSpec> tools = {};
};

const std::vector<std::string> DeepSeekControls{"<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>",
                                                "<｜tool▁call▁begin｜>",  "<｜tool▁call▁end｜>",
                                                "<｜tool▁sep｜>",         "<｜end▁of▁sentence｜>"};
std::vector<std::string> withThinking(std::vector<std::string> controls) {
    controls.insert(controls.end(), {"<think>", "</think>"});
    return controls;
}

Heard hear(const Family& family, const std::string& reply, const std::vector<size_t>& cuts, bool inside) {
    CutTokenizer tokenizer(family.controls);
    ReplyParser parser(tokenizer, chatFormatNamed(family.format)->reply(), inside, family.tools);
    std::vector<ChatEvent> events;
    for (const int id : tokenizer.tokens(reply, cuts)) parser.feed(id, events);
    parser.finish(events);
    Heard heard;
    for (const ChatEvent& event : events) {
        if (const auto* text = std::get_if<TextDelta>(&event)) {
            EXPECT_EQ(text->text, unicode::repaired(text->text));
            heard.text += text->text;
        }
        if (const auto* reasoning = std::get_if<ReasoningDelta>(&event)) heard.reasoning += reasoning->text;
        if (const auto* made = std::get_if<ToolCallMade>(&event))
            heard.calls.emplace_back(made->call.name, made->call.arguments);
    }
    return heard;
}

// The reply in one piece, cut once at every place, and byte by byte.
void expectHeard(const Family& family, const std::string& reply, const Heard& expected, bool inside = false) {
    EXPECT_EQ(hear(family, reply, {}, inside), expected) << family.format << ": " << reply;
    std::vector<size_t> all;
    for (size_t cut = 1; cut < reply.size(); ++cut) {
        all.push_back(cut);
        ASSERT_EQ(hear(family, reply, {cut}, inside), expected)
            << family.format << " " << cut << ": " << reply;
    }
    EXPECT_EQ(hear(family, reply, all, inside), expected) << family.format << ", every byte: " << reply;
}

// Whatever is cut off, no two cuts of what is left disagree.
void expectCutsAgree(const Family& family, const std::string& reply, bool inside = false) {
    for (size_t length = 0; length <= reply.size(); ++length) {
        const std::string left = reply.substr(0, length);
        std::vector<size_t> all;
        for (size_t cut = 1; cut < length; ++cut) all.push_back(cut);
        ASSERT_EQ(hear(family, left, {}, inside), hear(family, left, all, inside)) << family.format << left;
    }
}

const std::string Fenced = "\n```json\n{\"a\": \"é 😀\"}\n```";

TEST(ReplyFamilies, DeepSeekV3) {
    const Family family{"deepseek-v3", DeepSeekControls};
    const std::string reply =
        "Héllo 😀.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>look" + Fenced +
        "<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>function<｜tool▁sep｜>go" + Fenced +
        "<｜tool▁call▁end｜><｜tool▁calls▁end｜><｜end▁of▁sentence｜>";
    expectHeard(family, reply, {"Héllo 😀.", "", {{"look", "{\"a\": \"é 😀\"}"}, {"go", "{\"a\": \"é 😀\"}"}}});
    expectCutsAgree(family, reply);
    expectHeard(family, "I <think> so</think>.", {"I <think> so</think>.", "", {}});  // V3 does not reason
}

TEST(ReplyFamilies, DeepSeekR1BeginsInsideReasoning) {
    const std::string reply = "Hm, <b>é</b> </thin 😀\n</think>\n\nIt is **4**.";
    for (const Family& family :
         {Family{"deepseek-r1", withThinking(DeepSeekControls)},
          Family{"deepseek-r1", DeepSeekControls}}) {  // letters where there is no token
        expectHeard(family, reply, {"\n\nIt is **4**.", "Hm, <b>é</b> </thin 😀\n", {}}, true);
        expectHeard(family, "<think>\n" + reply, {"\n\nIt is **4**.", "\nHm, <b>é</b> </thin 😀\n", {}}, true);
        expectHeard(family, "never ended", {"", "never ended", {}}, true);
        expectCutsAgree(family, reply, true);
    }
    const Family later{"deepseek-r1-0528", DeepSeekControls};
    expectHeard(later, "\n<think>a</think>b", {"\nb", "a", {}});
    expectHeard(later, "b <think> c", {"b <think> c", "", {}});  // too late to be a beginning
}

TEST(ReplyFamilies, DeepSeekR1DistilledHasMarksOfLetters) {
    const Family family{"deepseek-r1", {"<think>", "</think>", "<｜end▁of▁sentence｜>"}};
    const std::string reply =
        "hm</think>So:<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>look" + Fenced +
        "<｜tool▁call▁end｜><｜tool▁calls▁end｜>";
    expectHeard(family, reply, {"So:", "hm", {{"look", "{\"a\": \"é 😀\"}"}}}, true);
    expectCutsAgree(family, reply, true);
}

TEST(ReplyFamilies, DeepSeekV31) {
    const Family family{"deepseek-v3.1", withThinking(DeepSeekControls)};
    const std::string reply =
        "why</"
        "think>Look:<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>look<｜tool▁sep｜>{\"a\":1}<｜tool▁call▁end｜>"
        "<｜tool▁call▁begin｜>go<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜><｜end▁of▁sentence｜>";
    expectHeard(family, reply, {"Look:", "why", {{"look", "{\"a\":1}"}, {"go", "{}"}}}, true);
    expectCutsAgree(family, reply, true);
    expectHeard(family, "no thought", {"no thought", "", {}});
}

TEST(ReplyFamilies, Kimi) {
    const Family family{"kimi-k2",
                        {"<|tool_calls_section_begin|>", "<|tool_calls_section_end|>", "<|tool_call_begin|>",
                         "<|tool_call_argument_begin|>", "<|tool_call_end|>", "<|im_end|>"}};
    const std::string reply =
        "Gut.<|tool_calls_section_begin|><|tool_call_begin|>functions.look-up:0<|tool_call_argument_begin|>"
        "{\"q\": \"東京\"}<|tool_call_end|><|tool_call_begin|>functions.go:12<|tool_call_argument_begin|>{}"
        "<|tool_call_end|><|tool_calls_section_end|><|im_end|>";
    expectHeard(family, reply, {"Gut.", "", {{"look-up", "{\"q\": \"東京\"}"}, {"go", "{}"}}});
    expectCutsAgree(family, reply);
}

TEST(ReplyFamilies, Qwen) {
    const std::string reply =
        "Ich sehe nach.\n<tool_call>\n{\"name\": \"look\", \"arguments\": {\"q\": \"}\\\" </tool \", \"n\": "
        "[1, {}]}}"
        "\n</tool_call>\n<tool_call>\n{\"arguments\": {}, \"name\": \"go\"}\n</tool_call><|im_end|>";
    const Heard expected{
        "Ich sehe nach.\n", "", {{"look", "{\"q\": \"}\\\" </tool \", \"n\": [1, {}]}"}, {"go", "{}"}}};
    for (const Family& family : {Family{"qwen2.5", {"<|im_end|>", "<tool_call>", "</tool_call>"}},
                                 Family{"qwen2", {"<|im_end|>"}}}) {
        expectHeard(family, reply, expected);
        expectCutsAgree(family, reply);
        expectHeard(family, "a <tool b> c", {"a <tool b> c", "", {}});
        expectHeard(family, "<tool_call>\n{\"name\": \"look\", \"arguments\": {\"q\": \"cut",
                    {"", "", {{"look", "{\"q\": \"cut"}}});
        expectHeard(family, "<tool_call>no call</tool_call>after", {"no callafter", "", {}});
        expectHeard(family, "<tool_call>{\"name\": \"a\"}</tool_call>\nafter\n",
                    {"\nafter\n", "", {{"a", ""}}});
    }
}

TEST(ReplyFamilies, SmolLmSpeaks) {
    const Family family{"smollm2", {"<|im_end|>"}};
    expectHeard(family, "The capital is Paris. 😀<|im_end|>", {"The capital is Paris. 😀", "", {}});
}

TEST(ReplyFamilies, LlamaCallsWithoutMarks) {
    const Family family{"llama-3.1", {"<|eot_id|>", "<|eom_id|>", "<|python_tag|>"}};
    const std::string call = "{\"name\": \"look\", \"parameters\": {\"q\": \"é\"}}";
    const Heard one{"", "", {{"look", "{\"q\": \"é\"}"}}};
    expectHeard(family, call + "<|eot_id|>", one);
    expectHeard(family, "\n " + call, one);
    expectHeard(family, "<|python_tag|>" + call + "<|eom_id|>", one);
    expectHeard(family, call + "; " + call, {"", "", {one.calls[0], one.calls[0]}});
    expectHeard(family, "{\"answer\": 4}", {"{\"answer\": 4}", "", {}});
    expectHeard(family, "It is {4}.", {"It is {4}.", "", {}});
    expectHeard(family, "{\"name\": \"look\", \"parameters\": {\"q", {"", "", {{"look", "{\"q"}}});
    expectCutsAgree(family, call);
}

const std::vector<std::string> GlmControls{"<think>",   "</think>",       "<tool_call>", "</tool_call>",
                                           "<arg_key>", "</arg_key>",     "<arg_value>", "</arg_value>",
                                           "<|user|>",  "<|observation|>"};

TEST(ReplyFamilies, Glm) {
    const std::string reply =
        "Hm, é </thin 😀\n</think>Let me look.<tool_call>look<arg_key>q</arg_key><arg_value>東京 \"x\"\n"
        "</arg_value><arg_key>n</arg_key><arg_value>[1, {}]</arg_value></tool_call><tool_call>go</tool_call>"
        "<|observation|>";
    const Heard expected{"Let me look.",
                         "Hm, é </thin 😀\n",
                         {{"look", R"({"q": "東京 \"x\"\n", "n": [1, {}]})"}, {"go", "{}"}}};
    // Letters where there is no token.
    for (const Family& family : {Family{"glm-4.7", GlmControls}, Family{"glm-4.7", {"<|observation|>"}}}) {
        expectHeard(family, reply, expected, true);
        expectCutsAgree(family, reply, true);
        expectHeard(family, "no <arg_key> thought", {"no <arg_key> thought", "", {}});
        expectHeard(family, "<tool_call>no call</tool_call>after", {"no callafter", "", {}});
        expectHeard(family, "<tool_call>{}</tool_call>", {"{}", "", {}});
        expectHeard(family, "a<tool_call>go</tool_call>\n\nb", {"a\n\nb", "", {{"go", "{}"}}});
    }
}

TEST(ReplyFamilies, GlmIsReadThoughItErrs) {
    const Family family{"glm-4.7", GlmControls};
    const auto expectArguments = [&](const std::string& reply, const char* arguments) {
        expectHeard(family, reply, {"", "", {{"look", arguments}}});
        expectCutsAgree(family, reply);
    };
    expectArguments("<tool_call>look\n<arg_key>q</arg_key>\n<arg_value>v</arg_value>\n</tool_call>\n",
                    R"({"q": "v"})");  // as 4.6 writes
    expectArguments("<tool_call>look<arg_key>q</arg_key><arg_value>v</tool_call>", R"({"q": "v"})");
    expectArguments("<tool_call>look<arg_key>q</arg_key><arg_value>a</arg_value> b</arg_value></tool_call>",
                    R"({"q": "a</arg_value> b"})");
    expectArguments("<tool_call>look<arg_key>q</tool_call>", "{");
    // Half of a value is not taken for all of it, and half of a call not for a whole one.
    expectArguments("<tool_call>look<arg_key>q</arg_key><arg_value>rm -rf /tmp/", R"({"q": "rm -rf /tmp/")");
    expectArguments("<tool_call>look<arg_key>q</arg_key><arg_value>v</arg_value>", R"({"q": "v")");
    expectHeard(family, "<tool_call>loo", {"loo", "", {}});
}

TEST(ReplyFamilies, GlmTellsTextsFromOtherValuesByTheSchema) {
    const std::string reply =
        "<tool_call>look<arg_key>q</arg_key><arg_value>5</arg_value><arg_key>n</arg_key><arg_value>5</"
        "arg_value>"
        "<arg_key>x</arg_key><arg_value> true</arg_value><arg_key>y</arg_key><arg_value>{\"a\": "
        "1}</arg_value>"
        "</tool_call>";
    Family family{"glm-4.7", GlmControls};
    expectHeard(family, reply, {"", "", {{"look", R"({"q": 5, "n": 5, "x": true, "y": {"a": 1}})"}}});
    family.tools = {{"go", "", ""},
                    {"look", "", R"({"type": "object", "properties": {"q": {"type": "string"}, "x": {}, "n":
        {"type": "integer"}, "y": {"type": "string"}}})"}};
    expectHeard(family, reply, {"", "", {{"look", R"({"q": "5", "n": 5, "x": true, "y": "{\"a\": 1}"})"}}});
    for (const char* broken : {"", "{", "[]", R"({"properties": 3})", R"({"properties": {"q": true}})"}) {
        family.tools = {{"look", "", broken}};
        expectHeard(family, "<tool_call>look<arg_key>q</arg_key><arg_value>a b</arg_value></tool_call>",
                    {"", "", {{"look", R"({"q": "a b"})"}}});
    }
}

TEST(ReplyFamilies, GigaChat) {
    const Family family{"gigachat3", {"<|message_sep|>\n\n", "<|role_sep|>\n", "</s>"}};
    const std::string call =
        "<|message_sep|>\n\nfunction call<|role_sep|>\n{\"name\": \"look\", \"arguments\": {\"q\": \"é\"}}";
    const Calls calls{{"look", "{\"q\": \"é\"}"}};
    expectHeard(family, "Смотрю. 😀" + call + "</s>", {"Смотрю. 😀", "", calls});
    expectHeard(family, call + "<|message_sep|>\n\n</s>", {"", "", calls});
    expectHeard(family, call + call, {"", "", {calls[0], calls[0]}});
    expectHeard(family, "a<|message_sep|>\n\nfunction call{\"name\": \"go\"}", {"a", "", {{"go", ""}}});
    expectHeard(family, "Text.<|message_sep|>\n\n</s>", {"Text.", "", {}});
    expectHeard(family, "function call {1}", {"function call {1}", "", {}});
    // Another turn is none of the model's, but nothing that it said is hidden.
    expectHeard(family, "a<|message_sep|>\n\nuser<|role_sep|>\nb", {"auserb", "", {}});
    expectCutsAgree(family, "Смотрю. 😀" + call + "</s>");
}

TEST(ReplyFamilies, GigaChatCallsByOneToken) {
    const Family family{"gigachat3.1", {"<|message_sep|>\n\n", "<|function_call|>", "</s>"}};
    const std::string reply =
        "Смотрю.<|function_call|>{\"name\": \"look\", \"arguments\": {\"q\": \"é\"}}<|message_sep|>\n\n";
    expectHeard(family, reply, {"Смотрю.", "", {{"look", "{\"q\": \"é\"}"}}});
    expectHeard(family, "<|function_call|>{\"name\": \"look\", \"arguments\": {\"q",
                {"", "", {{"look", "{\"q"}}});
    expectCutsAgree(family, reply);
}

TEST(ReplyFamilies, HalfCharactersAtTheEndAreShownAsSuch) {
    for (const char* format : {"deepseek-v3", "deepseek-r1", "kimi-k2", "qwen2.5", "llama-3.1", "deepseek-v2",
                               "glm-4.7", "gigachat3", "gigachat3.1"}) {
        const Family family{format, {}};
        expectHeard(family, "a\xF0\x9F\x98", {"a\uFFFD", "", {}});
    }
}

}  // namespace
}  // namespace engine
