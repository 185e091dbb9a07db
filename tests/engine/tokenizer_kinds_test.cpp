// Tokenizers that are not byte pairs from tokenizer.json: tiktoken's ranks, SentencePiece's, those in .gguf
// files. Goldens of other programs, and files that are not sound.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engine/base/json.h"
#include "engine/text/tokenizer.h"
#include "tests/engine/gguf_bytes.h"
#include "tests/support/temporary_folder.h"

namespace engine {
namespace {

using testing_engine::GgufBytes;
using testing_engine::raw;
using Ids = std::vector<int>;

std::string listOf(uint32_t kind, size_t count, const std::string& values) {
    return raw(kind) + raw<uint64_t>(count) + values;
}

// The metadata as a .gguf file.
GgufBytes ggufOf(const Json& metadata) {
    GgufBytes file;
    file.text("general.architecture", "llama");
    for (const auto& [key, value] : metadata.items()) {
        std::string bytes;
        if (value.is_string()) file.text(key, value);
        if (value.is_boolean())
            file.key(key, testing_engine::Bool, value.get<bool>() ? "\1" : std::string(1, '\0'));
        if (value.is_number()) file.number(key, value.get<uint32_t>());
        if (!value.is_array()) continue;
        const bool texts = value[0].is_string();
        const bool fractions = key.ends_with("scores");
        for (const Json& item : value)
            bytes += texts       ? testing_engine::ggufText(item.get<std::string>())
                     : fractions ? raw(item.get<float>())
                                 : raw(item.get<int32_t>());
        const uint32_t kind = texts       ? testing_engine::Text
                              : fractions ? testing_engine::F32
                                          : testing_engine::I32;
        file.key(key, testing_engine::List, listOf(kind, value.size(), bytes));
    }
    return file;
}

TEST(TokenizerKinds, GiveTheIdsOfTheOtherPrograms) {
    std::ifstream input(std::filesystem::path(INKSTONE_SOURCE_DIR) / "tests/data/tokenizer_kinds.json");
    const Json goldens = Json::parse(input);
    for (const Json& kind : goldens["kinds"]) {
        const tests::TemporaryFolder folder;
        for (const auto& [name, text] : kind["files"].items()) folder.write(name, text.get<std::string>());
        if (!kind["gguf"].is_null()) folder.write("model.gguf", ggufOf(kind["gguf"]).file());
        const auto tokenizer = Tokenizer::open(folder.path());
        ASSERT_TRUE(tokenizer) << kind["name"] << tokenizer.error().message;
        for (const Json& line : kind["lines"]) {
            const std::string text = line[0];
            const Ids ids = (*tokenizer)->encode(text);
            ASSERT_EQ(ids, line[1].get<Ids>()) << kind["name"] << line[0];
            // Unigram's Metaspace takes a space at the beginning for its own.
            if (kind["name"] != "unigram-json" || !text.starts_with(' ')) {
                ASSERT_EQ((*tokenizer)->decode(ids), text) << kind["name"];
            }
        }
        const std::string soup = "a\xff\xc3(\xf0\x9f é\x80\n";  // no UTF-8 comes back as it was
        EXPECT_EQ((*tokenizer)->decode((*tokenizer)->encode(soup)), soup) << kind["name"];
    }
    EXPECT_EQ(goldens["kinds"].size(), 5U);
}

const Json SmallBytePairs = Json::parse(R"({
    "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "smollm",
    "tokenizer.ggml.tokens": ["<end>", "a", "b", "ab", "Ġ", "1"], "tokenizer.ggml.token_type": [3, 1, 1, 1, 1, 1],
    "tokenizer.ggml.merges": ["a b"], "tokenizer.ggml.eos_token_id": 0})");

class GgufTokenizer : public testing::Test {
protected:
    base::Result<std::unique_ptr<Tokenizer>> open(const Json& metadata) const {
        folder_.write("m.gguf", ggufOf(metadata).file());
        return Tokenizer::open(folder_.path() / "m.gguf");
    }
    std::string refusalWith(const char* key, const Json& value,
                            base::Code code = base::Code::BadModel) const {
        Json metadata = SmallBytePairs;
        if (value.is_null()) {
            metadata.erase(key);
        } else {
            metadata[key] = value;
        }
        const auto opened = open(metadata);
        EXPECT_FALSE(opened) << key;
        if (opened) return {};
        EXPECT_EQ(opened.error().code, code) << opened.error().message;
        EXPECT_NE(opened.error().message.find("m.gguf"), std::string::npos) << opened.error().message;
        return opened.error().message;
    }
    tests::TemporaryFolder folder_;
};

TEST_F(GgufTokenizer, ReadsBytePairs) {
    const auto opened = open(SmallBytePairs);
    ASSERT_TRUE(opened) << opened.error().message;
    const Tokenizer& tokenizer = **opened;
    EXPECT_EQ(tokenizer.encode("ab ab11"), (Ids{3, 4, 3, 5, 5}));
    EXPECT_EQ(tokenizer.encode("ab<end>", true), (Ids{3, 0}));
    EXPECT_EQ(tokenizer.endOfSentence(), 0);
    EXPECT_FALSE(tokenizer.addsBeginOfSentence());
    EXPECT_EQ(tokenizer.control("<end>"), 0);
}

TEST_F(GgufTokenizer, KnowsEveryWayToCut) {
    for (const char* pre : {"deepseek-v3", "deepseek-llm", "deepseek-coder", "deepseek-r1-qwen", "qwen2",
                            "llama-bpe", "glm4", "smollm", "kimi-k2", "gpt-2", "gigachat", "default"}) {
        Json metadata = SmallBytePairs;
        metadata["tokenizer.ggml.pre"] = pre;
        const auto opened = open(metadata);
        ASSERT_TRUE(opened) << opened.error().message;
        EXPECT_EQ((*opened)->decode((*opened)->encode("ab 1ab")), "ab 1ab") << pre;
    }
}

TEST_F(GgufTokenizer, RefusesWhatIsNotSound) {
    refusalWith("tokenizer.ggml.model", nullptr);
    EXPECT_NE(refusalWith("tokenizer.ggml.model", "bert", base::Code::Unsupported).find("\"bert\""),
              std::string::npos);
    EXPECT_NE(refusalWith("tokenizer.ggml.pre", "new-one", base::Code::Unsupported).find("\"new-one\""),
              std::string::npos);
    refusalWith("tokenizer.ggml.tokens", nullptr);
    refusalWith("tokenizer.ggml.tokens", {"<end>", "a", "a", "ab", "Ġ", "1"});
    refusalWith("tokenizer.ggml.token_type", {1, 1});
    refusalWith("tokenizer.ggml.merges", nullptr);
    refusalWith("tokenizer.ggml.merges", {"a x"});
    refusalWith("tokenizer.ggml.eos_token_id", 6);
}

TEST_F(GgufTokenizer, RefusesUnsoundSentencePieces) {
    Json metadata = {{"tokenizer.ggml.model", "llama"},
                     {"tokenizer.ggml.tokens", {"<unk>", "<s>", "<0x0A>", "a"}},
                     {"tokenizer.ggml.token_type", {2, 3, 6, 1}},
                     {"tokenizer.ggml.scores", {0, 0, 0, 0}}};
    EXPECT_TRUE(open(metadata));
    for (const char* byte : {"<0x-1>", "<0x0a>", "<0x0A", "0x0A", "", "<0xG0>", "<0x0A0>"}) {
        metadata["tokenizer.ggml.tokens"][2] = byte;
        EXPECT_FALSE(open(metadata)) << byte;
    }
    metadata["tokenizer.ggml.tokens"][2] = "<0x0A>";
    metadata["tokenizer.ggml.scores"] = {0, 0};
    EXPECT_FALSE(open(metadata));
}

// Row E8: a piece that nearly looks like a byte token is a text, and no place in memory.
TEST(SentencePieceFile, WhatNearlyLooksLikeAByteIsAPiece) {
    const Json pieces = {"<0x-1>", "<0x-0>", "<0x+1>", "<0x 1>", "<0x1 >", "<0xG0>", "<0x100>", "<0x1>"};
    Json vocabulary = Json::array({{"<unk>", 0.0}, {"<0x41>", -9.0}, {"\u2581", -9.0}});
    for (const Json& piece : pieces) vocabulary.push_back({piece, -1.0});
    const tests::TemporaryFolder folder;
    folder.write(
        "tokenizer.json",
        Json{{"model", {{"type", "Unigram"}, {"unk_id", 0}, {"byte_fallback", true}, {"vocab", vocabulary}}}}
            .dump());
    const auto opened = Tokenizer::open(folder.path());
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ((*opened)->decode(Ids{1}), "A");
    int id = 3;
    for (const std::string piece : pieces) {
        EXPECT_EQ((*opened)->decode(Ids{id}), piece);
        if (piece.find(' ') == std::string::npos) {  // spaces are spelled otherwise in pieces
            EXPECT_EQ((*opened)->encode(piece), Ids{id}) << piece;
        }
        ++id;
    }
}

TEST(TiktokenFile, RefusesWhatIsNotSound) {
    const tests::TemporaryFolder folder;
    const std::string names = R"({"added_tokens_decoder": {"9": {"content": "<|im_end|>"}}})";
    const auto refused = [&](const std::string& ranks, const std::string& config) {
        folder.write("tiktoken.model", ranks);
        folder.write("tokenizer_config.json", config);
        const auto opened = Tokenizer::open(folder.path());
        return opened ? std::string() : opened.error().message;
    };
    EXPECT_EQ(refused("YQ== 0\nYg== 1\nYWI= 2\n", names), "");
    EXPECT_EQ((*Tokenizer::open(folder.path()))->encode("abab"), (Ids{2, 2}));
    for (const char* ranks : {"", "YQ== 0\nYQ=", "YQ==", "YQ== x", "YQ== -1", "Y?== 1", "==== 1",
                              "YQ== 0\nYg== 0", "YQ== 99999999999", " 1", "YQ==  1"})
        EXPECT_NE(refused(ranks, names), "") << ranks;
    for (const char* config : {R"({"added_tokens_decoder": {"x": {"content": "<|im_end|>"}}})",
                               R"({"added_tokens_decoder": {"9": 1}})",
                               R"({"added_tokens_decoder": {"0": {"content": "<|im_end|>"}}})", "{}", "[]"})
        EXPECT_NE(refused("YQ== 0\n", config), "") << config;
    EXPECT_NE(
        refused("YQ== 0\n", R"({"added_tokens_decoder": {"9": {"content": "<other>"}}})").find("not known"),
        std::string::npos);
}

}  // namespace
}  // namespace engine
