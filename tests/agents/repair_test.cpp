// A damaged database is put aside, never deleted, and what can be read comes back.
#include <gtest/gtest.h>

#include "agents/store/store.h"
#include "tests/support/temporary_folder.h"

namespace {

using namespace agents;

constexpr int Conversations = 20, Messages = 10;
constexpr size_t PageBytes = 4096;

void fill(const std::filesystem::path& file) {
    auto store = *Store::open(file);
    for (int c = 0; c < Conversations; ++c) {
        const std::string id = "conversation-" + std::to_string(c);
        std::vector<Change> changes = {
            PutConversation{{.id = id, .title = "Title " + std::to_string(c), .changedAt = c}}};
        std::string parent;
        for (int m = 0; m < Messages; ++m) {
            Entry entry;
            entry.id = id + "-" + std::to_string(m);
            entry.parent = parent;
            entry.role = m % 2 ? engine::Role::Assistant : engine::Role::User;
            const std::string text = entry.id + " says " + std::string(200, static_cast<char>('a' + m));
            if (m % 2)
                entry.parts.push_back({.text = text});
            else
                entry.text = text;
            parent = entry.id;
            changes.push_back(PutEntry{id, entry});
        }
        ASSERT_TRUE(store->apply(changes));
    }
}

int messagesIn(Store& store) {
    int count = 0;
    const auto headings = store.headings();
    if (!headings) return -1;
    for (const Heading& heading : *headings) {
        const auto loaded = store.load(heading.id);
        if (!loaded) continue;
        for (const Entry& entry : loaded->entries) {
            const std::string text = entry.parts.empty() ? entry.text : entry.parts[0].text;
            count += text.find(" says ") != std::string::npos;
        }
    }
    return count;
}

int keptAside(const std::filesystem::path& folder) {
    int kept = 0;
    for (const auto& item : std::filesystem::directory_iterator(folder)) {
        const std::string name = item.path().filename();
        kept += name.starts_with("inkstone-corrupt-") && name.ends_with(".db");
    }
    return kept;
}

void overwrite(const std::filesystem::path& file, size_t at, const std::string& bytes) {
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekp(static_cast<std::streamoff>(at));
    stream << bytes;
}

class RepairTest : public testing::Test {
protected:
    void SetUp() override { fill(original_ / "inkstone.db"); }
    // A fresh copy with `bytes` written at `at`, opened.
    base::Result<std::unique_ptr<Store>> openDamaged(size_t at, const std::string& bytes) {
        place_ = std::make_unique<tests::TemporaryFolder>();
        std::filesystem::copy_file(original_ / "inkstone.db", file());
        overwrite(file(), at, bytes);
        return Store::open(file());
    }
    std::filesystem::path file() const { return *place_ / "inkstone.db"; }

    tests::TemporaryFolder original_;
    std::unique_ptr<tests::TemporaryFolder> place_;
};

TEST_F(RepairTest, HeaderGone) {
    const auto store = openDamaged(0, std::string(24, '\0'));
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_FALSE((*store)->readOnly());
    ASSERT_EQ((*store)->troubles().size(), 1U);
    EXPECT_EQ((*store)->troubles()[0].code, base::Code::Corrupt);
    EXPECT_NE(
        (*store)->troubles()[0].message.find("kept as " + place_->path().string() + "/inkstone-corrupt-"),
        std::string::npos)
        << (*store)->troubles()[0].message;
    EXPECT_EQ(messagesIn(**store), Conversations * Messages);
    EXPECT_EQ((*store)->search("says")->size(), static_cast<size_t>(Conversations));
    EXPECT_EQ(*(*store)->integrity(), "ok");
    EXPECT_EQ(keptAside(place_->path()), 1);
    EXPECT_TRUE((*store)->apply(std::vector<Change>{PutConversation{{.id = "new", .title = "new"}}}));
}

TEST_F(RepairTest, NotADatabaseAtAll) {
    place_ = std::make_unique<tests::TemporaryFolder>();
    place_->write("inkstone.db", std::string(100'000, 'x'));
    const auto store = Store::open(file());
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_TRUE((*store)->headings()->empty());
    EXPECT_EQ(keptAside(place_->path()), 1);
    EXPECT_EQ((*store)->troubles()[0].code, base::Code::Corrupt);
}

TEST_F(RepairTest, Truncated) {
    const auto size = std::filesystem::file_size(original_ / "inkstone.db");
    for (const double share : {0.9, 0.5, 0.1}) {
        place_ = std::make_unique<tests::TemporaryFolder>();
        std::filesystem::copy_file(original_ / "inkstone.db", file());
        std::filesystem::resize_file(file(), static_cast<uintmax_t>(static_cast<double>(size) * share));
        const auto store = Store::open(file());
        ASSERT_TRUE(store) << store.error().message;
        EXPECT_EQ(keptAside(place_->path()), 1);
        EXPECT_GE(messagesIn(**store), 0);
    }
}

// Every page in turn is destroyed: the original is kept each time, and the messages that were on other pages
// come back. A page holds some fifteen of the 200 messages.
TEST_F(RepairTest, EveryPageInTurn) {
    const size_t pages = std::filesystem::file_size(original_ / "inkstone.db") / PageBytes;
    int worst = Conversations * Messages;
    long total = 0;
    for (size_t page = 0; page < pages; ++page) {
        const auto store = openDamaged(page * PageBytes, std::string(PageBytes, '\xA5'));
        ASSERT_TRUE(store) << "page " << page << ": " << store.error().message;
        ASSERT_FALSE((*store)->readOnly()) << "page " << page;
        const int found = messagesIn(**store);
        if ((*store)->troubles().empty())
            EXPECT_EQ(found, Conversations * Messages) << "page " << page << ": lost without a word";
        else
            EXPECT_EQ(keptAside(place_->path()), 1) << "page " << page;
        EXPECT_EQ(*(*store)->integrity(), "ok");
        worst = std::min(worst, found);
        total += found;
    }
    RecordProperty("worst", worst);
    RecordProperty("pages", static_cast<int>(pages));
    EXPECT_GE(worst, Conversations * Messages * 8 / 10);
    EXPECT_GE(total, static_cast<long>(pages) * Conversations * Messages * 95 / 100);
}

}  // namespace
