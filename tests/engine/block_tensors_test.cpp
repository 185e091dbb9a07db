// Shards that say of their tensors that they are blocks, and lie.
#include "engine/files/block_tensors.h"

#include <gtest/gtest.h>

#include "engine/files/safetensors.h"
#include "tests/engine/model_writer.h"
#include "tests/support/contains.h"
#include "tests/support/temporary_folder.h"

namespace engine {
namespace {

using tests::contains;

class HostileBlocks : public testing::Test {
protected:
    using Metadata = std::map<std::string, std::string>;
    // One tensor "x" of [2, 34] bytes, which is Q8_0 of [2, 32].
    std::string refusal(const Metadata& metadata, const char* type = "U8",
                        std::vector<int64_t> shape = {2, 34}, size_t bytes = 68,
                        base::Code code = base::Code::BadModel) {
        testing_engine::writeSafetensors(
            folder_ / "x.safetensors", {{"x", {type, std::move(shape), std::string(bytes, '\0')}}}, metadata);
        const auto opened = Safetensors::open(folder_ / "x.safetensors");
        EXPECT_FALSE(opened);
        if (opened) return {};
        EXPECT_EQ(opened.error().code, code) << opened.error().message;
        EXPECT_TRUE(contains(opened.error().message, "x.safetensors")) << opened.error().message;
        return opened.error().message;
    }
    static Metadata note(const std::string& words) {
        return {{"inkstone.format", "1"}, {"inkstone.block.x", words}};
    }
    tests::TemporaryFolder folder_;
};

TEST_F(HostileBlocks, AreRefusedByName) {
    for (const char* type : {"Q4_K", "F32", "q8_0", "", "Q8_0\n"})
        EXPECT_TRUE(
            contains(refusal(note(std::string(type) + " 2 32")), "tensor \"x\": its blocks are of a type"))
            << type;
    for (const char* words :
         {"Q8_0", "Q8_0 2", "Q8_0 2 ", "Q8_0 2 32 1", "Q8_0 2 32 ", "Q8_0 -2 32", "Q8_0 0 32", "Q8_0 2 0",
          "Q8_0 2 x", "Q8_0  2 32", "Q8_0 99999999999999999999 32", "Q8_0 1099511627776 1099511627776"})
        EXPECT_TRUE(contains(refusal(note(words)), "is not a type, rows and columns")) << words;
    EXPECT_TRUE(contains(refusal(note("Q8_0 2 33")), "which blocks of 32 do not divide"));
    EXPECT_TRUE(contains(refusal(note("Q8_0 2 64")), "takes [2, 68] bytes, which is not what is stored"));
    EXPECT_TRUE(contains(refusal(note("Q4_0 2 32")), "takes [2, 18] bytes"));
    EXPECT_TRUE(contains(refusal(note("Q8_0 1 64")), "takes [1, 68] bytes"));
    EXPECT_TRUE(contains(refusal(note("Q8_0 2 32"), "U8", {68}), "which is not what is stored"));
    EXPECT_TRUE(contains(refusal(note("Q8_0 2 32"), "U8", {2, 34}, 60), "which is not what is stored"));
    EXPECT_TRUE(contains(refusal(note("Q8_0 2 32"), "F8_E4M3"), "stored as U8"));
}

TEST_F(HostileBlocks, NotesBelongToTheirFile) {
    EXPECT_TRUE(contains(refusal({{"inkstone.format", "1"}, {"inkstone.block.y", "Q8_0 2 32"}}),
                         "tensor \"y\": __metadata__ says what it is, but it is not there"));
    EXPECT_TRUE(contains(refusal({{"inkstone.format", "2"}}, "F32", {17}, 68, base::Code::Unsupported),
                         "format \"2\""));
    // Without the format's own mark a note is somebody's remark, and U8 no numbers of a model.
    EXPECT_TRUE(
        contains(refusal({{"inkstone.block.x", "Q8_0 2 32"}}, "U8", {2, 34}, 68, base::Code::Unsupported),
                 "numbers of type \"U8\""));
}

}  // namespace
}  // namespace engine
