// The attached folder cannot be left: a corpus of attempts, each of them at every door, and renames that
// race.
#include "agents/folder.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <thread>

#include "agents/toolbox.h"
#include "tests/support/temporary_folder.h"

namespace {

using agents::Folder;

constexpr const char* Secret = "CANARY-7f3a";

class FolderTest : public testing::Test {
protected:
    void SetUp() override {
        outside_.write("secret.txt", Secret);
        outside_.write("inside/plain.txt", "plain");
        outside_.write("inside/docs/deep/file.txt", "file");
        inside_ = outside_ / "inside";
        folder_ = *Folder::open(inside_);
    }
    void link(const std::string& target, const std::string& name) {
        std::filesystem::create_symlink(target, inside_ / name);
    }

    tests::TemporaryFolder outside_;
    std::filesystem::path inside_;
    std::shared_ptr<const Folder> folder_;
};

std::vector<std::string> escapes(const std::filesystem::path& outside) {
    const std::string secret = (outside / "secret.txt").string();
    std::vector<std::string> paths = {
        "..",
        "../",
        "../secret.txt",
        "../../secret.txt",
        "./../secret.txt",
        "docs/../../secret.txt",
        "docs/deep/../../../secret.txt",
        "docs/./../../secret.txt",
        "../inside/../secret.txt",
        "..//secret.txt",
        ".//..//secret.txt",
        "docs//..//..//secret.txt",
        "plain.txt/../../secret.txt",
        "docs/..",
        "docs/../..",
        secret,
        "/" + secret,
        "//" + secret,
        "///" + secret,
        "/./" + secret,
        secret + "/",
        "/etc/passwd",
        "//etc/passwd",
        "/etc/../etc/passwd",
        "/",
        "//",
        "/.",
        "/..",
        "/proc/self/root" + secret,
        "/proc/self/cwd",
        "/proc/self/environ",
        "/proc/self/fd/0",
        "/proc/" + std::to_string(getppid()) + "/root/etc/passwd",
        "/proc/self/exe",
        "/dev/stdin",
        "/dev/fd/0",
        "/dev/zero",
        "/dev/tty",
        "/sys/kernel",
        "/etc/ssh/ssh_host_rsa_key",
        "~/.ssh/id_rsa",
        "~root/.bashrc",
        "~",
        "$HOME/.bashrc",
        "${HOME}",
        "`id`",
        "$(id)",
        "file://" + secret,
        "file:" + secret,
        "\\\\server\\share",
        "C:\\Windows\\win.ini",
        "..\\secret.txt",
        "..\\..\\secret.txt",
        "%2e%2e/secret.txt",
        "%2e%2e%2fsecret.txt",
        "..%2fsecret.txt",
        "..%252fsecret.txt",
        "..%c0%afsecret.txt",
        "..\xc0\xafsecret.txt",
        "\xc0\xae\xc0\xae/secret.txt",
        "\xe0\x80\xae\xe0\x80\xae/secret.txt",
        "．．/secret.txt",
        "․․/secret.txt",
        "‥/secret.txt",
        "…/secret.txt",
        "..／secret.txt",
        "..∕secret.txt",
        "..⁄secret.txt",
        "﹒﹒/secret.txt",
        "\u202E..",
        "..\u200B/secret.txt",
        "\uFEFF../secret.txt",
        "..;/secret.txt",
        "..\t/secret.txt",
        " ../secret.txt",
        ".. /secret.txt",
        "../ secret.txt",
        "..\n/secret.txt",
        "....//secret.txt",
        "...//secret.txt",
        ".../secret.txt",
        "..././secret.txt",
        "%00",
        "x%00/../secret.txt",
        "link",
        "link/secret.txt",
        "linkup",
        "linkup/secret.txt",
        "linkdir",
        "linkdir/secret.txt",
        "linkrel",
        "linkrel/secret.txt",
        "linkabs",
        "linkproc",
        "linkproc/etc/passwd",
        "linkfd",
        "linkself",
        "linkself/x",
        "loop",
        "loop/x",
        "chain",
        "docs/linkdeep",
        "docs/linkdeep/secret.txt",
        "linkexe",
        "linkdev",
        "linknull",
        "dangling",
        "dangling/secret.txt",
        "linkdir/../secret.txt",
        "linkdir/inside/../secret.txt",
        "docs/linkdots/secret.txt",
        "fifo",
        "socketless",
        "device",
        std::string("../secret.txt\0", 14),
        std::string("plain.txt\0../secret.txt", 23),
        std::string("\0", 1),
        std::string(5000, 'a'),
        std::string(300, 'a'),
        "../" + std::string(4000, '/') + "secret.txt",
    };
    std::string up;
    for (int i = 0; i < 12; ++i) paths.push_back((up += "../") + "etc/passwd");
    return paths;
}

TEST_F(FolderTest, NothingLeadsOut) {
    link("../secret.txt", "link");
    link("..", "linkup");
    link(outside_.path().string(), "linkdir");
    link("../../" + outside_.path().filename().string(), "linkrel");
    link((outside_ / "secret.txt").string(), "linkabs");
    link("/proc/self/root", "linkproc");
    link("/proc/self/fd/0", "linkfd");
    link("/proc/self/exe", "linkexe");
    link("/dev/zero", "linkdev");
    link("/dev/null", "linknull");
    link(".", "linkself");
    link("loop", "loop");
    link("chain2", "chain");
    link("link", "chain2");
    link("../nowhere", "dangling");
    link("../../secret.txt", "docs/linkdeep");
    link("../..", "docs/linkdots");
    ASSERT_EQ(mkfifo((inside_ / "fifo").c_str(), 0600), 0);
    if (mknod((inside_ / "device").c_str(), S_IFCHR | 0600, makedev(1, 5)) != 0)
        outside_.write("inside/device/x", "");

    const auto paths = escapes(outside_.path());
    EXPECT_GE(paths.size(), 100U);
    for (const std::string& path : paths) {
        const auto read = folder_->read(path);
        EXPECT_FALSE(read) << path << ": " << read.value_or("");
        if (!read) {
            EXPECT_FALSE(read.error().message.empty());
        }
        const auto list = folder_->list(path);
        const auto items = list.value_or(std::vector<Folder::Item>());
        for (const auto& item : items) EXPECT_NE(item.name, "secret.txt") << path;
        const auto walk = folder_->walk(path, {}, {}).value_or(Folder::Walk());
        for (const auto& file : walk.files) EXPECT_EQ(file.find("secret"), std::string::npos) << path;
        if (folder_->present(path)) continue;  // an ordinary, if strange, name inside: may be written
        EXPECT_FALSE(folder_->replace(path, "overwritten", std::nullopt)) << path;
    }
    EXPECT_EQ(outside_.read("secret.txt"), Secret);
    const auto shown = *folder_->list("");
    for (const auto& item : shown) {
        EXPECT_NE(item.name, "linkdir") << "a link that leaves is not shown";
        EXPECT_NE(item.name, "fifo");
    }
}

TEST_F(FolderTest, StrangeNamesStayInside) {
    for (const std::string& path : escapes(outside_.path())) {
        if (!folder_->present(path)) continue;
        ASSERT_TRUE(folder_->replace(path, "inside", std::nullopt)) << path;
        EXPECT_EQ(*folder_->read(path), "inside") << path;
    }
    EXPECT_EQ(outside_.read("secret.txt"), Secret);
    size_t outsideItems = 0;
    for ([[maybe_unused]] const auto& item : std::filesystem::directory_iterator(outside_.path()))
        ++outsideItems;
    EXPECT_EQ(outsideItems, 2U);
}

TEST_F(FolderTest, LinksThatStayAreFollowed) {
    link("docs/deep", "shortcut");
    link("plain.txt", "alias.txt");
    EXPECT_EQ(*folder_->read("shortcut/file.txt"), "file");
    EXPECT_EQ(*folder_->read("alias.txt"), "plain");
    EXPECT_EQ(*folder_->read("docs/../plain.txt"), "plain");
    const auto refused = folder_->replace("alias.txt", "x", "plain");
    ASSERT_FALSE(refused) << "a link is never written through";
    EXPECT_EQ(outside_.read("inside/plain.txt"), "plain");
    const auto walk = folder_->walk("", {}, {});
    EXPECT_EQ(walk->files, (std::vector<std::string>{"docs/deep/file.txt", "plain.txt"}));
}

TEST_F(FolderTest, AHardLinkIsReplacedNotWrittenThrough) {
    std::filesystem::create_hard_link(outside_ / "secret.txt", inside_ / "hard.txt");
    ASSERT_TRUE(folder_->replace("hard.txt", "mine", Secret));
    EXPECT_EQ(outside_.read("secret.txt"), Secret);
    EXPECT_EQ(*folder_->read("hard.txt"), "mine");
}

TEST_F(FolderTest, ReplaceDoesWhatWasSeenOrNothing) {
    using Replaced = Folder::Replaced;
    EXPECT_EQ(*folder_->replace("plain.txt", "new", std::nullopt), Replaced::Changed);
    EXPECT_EQ(*folder_->replace("plain.txt", "new", "other"), Replaced::Changed);
    EXPECT_EQ(*folder_->replace("gone.txt", "new", "other"), Replaced::Changed);
    EXPECT_EQ(outside_.read("inside/plain.txt"), "plain");
    chmod((inside_ / "plain.txt").c_str(), 0640);
    EXPECT_EQ(*folder_->replace("plain.txt", "new", "plain"), Replaced::Yes);
    EXPECT_EQ(outside_.read("inside/plain.txt"), "new");
    struct stat status {};
    stat((inside_ / "plain.txt").c_str(), &status);
    EXPECT_EQ(status.st_mode & 07777U, 0640U);
    EXPECT_EQ(*folder_->replace("docs/fresh.txt", "", std::nullopt), Replaced::Yes);
    for (const auto& item : std::filesystem::recursive_directory_iterator(inside_))
        EXPECT_EQ(item.path().filename().string().find(".inkstone-"), std::string::npos)
            << "left over: " << item;
}

TEST_F(FolderTest, AttachingFailsInWords) {
    EXPECT_FALSE(Folder::open(outside_ / "nowhere"));
    EXPECT_FALSE(Folder::open(outside_ / "secret.txt"));
    EXPECT_NE(Folder::open(outside_ / "nowhere").error().message.find("Choose another one"),
              std::string::npos);
}

TEST_F(FolderTest, WalkingIsBounded) {
    std::string path;
    for (int i = 0; i < 60; ++i) path += "d/";
    outside_.write("inside/" + path + "bottom.txt", "x");
    const auto walk = folder_->walk("", {}, {});
    EXPECT_FALSE(walk->complete);
    EXPECT_EQ(walk->files.size(), 2U);
    EXPECT_FALSE(folder_->walk("", {.files = 1}, {})->complete);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_TRUE(folder_->walk("", {}, stop.get_token())->files.empty());
}

// One thread swaps a folder for a link that leads out, as fast as it can; no read may ever see the secret.
TEST_F(FolderTest, RenameRaces) {
    outside_.write("elsewhere/file.txt", Secret);
    outside_.write("inside/swap/file.txt", "harmless");
    std::filesystem::create_symlink(outside_ / "elsewhere", inside_ / "trap");
    const std::string swap = (inside_ / "swap").string(), trap = (inside_ / "trap").string();
    std::jthread attacker([&](const std::stop_token& stop) {
        while (!stop.stop_requested())
            renameat2(AT_FDCWD, swap.c_str(), AT_FDCWD, trap.c_str(), RENAME_EXCHANGE);
    });
    int harmless = 0, refused = 0;
    for (int i = 0; i < 20'000; ++i) {
        const auto read = folder_->read("swap/file.txt");
        if (read) {
            ASSERT_EQ(*read, "harmless");
            ++harmless;
        } else {
            ++refused;
        }
        if (i % 20 == 0 && folder_->present("swap/new.txt")) {
            EXPECT_FALSE(std::filesystem::exists(outside_ / "elsewhere/new.txt"));
        }
    }
    for (int i = 0; i < 300; ++i) folder_->replace("swap/w" + std::to_string(i), "w", std::nullopt);
    attacker.request_stop();
    attacker.join();
    for (const auto& item : std::filesystem::directory_iterator(outside_ / "elsewhere"))
        EXPECT_EQ(item.path().filename(), "file.txt");
    EXPECT_GT(harmless, 0);
    EXPECT_GT(refused, 0);
}

}  // namespace
