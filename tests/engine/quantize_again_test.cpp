// Quantising that was stopped or killed goes on, and the result is the same to the byte.
#include <sys/wait.h>

#include <csignal>

#include "engine/base/disk.h"
#include "engine/files/target_folder.h"
#include "tests/engine/quantize_fixture.h"

namespace engine {
namespace {

class QuantizeAgain : public Quantize {
protected:
    void SetUp() override {
        write(testing_engine::wideV3Config(), Source::Fp8, 4);
        ASSERT_TRUE(quantize(source(), Quantization::Q4, folder_ / "unstopped"));
        whole_ = filesOf(folder_ / "unstopped");
    }
    std::map<std::string, std::string> whole_;
};

TEST_F(QuantizeAgain, AStopAfterEachShardLosesNothing) {
    for (size_t shard = 2; shard <= 4; ++shard) {
        std::stop_source stop;
        const auto stopped = quantize(
            source(), Quantization::Q4, target(),
            [&](const QuantizeProgress& now) {
                if (now.at == shard) stop.request_stop();
            },
            stop.get_token());
        ASSERT_FALSE(stopped);
        EXPECT_EQ(stopped.error().code, base::Code::Cancelled);
        EXPECT_TRUE(contains(stopped.error().message, "the same command goes on"));
        const auto files = filesOf(target());
        EXPECT_EQ(files.size(), shard) << "finished shards and the note";
        EXPECT_FALSE(files.contains("config.json"));
        const auto loaded = ModelFolder::open(target());
        ASSERT_FALSE(loaded);
        EXPECT_TRUE(contains(loaded.error().message, "not finished yet: go on with: inkctl quantize"))
            << loaded.error().message;
        EXPECT_TRUE(contains(loaded.error().message, source().filename().string()));
    }
    std::vector<fs::file_time_type> times;
    for (int i = 0; i < 3; ++i)
        times.push_back(fs::last_write_time(target() / ("model-" + std::to_string(i) + ".safetensors")));
    ASSERT_TRUE(quantize(source(), Quantization::Q4, target()));
    for (size_t i = 0; i < 3; ++i)
        EXPECT_EQ(fs::last_write_time(target() / ("model-" + std::to_string(i) + ".safetensors")), times[i]);
    EXPECT_EQ(filesOf(target()), whole_);
}

TEST_F(QuantizeAgain, AKillAnywhereLosesAtMostOneShard) {
    for (int calls = 1; calls < 140; calls += 9) {
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            int left = calls;
            const auto result = quantize(source(), Quantization::Q4, target(), [&](const auto&) {
                if (--left == 0) raise(SIGKILL);
            });
            _exit(result ? 0 : 1);
        }
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << status;
        if (!WIFSIGNALED(status)) break;  // the rest needed fewer calls
        EXPECT_FALSE(fs::exists(target() / "config.json"));
    }
    ASSERT_TRUE(quantize(source(), Quantization::Q4, target()));
    EXPECT_EQ(filesOf(target()), whole_);
}

TEST_F(QuantizeAgain, WhatIsDamagedIsMadeAnew) {
    std::stop_source stop;
    ASSERT_FALSE(quantize(
        source(), Quantization::Q4, target(),
        [&](const QuantizeProgress& now) {
            if (now.at == 4) stop.request_stop();
        },
        stop.get_token()));
    fs::resize_file(target() / "model-0.safetensors", 1000);
    fs::copy_file(source() / "model-1.safetensors", target() / "model-1.safetensors",
                  fs::copy_options::overwrite_existing);
    testing_engine::writeAll(target() / "model-3.safetensors.partial", "half");
    ASSERT_TRUE(quantize(source(), Quantization::Q4, target()));
    EXPECT_EQ(filesOf(target()), whole_);
}

TEST_F(QuantizeAgain, ANoteThatWasCutOffIsWrittenAnew) {
    fs::create_directories(target());
    testing_engine::writeAll(target() / UnfinishedCopy::FileName, "{\"sour");
    ASSERT_TRUE(quantize(source(), Quantization::Q4, target()));
    EXPECT_EQ(filesOf(target()), whole_);
}

TEST_F(QuantizeAgain, AnotherSourceOrAnotherKindIsRefused) {
    std::stop_source stop;
    stop.request_stop();
    ASSERT_FALSE(quantize(
        source(), Quantization::Q4, target(), [](const auto&) {}, stop.get_token()));
    EXPECT_TRUE(contains(refusal(base::Code::Invalid, Quantization::Q8), "holds an unfinished copy of"));
    testing_engine::writeAll(source() / "generation_config.json", "{}");
    EXPECT_TRUE(contains(refusal(base::Code::Invalid), "which has changed since"));
    fs::remove_all(target());
    fs::create_directories(target());
    testing_engine::writeAll(target() / "diary.txt", "dear");
    EXPECT_TRUE(contains(refusal(base::Code::Invalid), "what it holds is something else"));
    fs::remove_all(target());
    testing_engine::writeAll(target(), "a file");
    EXPECT_TRUE(contains(refusal(base::Code::Io), "cannot be made"));
    const auto onto = quantize(source(), Quantization::Q4, source());
    ASSERT_FALSE(onto);
    EXPECT_EQ(onto.error().code, base::Code::Invalid);
}

TEST_F(QuantizeAgain, OneAtATime) {
    const UnfinishedCopy copy{source().string(), "q4", "key"};
    const auto first = TargetFolder::open(target(), copy);
    ASSERT_TRUE(first) << first.error().message;
    const auto second = TargetFolder::open(target(), copy);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, base::Code::Busy);
}

TEST_F(QuantizeAgain, ASourceThatChangesMeanwhileIsNoticed) {
    const auto result = quantize(source(), Quantization::Q4, target(), [&](const QuantizeProgress& now) {
        if (now.at == 2)
            fs::last_write_time(source() / "model-1.safetensors", fs::file_time_type::clock::now());
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::Code::Busy);
    EXPECT_TRUE(contains(result.error().message, "model-1.safetensors: changed while it was read"));
    EXPECT_FALSE(fs::exists(target() / "model-1.safetensors"));
}

TEST(Disk, SaysBothNumbersWhenThereIsNoRoom) {
    const tests::TemporaryFolder folder;
    EXPECT_TRUE(checkRoom(folder.path(), 1));
    const auto none = checkRoom(folder.path(), int64_t{1} << 60, "--out");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, base::Code::DiskFull);
    EXPECT_TRUE(contains(none.error().message, "1152921504.6 GB more are needed")) << none.error().message;
    EXPECT_TRUE(contains(none.error().message, "--out"));
}

}  // namespace
}  // namespace engine
