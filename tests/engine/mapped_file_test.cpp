#include "engine/base/mapped_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <string_view>

#include "tests/support/temporary_folder.h"

namespace engine {
namespace {

namespace fs = std::filesystem;

base::Error errorOf(const fs::path& path) {
    const auto file = MappedFile::open(path);
    EXPECT_FALSE(file) << path;
    return file ? base::Error{} : file.error();
}

TEST(MappedFile, ShowsTheBytesOfTheFile) {
    const tests::TemporaryFolder folder;
    const std::string text = "some bytes\0and more" + std::string(10'000, 'x');
    folder.write("a", text);
    const auto file = MappedFile::open(folder / "a");
    ASSERT_TRUE(file) << file.error().message;
    const auto bytes = (*file)->bytes();
    EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()), text);
    EXPECT_EQ((*file)->path(), folder / "a");
}

TEST(MappedFile, LivesOnWhenTheFileIsCut) {
    const tests::TemporaryFolder folder;
    folder.write("a", std::string(50'000, 'x'));
    folder.write("b", std::string(50'000, 'y'));
    const auto cut = *MappedFile::open(folder / "a"), other = *MappedFile::open(folder / "b");
    fs::resize_file(folder / "a", 5'000);
    EXPECT_FALSE(cut->unchanged());
    EXPECT_FALSE(cut->lost()) << "nothing was read yet";
    EXPECT_EQ(cut->bytes()[4'000], std::byte{'x'});
    EXPECT_EQ(cut->bytes()[20'000], std::byte{0});
    EXPECT_EQ(cut->bytes()[49'999], std::byte{0});
    EXPECT_EQ(cut->bytes()[4'000], std::byte{'x'});
    EXPECT_TRUE(cut->lost());
    EXPECT_FALSE(other->lost());
    EXPECT_EQ(other->bytes()[20'000], std::byte{'y'});
}

TEST(MappedFileDeathTest, OtherBusErrorsStillEndTheProgram) {
    const tests::TemporaryFolder folder;
    folder.write("a", "x");
    const auto file = *MappedFile::open(folder / "a");
    EXPECT_DEATH(std::raise(SIGBUS), "");
}

TEST(MappedFile, TakesAnEmptyFile) {
    const tests::TemporaryFolder folder;
    folder.write("empty", "");
    const auto file = MappedFile::open(folder / "empty");
    ASSERT_TRUE(file);
    EXPECT_TRUE((*file)->bytes().empty());
    EXPECT_TRUE((*file)->unchanged());
}

TEST(MappedFile, NamesWhatCannotBeOpened) {
    const tests::TemporaryFolder folder;
    const base::Error missing = errorOf(folder / "missing");
    EXPECT_EQ(missing.code, base::Code::NotFound);
    EXPECT_NE(missing.message.find("missing: no such file"), std::string::npos);
    const base::Error directory = errorOf(folder.path());
    EXPECT_EQ(directory.code, base::Code::Invalid);
    EXPECT_NE(directory.message.find("a folder, not an ordinary file"), std::string::npos);
    folder.write("file", "x");
    EXPECT_EQ(errorOf(folder / "file/below").code, base::Code::NotFound);
}

TEST(MappedFile, NeverWaitsForAPipeOrADevice) {
    const tests::TemporaryFolder folder;
    ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
    const base::Error pipe = errorOf(folder / "pipe");  // a blocking open would hang here
    EXPECT_EQ(pipe.code, base::Code::Invalid);
    EXPECT_NE(pipe.message.find("FIFO"), std::string::npos);
    EXPECT_EQ(errorOf("/dev/zero").code, base::Code::Invalid);
    fs::create_symlink(folder / "pipe", folder / "link");
    EXPECT_EQ(errorOf(folder / "link").code, base::Code::Invalid);
}

TEST(MappedFile, NoticesWhenTheFileIsChangedReplacedOrGone) {
    const tests::TemporaryFolder folder;
    const auto openFresh = [&] {
        folder.write("a", "0123456789");
        auto file = MappedFile::open(folder / "a");
        EXPECT_TRUE(file && (*file)->unchanged());
        return std::move(*file);
    };
    const auto cut = openFresh();
    fs::resize_file(folder / "a", 5);
    EXPECT_FALSE(cut->unchanged());

    const auto replaced = openFresh();
    folder.write("b", "0123456789");
    fs::rename(folder / "b", folder / "a");
    EXPECT_FALSE(replaced->unchanged());

    const auto rewritten = openFresh();
    fs::last_write_time(folder / "a", fs::last_write_time(folder / "a") + std::chrono::seconds(1));
    EXPECT_FALSE(rewritten->unchanged());

    const auto gone = openFresh();
    fs::remove(folder / "a");
    EXPECT_FALSE(gone->unchanged());
}

}  // namespace
}  // namespace engine
