#include "engine/files/gguf.h"

#include <gtest/gtest.h>

#include "tests/engine/gguf_bytes.h"
#include "tests/engine/refused_file.h"
#include "tests/support/contains.h"

namespace engine {
namespace {

using tests::contains;

using testing_engine::GgufBytes;
using testing_engine::ggufText;
using testing_engine::raw;

class GgufTest : public testing_engine::RefusedFile<Gguf> {
protected:
    GgufTest() : RefusedFile("model.gguf") {}
};

GgufBytes sound() {
    GgufBytes bytes;
    bytes.text("general.architecture", "llama").number("llama.block_count", 2);
    bytes.key("scale", testing_engine::F32, raw(0.5F)).key("yes", testing_engine::Bool, raw<uint8_t>(1));
    bytes.key("words", testing_engine::List,
              raw<uint32_t>(testing_engine::Text) + raw<uint64_t>(2) + ggufText("a") + ggufText("\xFF b"));
    bytes.key("ids", testing_engine::List,
              raw<uint32_t>(testing_engine::I32) + raw<uint64_t>(2) + raw(-7) + raw(9));
    bytes.key("scores", testing_engine::List,
              raw<uint32_t>(testing_engine::F32) + raw<uint64_t>(1) + raw(-1.5F));
    bytes.key("flags", testing_engine::List,
              raw<uint32_t>(testing_engine::Bool) + raw<uint64_t>(2) + "\1" + '\0');
    bytes.f32("a", {3, 2}, 0).tensor("b", {64, 1}, 8, 32, std::string(68, '\1'));
    return bytes;
}

TEST_F(GgufTest, ReadsKeysShapesAndData) {
    const auto opened = open(sound().file());
    ASSERT_TRUE(opened) << opened.error().message;
    const Gguf& file = **opened;
    const GgufMetadata& keys = file.metadata();
    EXPECT_EQ(keys.text("general.architecture"), "llama");
    EXPECT_EQ(keys.integer("llama.block_count"), 2);
    EXPECT_EQ(keys.number("llama.block_count"), 2.0);
    EXPECT_EQ(keys.number("scale"), 0.5);
    EXPECT_EQ(keys.boolean("yes"), true);
    EXPECT_EQ(*keys.texts("words"), (std::vector<std::string>{"a", "\xFF b"}));
    EXPECT_EQ(*keys.integers("ids"), (std::vector<int64_t>{-7, 9}));
    EXPECT_EQ(*keys.numbers("scores"), std::vector<float>{-1.5F});
    EXPECT_EQ(*keys.integers("flags"), (std::vector<int64_t>{1, 0}));
    EXPECT_FALSE(keys.integer("scale"));
    EXPECT_FALSE(keys.text("none"));
    EXPECT_EQ(keys.numbers("ids"), nullptr);
    ASSERT_EQ(file.tensors().size(), 2U);
    EXPECT_EQ(file.tensors()[0].name, "a");
    EXPECT_EQ(file.tensors()[0].shape, (std::vector<int64_t>{2, 3}));  // outermost first
    EXPECT_EQ(file.tensors()[0].data.size(), 24U);
    EXPECT_EQ(file.tensors()[1].type, kernels::Type::Q8_0);
    EXPECT_EQ(file.tensors()[1].data.size(), 68U);
    EXPECT_EQ(file.tensors()[1].data[0], std::byte{1});
    EXPECT_TRUE(file.unchanged());
    GgufBytes second = sound();
    second.version = 2;
    EXPECT_TRUE(open(second.file()));
}

TEST_F(GgufTest, EveryTruncationIsRefused) {
    const std::string whole = sound().file();
    for (size_t length = 0; length < whole.size(); ++length)
        EXPECT_TRUE(contains(refusal(whole.substr(0, length)), "truncated at")) << length;
}

TEST_F(GgufTest, OtherFilesVersionsAndByteOrdersAreNamed) {
    GgufBytes bytes = sound();
    bytes.magic = "PK\3\4";
    EXPECT_TRUE(contains(refusal(bytes.file()), "not a GGUF file"));
    bytes.magic = "FUGG";
    EXPECT_TRUE(contains(refusal(bytes.file(), base::Code::Unsupported), "big-endian"));
    bytes.magic = "GGUF";
    bytes.version = 3U << 24U;
    EXPECT_TRUE(contains(refusal(bytes.file(), base::Code::Unsupported), "big-endian"));
    bytes.version = 1;
    EXPECT_TRUE(contains(refusal(bytes.file(), base::Code::Unsupported), "GGUF version 1: versions 2 and 3"));
    bytes.version = 4;
    refusal(bytes.file(), base::Code::Unsupported);
}

TEST_F(GgufTest, CountsAndLengthsBeyondTheFileCostNothing) {
    for (const uint64_t count :
         {uint64_t{50}, uint64_t{100'000}, uint64_t{100'001}, uint64_t{1} << 62U, ~uint64_t{0}}) {
        GgufBytes bytes = sound();
        bytes.tensorCount = count;
        refusal(bytes.file());
        bytes = sound();
        bytes.keyCount = count;
        refusal(bytes.file());
        GgufBytes list;
        list.key("l", testing_engine::List, raw<uint32_t>(testing_engine::Text) + raw(count) + ggufText("x"));
        refusal(list.file());
        GgufBytes numbers;
        numbers.key("l", testing_engine::List, raw<uint32_t>(testing_engine::U64) + raw(count));
        refusal(numbers.file());
        GgufBytes text;
        text.key("t", testing_engine::Text, raw(count) + "x");
        refusal(text.file());
    }
}

// A byte of a list becomes a number of eight, an empty text of eight bytes one of 32: there is an end to it.
TEST_F(GgufTest, AllListsTogetherAreBounded) {
    const auto bytes = [](uint64_t count) {
        return raw<uint32_t>(testing_engine::U8) + raw(count) + std::string(count, '\1');
    };
    GgufBytes file;
    file.f32("a", {1}, 0).key("first", testing_engine::List, bytes(Gguf::MaxListed - 10));
    EXPECT_TRUE(open(GgufBytes(file).key("second", testing_engine::List, bytes(10)).file()));
    EXPECT_TRUE(contains(refusal(GgufBytes(file).key("second", testing_engine::List, bytes(11)).file()),
                         "\"second\" is a list of 11 values, at most 4194304"));
}

TEST_F(GgufTest, KeysAndNamesAreSaneAndThereOnce) {
    EXPECT_TRUE(contains(refusal(sound().number("scale", 1).file()), "the key \"scale\" is there twice"));
    EXPECT_TRUE(contains(refusal(sound().f32("a", {1}, 128).file()), "tensor \"a\": is there twice"));
    for (const std::string& name :
         {std::string(), std::string("a\nb"), std::string("a\0b", 3), std::string("\xC3\xA4")}) {
        EXPECT_TRUE(contains(refusal(sound().number(name, 1).file()), "printable ASCII"));
        EXPECT_TRUE(contains(refusal(sound().f32(name, {1}, 128).file()), "printable ASCII"));
    }
    EXPECT_TRUE(contains(refusal(sound().number(std::string(1025, 'k'), 1).file()), "at most 1024"));
    EXPECT_TRUE(contains(refusal(sound().f32(std::string(513, 'n'), {1}, 128).file()), "at most 512"));
    EXPECT_TRUE(contains(refusal(sound().key("k", 13, "").file()), "\"k\" is of the unknown kind 13"));
    EXPECT_TRUE(
        contains(refusal(sound().key("k", testing_engine::Bool, "\2").file()), "neither true nor false"));
    refusal(sound().key("k", testing_engine::U64, raw(~uint64_t{0})).file());
}

TEST_F(GgufTest, ListsInListsAreWalkedThroughToALimit) {
    const std::string inner = raw<uint32_t>(testing_engine::U8) + raw<uint64_t>(2) + "ab";
    const auto wrapped = [&](int times) {
        std::string value = inner;
        for (int i = 0; i < times; ++i)
            value = raw<uint32_t>(testing_engine::List) + raw<uint64_t>(1) + value;
        return sound().key("deep", testing_engine::List, value).file();
    };
    EXPECT_TRUE(open(wrapped(2)));
    for (const int times : {4, 50, 1000}) EXPECT_TRUE(contains(refusal(wrapped(times)), "no known kind"));
}

TEST_F(GgufTest, ShapesAndTypesAreChecked) {
    EXPECT_TRUE(contains(refusal(sound().tensor("c", {256}, 16, 128).file(), base::Code::Unsupported),
                         "tensor \"c\": numbers in the format IQ2_XXS are not read"));
    EXPECT_TRUE(
        contains(refusal(sound().tensor("c", {1}, 99, 128).file(), base::Code::Unsupported), "number 99"));
    EXPECT_TRUE(contains(refusal(sound().tensor("c", {1, 1, 1, 1, 1}, 0, 128).file()), "5 dimensions"));
    EXPECT_TRUE(
        contains(refusal(sound().tensor("c", {100}, 12, 128).file()), "whole number of Q4_K blocks of 256"));
    EXPECT_TRUE(contains(refusal(sound().tensor("c", {}, 2, 128).file()), "whole number of Q4_0 blocks"));
    for (const std::vector<uint64_t>& shape :
         std::vector<std::vector<uint64_t>>{{uint64_t{1} << 32U, uint64_t{1} << 32U},
                                            {~uint64_t{0}},
                                            {0, uint64_t{1} << 40U, uint64_t{1} << 40U}})
        EXPECT_TRUE(contains(refusal(sound().tensor("c", shape, 0, 128).file()), "absurdly large"));
    EXPECT_TRUE(contains(refusal(sound().tensor("c", {1000}, 0, 128).file()), "truncated"));
    EXPECT_TRUE(open(sound().tensor("c", {0, 5}, 0, 128).file() + std::string(28, '\0')));
}

TEST_F(GgufTest, PlacesMustFollowEachOther) {
    EXPECT_TRUE(contains(refusal(sound().tensor("c", {2}, 0, 32).file()), "overlap"));
    EXPECT_TRUE(contains(refusal(sound().tensor("c", {2}, 0, 160, "12345678").file()), "a hole"));
    EXPECT_TRUE(contains(refusal(sound().tensor("c", {2}, 0, 100).file()), "not at a multiple of 32"));
    EXPECT_TRUE(contains(refusal(sound().tensor("c", {2}, 0, ~uint64_t{31}).file()), "a hole"));
    EXPECT_TRUE(contains(refusal(sound().file() + std::string(200, 'x')), "follow the last tensor"));
    EXPECT_TRUE(open(sound().file() + std::string(28, '\0')));  // padding, as writers leave it
}

TEST_F(GgufTest, AlignmentIsAPowerOfTwo) {
    for (const uint32_t alignment : {0U, 1U, 24U, 1U << 21U})
        EXPECT_TRUE(contains(refusal(sound().number("general.alignment", alignment).file()), "power of two"));
    GgufBytes wide;
    wide.alignment = 256;
    wide.number("general.alignment", 256).f32("a", {3}, 0).f32("b", {1}, 256);
    const auto file = open(wide.file());
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ((*file)->tensors()[1].data.size(), 4U);
}

// Random damage to a sound file is refused or harmless; the sanitizers watch.
TEST_F(GgufTest, SurvivesRandomDamage) {
    const std::string whole = sound().file();
    uint64_t state = 1;
    const auto next = [&](size_t below) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        return static_cast<size_t>(state >> 33U) % below;
    };
    for (int round = 0; round < 500; ++round) {
        std::string bytes = whole;
        for (size_t damages = 1 + next(3); damages > 0; --damages)
            bytes[next(bytes.size())] = "\0\1\2\x08\x0A\x0C\x20\x7F\x80\xFF"[next(10)];
        const auto file = open(bytes);
        if (!file) continue;
        for (const TensorInfo& info : (*file)->tensors())
            EXPECT_EQ(static_cast<size_t>(kernels::bytesOf(info.type, info.elements())), info.data.size());
    }
}

}  // namespace
}  // namespace engine
