#include "engine/text/chat_recognition.h"

#include <gtest/gtest.h>

#include <fstream>

#include "engine/base/sha256.h"
#include "tests/engine/cut_tokenizer.h"
#include "tests/support/temporary_folder.h"

namespace engine {
namespace {

using testing_engine::CutTokenizer;

const CutTokenizer DeepSeek({"<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>",
                             "<｜Assistant｜>"});
const CutTokenizer Chatml({"<|im_start|>", "<|im_end|>"});
const CutTokenizer Llama({"<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"});
const CutTokenizer Kimi({"<|im_system|>", "<|im_user|>", "<|im_assistant|>", "<|im_middle|>", "<|im_end|>"});
const CutTokenizer Glm({"[gMASK]", "<sop>", "<|system|>", "<|user|>", "<|assistant|>", "<|observation|>"});
const CutTokenizer GigaChat({"<s>", "</s>", "<|role_sep|>\n", "<|message_sep|>\n\n"});
const CutTokenizer GigaChat31({"<s>", "</s>", "<|role_sep|>\n", "<|message_sep|>\n\n", "<|function_call|>"});
const CutTokenizer Nothing({});

std::string nameOf(std::string_view text, const Tokenizer& tokenizer) {
    const ChatFormat* format = recogniseChatFormat(text, tokenizer);
    return format ? std::string(format->name()) : "";
}

TEST(Sha256, GivesTheStandardsExamples) {
    EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256(std::string(1'000'000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// The real file's template, by its SHA-256.
TEST(ChatRecognition, KnowsThePublishedTemplateOfDeepSeekV3) {
    const auto text =
        readChatTemplate(std::filesystem::path(INKSTONE_SOURCE_DIR) / "tests/data/deepseek-v3-tokenizer");
    ASSERT_TRUE(text && *text);
    EXPECT_EQ(sha256(**text), "3b8267e54b67df6500f231ffa969955cc9d26b3444a291ced4eb96ca7d3ca1ea");
    EXPECT_EQ(nameOf(**text, DeepSeek), "deepseek-v3");
    EXPECT_EQ(nameOf(**text, Chatml), "");  // another vocabulary
}

TEST(ChatRecognition, KnowsFamiliesByTheirMarks) {
    const std::string turn = "{{'<｜User｜>' + x + '<｜Assistant｜>'}}";
    EXPECT_EQ(nameOf(turn, DeepSeek), "deepseek-v3");
    EXPECT_EQ(nameOf(turn + "{{'<｜Assistant｜><think>\\n'}}", DeepSeek), "deepseek-r1");
    EXPECT_EQ(nameOf(turn + "content.split('</think>')[-1]", DeepSeek), "deepseek-r1-0528");
    EXPECT_EQ(nameOf(turn + "{{'<｜Assistant｜></think>'}}", DeepSeek), "deepseek-v3.1");
    const std::string choice = "{% if enable_thinking %}";
    EXPECT_EQ(nameOf(choice + turn, DeepSeek), "") << "somebody's own change";
    EXPECT_EQ(nameOf(choice + turn + "{{'<｜Assistant｜></think>'}}", DeepSeek), "deepseek-v3.1");
    EXPECT_EQ(nameOf(choice + turn + "{{'<｜Assistant｜><think></think>'}}", DeepSeek), "deepseek-v3.1");
    EXPECT_EQ(nameOf(choice + turn + "{{'<｜Assistant｜><think>\\n'}}", DeepSeek), "deepseek-r1");
    EXPECT_EQ(nameOf("{{ 'Assistant: ' + message['content'] + eos_token }}", DeepSeek), "deepseek-v2");
    EXPECT_EQ(nameOf("<|im_user|>user<|im_middle|>", Kimi), "moonlight");
    EXPECT_EQ(nameOf("<|im_middle|><|tool_calls_section_begin|>", Kimi), "kimi-k2-0711");
    EXPECT_EQ(nameOf("<|im_middle|>You are Kimi", Kimi), "kimi-k2");
    EXPECT_EQ(nameOf("<|im_start|>{{ role }}<|im_end|>", Chatml), "chatml");
    EXPECT_EQ(nameOf("<|im_start|>system\nYou are a helpful assistant.<|im_end|>", Chatml), "qwen2");
    EXPECT_EQ(nameOf("<|start_header_id|> <|eot_id|>", Llama), "llama-3");
    const std::string glm = "[gMASK]<sop> <tool_call>{function-name}<arg_key> <|observation|>";
    EXPECT_EQ(nameOf(glm, Glm), "glm-4.7");
    EXPECT_EQ(nameOf(glm, Chatml), "");
    EXPECT_EQ(nameOf("Reasoning Effort" + glm, Glm), "") << "GLM-5.2";
    EXPECT_EQ(nameOf("[gMASK]<sop> {function-name}\n<arg_key> <|observation|>", Glm), "") << "GLM-4.6";
    const std::string giga = "<|role_sep|> <|message_sep|> A message added by Sber before the main dialog.";
    EXPECT_EQ(nameOf(giga, GigaChat), "gigachat3");
    EXPECT_EQ(nameOf(giga + "<|function_call|>", GigaChat31), "gigachat3.1");
    EXPECT_EQ(nameOf(giga + "<|function_call|>", GigaChat), "") << "the token is missing";
    EXPECT_EQ(nameOf(giga + "｜GCML｜", GigaChat31), "") << "GigaChat3.5";
}

TEST(ChatRecognition, RefusesWhatItDoesNotKnow) {
    EXPECT_EQ(nameOf("", DeepSeek), "");
    EXPECT_EQ(nameOf("[INST] {{ x }} [/INST]", Llama), "");
    EXPECT_EQ(nameOf("<|im_start|>system\nYou are somebody else<|im_end|>", Chatml), "");
    EXPECT_EQ(nameOf("<|im_start|> <think> <|im_end|>", Chatml), "");
    EXPECT_EQ(nameOf("<｜User｜> <｜Assistant｜> <｜DSML｜tool_calls>", DeepSeek), "");
}

TEST(ChatRecognition, OffersTheChoice) {
    const tests::TemporaryFolder folder;
    const auto refused = chooseChatFormat(folder.path(), Nothing, "");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::Code::Unsupported);
    for (const char* name :
         {"deepseek-v3", "deepseek-r1", "kimi-k2", "qwen2.5", "smollm2", "llama-3.1", "glm-4.7", "gigachat3"})
        EXPECT_NE(refused.error().message.find(name), std::string::npos) << name;
    EXPECT_EQ((*chooseChatFormat(folder.path(), Nothing, "chatml"))->name(), "chatml");
    EXPECT_EQ(chooseChatFormat(folder.path(), Nothing, "nonsense").error().code, base::Code::Invalid);
    EXPECT_EQ((*chooseChatFormat(folder.path(), DeepSeek, ""))->name(), "deepseek-v3");  // as the starter
}

TEST(ChatRecognition, FindsTheTemplateWhereverItStands) {
    const tests::TemporaryFolder folder;
    EXPECT_FALSE(*readChatTemplate(folder.path()));
    folder.write("tokenizer_config.json", R"({"chat_template": [{"name": "tool_use", "template": "b"},
        {"name": "default", "template": "a"}]})");
    EXPECT_EQ(**readChatTemplate(folder.path()), "a");
    folder.write("tokenizer_config.json", R"({"chat_template": "c"})");
    EXPECT_EQ(**readChatTemplate(folder.path()), "c");
    folder.write("chat_template.jinja", "d");
    EXPECT_EQ(**readChatTemplate(folder.path()), "d");
    folder.write("tokenizer_config.json", R"({"chat_template": 3})");
    EXPECT_EQ(**readChatTemplate(folder.path()), "d");
}

}  // namespace
}  // namespace engine
