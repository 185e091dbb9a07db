#include "agents/store/store.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "agents/identity.h"
#include "agents/store/journal.h"
#include "agents/store/schema.h"
#include "agents/store/search.h"
#include "tests/support/temporary_folder.h"

namespace {

using namespace agents;

Heading heading(const std::string& id, const std::string& title, int64_t at = 1, bool pinned = false) {
    return {.id = id, .title = title, .changedAt = at, .pinned = pinned};
}

Entry user(const std::string& id, const std::string& parent, const std::string& text) {
    Entry entry;
    entry.id = id;
    entry.parent = parent;
    entry.text = text;
    entry.at = 5;
    return entry;
}

Entry answer(const std::string& id, const std::string& parent, const std::string& text,
             AnswerState state = AnswerState::Done) {
    Entry entry;
    entry.id = id;
    entry.parent = parent;
    entry.role = engine::Role::Assistant;
    entry.state = state;
    if (!text.empty()) entry.parts.push_back({.text = text});
    return entry;
}

class StoreTest : public testing::Test {
protected:
    void SetUp() override { reopen(); }
    void reopen() {
        store_.reset();
        auto opened = Store::open(file());
        ASSERT_TRUE(opened) << opened.error().message;
        store_ = std::move(*opened);
    }
    std::filesystem::path file() const { return place_ / "data/inkstone.db"; }
    void apply(std::vector<Change> changes) {
        const auto applied = store_->apply(changes);
        ASSERT_TRUE(applied) << applied.error().message;
    }

    tests::TemporaryFolder place_;
    std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, EverythingComesBack) {
    Entry rich = answer("a1", "u1", "");
    rich.parts.push_back({.text = "Let me see.", .reasoning = "hmm"});
    rich.parts[0].steps.push_back({.id = "s1",
                                   .call = {"c1", "read_file", "{\"path\": \"x\"}"},
                                   .verb = "Read a file",
                                   .detail = "x",
                                   .state = Step::State::Done,
                                   .result = "text",
                                   .summary = "1 line",
                                   .milliseconds = 12});
    rich.parts[0].steps.push_back({.id = "s2", .call = {"c2", "clock", "{}"}, .state = Step::State::Denied});
    rich.parts.push_back({.text = "Done: 你好 😀"});
    rich.usage = {100, 20, 30, 0.25, 1.5};
    rich.model = "Inkstone starter";
    rich.place = "Local";
    rich.at = 77;
    apply({PutConversation{heading("c", "Title", 9, true)}, PutEntry{"c", user("u1", "", "question\n中文")},
           PutEntry{"c", rich}, PutDraft{"c", "half a thought"}, PutGrant{"c", "/home/x"}});
    reopen();
    const auto headings = *store_->headings();
    ASSERT_EQ(headings.size(), 1U);
    EXPECT_EQ(headings[0].title, "Title");
    EXPECT_TRUE(headings[0].pinned);
    const auto loaded = *store_->load("c");
    EXPECT_EQ(loaded.draft, "half a thought");
    EXPECT_TRUE(loaded.grants.contains("/home/x"));
    ASSERT_EQ(loaded.entries.size(), 2U);
    EXPECT_EQ(loaded.entries[0].text, "question\n中文");
    const Entry& back = loaded.entries[1];
    ASSERT_EQ(back.parts.size(), 2U);
    EXPECT_EQ(back.parts[0].reasoning, "hmm");
    ASSERT_EQ(back.parts[0].steps.size(), 2U);
    EXPECT_EQ(back.parts[0].steps[0].call, rich.parts[0].steps[0].call);
    EXPECT_EQ(back.parts[0].steps[0].result, "text");
    EXPECT_EQ(back.parts[0].steps[0].milliseconds, 12);
    EXPECT_EQ(back.parts[0].steps[1].state, Step::State::Denied);
    EXPECT_EQ(back.parts[1].text, "Done: 你好 😀");
    EXPECT_EQ(back.usage.cachedTokens, 20);
    EXPECT_DOUBLE_EQ(back.usage.decodeSeconds, 1.5);
    EXPECT_EQ(back.model, "Inkstone starter");
    EXPECT_EQ(back.at, 77);
    EXPECT_EQ(*store_->integrity(), "ok");
}

TEST_F(StoreTest, AnAnswerGrowsAndIsMarkedWhenInterrupted) {
    apply({PutConversation{heading("c", "t")}, PutEntry{"c", user("u", "", "q")},
           PutEntry{"c", answer("a", "u", "", AnswerState::Streaming)}, AppendText{"a", 0, "growing ", false},
           AppendText{"a", 0, "thought", true}, AppendText{"a", 0, "glacier", false},
           PutStep{"a", 0, 0, {.id = "s", .call = {"1", "clock", "{}"}, .state = Step::State::Running}},
           AppendText{"a", 1, "after", false}});
    EXPECT_TRUE(store_->search("glacier")->empty()) << "not yet indexed";
    reopen();
    const auto loaded = *store_->load("c");
    const Entry& back = loaded.entries[1];
    EXPECT_EQ(back.state, AnswerState::Interrupted);
    ASSERT_EQ(back.parts.size(), 2U);
    EXPECT_EQ(back.parts[0].text, "growing glacier");
    EXPECT_EQ(back.parts[0].reasoning, "thought");
    EXPECT_EQ(back.parts[0].steps[0].state, Step::State::Unknown);
    EXPECT_EQ(back.parts[1].text, "after");
    EXPECT_EQ(store_->search("glacier")->size(), 1U);
}

TEST_F(StoreTest, TheNewestBranchIsShown) {
    apply({PutConversation{heading("c", "t")}, PutEntry{"c", user("u1", "", "one")},
           PutEntry{"c", answer("a1", "u1", "first")}, PutEntry{"c", answer("a2", "u1", "second")},
           PutEntry{"c", user("u2", "a2", "two")}, PutEntry{"c", answer("a3", "u2", "third")}});
    const auto loaded = *store_->load("c");
    std::vector<std::string> ids;
    for (const Entry& entry : loaded.entries) ids.push_back(entry.id);
    EXPECT_EQ(ids, (std::vector<std::string>{"u1", "a2", "u2", "a3"}));
}

TEST_F(StoreTest, AllOrNothing) {
    const std::vector<Change> bad = {PutConversation{heading("c", "t")},
                                     PutEntry{"missing", user("u", "", "x")}};
    EXPECT_FALSE(store_->apply(bad));
    EXPECT_TRUE(store_->headings()->empty());
    EXPECT_EQ(store_->load("c").error().code, base::Code::NotFound);
}

TEST_F(StoreTest, SortTrashAndRestore) {
    apply({PutConversation{heading("old", "old", 1)}, PutConversation{heading("new", "new", 3)},
           PutConversation{heading("pin", "pin", 2, true)}});
    auto headings = *store_->headings();
    EXPECT_EQ(headings[0].id, "pin");
    EXPECT_EQ(headings[1].id, "new");
    apply({TrashConversation{"new", 99}});
    EXPECT_EQ(store_->headings()->size(), 2U);
    EXPECT_TRUE(store_->search("new")->empty());
    apply({PutConversation{heading("new", "still there", 4)}, TrashConversation{"new", 0}});
    EXPECT_EQ(store_->headings()->size(), 3U);
    EXPECT_EQ(store_->search("still")->size(), 1U);
}

TEST_F(StoreTest, WhatIsPurgedIsGoneFromTheFile) {
    apply({PutConversation{heading("a", "Titlequartz")}, PutEntry{"a", user("u1", "", "questionzephyr")},
           PutEntry{"a", answer("a1", "u1", "answerjasmine")}, PutDraft{"a", "draftpapaya"},
           PutGrant{"a", "/grantmango"}, PutConversation{heading("b", "Keptlychee")},
           TrashConversation{"a", 7}});
    ASSERT_EQ(store_->trash()->size(), 1U);
    apply({PurgeConversation{"a"}, PurgeConversation{"never there"}});
    EXPECT_TRUE(store_->trash()->empty());
    EXPECT_EQ(store_->load("a").error().code, base::Code::NotFound);
    for (const char* word : {"quartz", "zephyr", "jasmine"})
        EXPECT_TRUE(store_->search(word)->empty()) << word;
    EXPECT_EQ(*store_->integrity(), "ok");
    reopen();
    store_.reset();
    std::ifstream stream(file(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    for (const char* word : {"quartz", "zephyr", "jasmine", "papaya", "mango"})
        EXPECT_EQ(bytes.find(word), std::string::npos) << word;
    EXPECT_NE(bytes.find("lychee"), std::string::npos);
}

TEST_F(StoreTest, Search) {
    apply({PutConversation{heading("c1", "Holiday in Lisbon")}, PutConversation{heading("c2", "第二个对话")},
           PutConversation{heading("c3", "100% sure_thing")},
           PutEntry{"c1", user("u1", "", "Where is the INVOICE of Müller & Sons?")},
           PutEntry{"c2", user("u2", "", "请把发票发给王小明")},
           PutEntry{"c2", answer("a2", "u2", "发票已经找到了。")},
           PutEntry{"c3", user("u3", "", "a \"quoted\" thing OR NOT near*")}});
    const auto found = [&](const std::string& words) {
        std::string ids;
        const auto hits = *store_->search(words);
        for (const Hit& hit : hits) ids += hit.conversation + " ";
        return ids;
    };
    EXPECT_EQ(found("invoice"), "c1 ");
    EXPECT_EQ(found("müller"), "c1 ");
    EXPECT_EQ(found("MÜLLER"), "c1 ");
    EXPECT_EQ(found("invo müll"), "c1 ");
    EXPECT_EQ(found("invoice lisbon"), "") << "not in one place";
    EXPECT_EQ(found("lisbon holiday"), "c1 ");
    EXPECT_EQ(found("发票"), "c2 ") << "two characters";
    EXPECT_EQ(found("票"), "c2 ");
    EXPECT_EQ(found("王小明"), "c2 ");
    EXPECT_EQ(found("发票 小明"), "c2 ");
    EXPECT_EQ(found("第二"), "c2 ");
    EXPECT_EQ(found("%"), "c3 ");
    EXPECT_EQ(found("e_t"), "c3 ");
    EXPECT_EQ(found("\"quoted\""), "c3 ");
    EXPECT_EQ(found("near*"), "c3 ");
    EXPECT_EQ(found("OR"), "c3 ");
    EXPECT_EQ(found(""), "");
    EXPECT_EQ(found("   "), "");
    EXPECT_EQ(found("nowhere"), "");
    EXPECT_EQ(found(std::string("inv\0oice", 8)), "c1 ");
    EXPECT_EQ(found("\xff\xfe"), "");
    EXPECT_EQ((*store_->search("发票"))[0].snippet, "\u2068发票\u2069已经找到了。");
    EXPECT_EQ((*store_->search("lisb"))[0].snippet, "Holiday in \u2068Lisb\u2069on");
    for (int i = 0; i < 150; ++i)
        apply({PutConversation{heading("many" + std::to_string(i), "many things")}});
    EXPECT_EQ(store_->search("many")->size(), 100U);
}

TEST(Snippet, SurroundsTheWord) {
    const std::string text = std::string(200, 'a') + " needle " + std::string(200, 'b');
    const std::string snippet = snippetOf(text, {U"needle"});
    EXPECT_TRUE(snippet.starts_with("…"));
    EXPECT_TRUE(snippet.ends_with("…"));
    EXPECT_NE(snippet.find("\u2068needle\u2069"), std::string::npos);
    EXPECT_EQ(snippetOf("one\ntwo", {U"zzz"}), "one two");
    EXPECT_EQ(snippetOf("\u2068x\u2069 Y", {U"y"}), "x \u2068Y\u2069");
}

TEST_F(StoreTest, TwoInstances) {
    const auto second = Store::open(file());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, base::Code::Busy);
    store_.reset();
    EXPECT_TRUE(Store::open(file()));
}

TEST_F(StoreTest, DiskFull) {
    apply({PutConversation{heading("c", "before")}});
    ASSERT_TRUE(store_->limitPages(60));
    base::Result<> result;
    std::string text(3000, 'x');
    for (int i = 0; i < 200 && result; ++i)
        result = store_->apply(
            std::vector<Change>{PutEntry{"c", user("u" + std::to_string(i), "", text + newId())}});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::Code::DiskFull);
    EXPECT_EQ(store_->headings()->size(), 1U) << "reading goes on";
    ASSERT_TRUE(store_->limitPages(100'000));
    apply({PutConversation{heading("d", "after")}});
    EXPECT_EQ(*store_->integrity(), "ok");
}

TEST_F(StoreTest, NewerSchemaIsOnlyRead) {
    apply({PutConversation{heading("c", "from the future")}});
    store_.reset();
    {
        auto database = *Database::open(file(), Database::Access::Write);
        ASSERT_TRUE(database->run("PRAGMA user_version=99"));
    }
    reopen();
    EXPECT_TRUE(store_->readOnly());
    ASSERT_EQ(store_->troubles().size(), 1U);
    EXPECT_EQ(store_->troubles()[0].code, base::Code::Unsupported);
    EXPECT_NE(store_->troubles()[0].message.find("format 99"), std::string::npos);
    EXPECT_EQ((*store_->headings())[0].title, "from the future");
    EXPECT_FALSE(store_->apply(std::vector<Change>{PutConversation{heading("d", "x")}}));
    store_.reset();
    EXPECT_EQ(*(*Database::open(file(), Database::Access::Write))->number("PRAGMA user_version"), 99);
}

TEST_F(StoreTest, ForeignDatabaseIsLeftAlone) {
    store_.reset();
    std::filesystem::remove(file());
    {
        auto database = *Database::open(file(), Database::Access::Write);
        ASSERT_TRUE(database->run("CREATE TABLE songs(title); INSERT INTO songs VALUES('la la')"));
    }
    reopen();
    EXPECT_TRUE(store_->readOnly());
    EXPECT_NE(store_->troubles()[0].message.find("not made by Inkstone"), std::string::npos);
    EXPECT_TRUE(store_->headings()->empty());
    store_.reset();
    EXPECT_EQ(*(*Database::open(file(), Database::Access::Read))->text("SELECT title FROM songs"), "la la");
}

// As a user without rights, in a process of its own: the tests may run as root, whom nothing stops.
int inReadOnlyFolder(const std::filesystem::path& folder, const std::filesystem::path& file) {
    const pid_t child = fork();
    if (child == 0) {
        std::filesystem::permissions(
            folder, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec |
                        std::filesystem::perms::others_read | std::filesystem::perms::others_exec);
        for (const auto& item : std::filesystem::directory_iterator(folder))
            std::filesystem::permissions(
                item.path(), std::filesystem::perms::owner_read | std::filesystem::perms::others_read);
        if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(10);
        const auto store = Store::open(file);
        if (!store) _exit(11);
        if (!(*store)->readOnly() || (*store)->troubles().size() != 1) _exit(12);
        if ((*store)->troubles()[0].code != base::Code::ReadOnly) _exit(13);
        const auto loaded = (*store)->load("c");
        if (!loaded || loaded->entries.size() != 1 || loaded->entries[0].text != "history") _exit(14);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(StoreTest, ReadOnlyFolder) {
    std::filesystem::permissions(place_.path(), std::filesystem::perms::all);
    apply({PutConversation{heading("c", "t")}, PutEntry{"c", user("u", "", "history")}});
    // Once with everything still in the WAL, as a crash leaves it, and once with everything in the file.
    std::filesystem::create_directory(place_ / "copy");
    std::filesystem::permissions(place_ / "copy", std::filesystem::perms::all);
    std::filesystem::copy(file(), place_ / "copy/inkstone.db");
    std::filesystem::copy(file().string() + "-wal", place_ / "copy/inkstone.db-wal");
    EXPECT_GT(std::filesystem::file_size(place_ / "copy/inkstone.db-wal"), 0U);
    EXPECT_EQ(inReadOnlyFolder(place_ / "copy", place_ / "copy/inkstone.db"), 0);
    store_.reset();
    EXPECT_EQ(inReadOnlyFolder(place_ / "data", file()), 0);
}

TEST(StoreNowhere, APlaceThatCannotBeWrittenIsSaid) {
    const auto store = Store::open("/proc/inkstone/inkstone.db");
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_TRUE((*store)->readOnly());
    ASSERT_EQ((*store)->troubles().size(), 1U);
    EXPECT_NE((*store)->troubles()[0].message.find("Nothing will be saved"), std::string::npos);
    EXPECT_TRUE((*store)->headings()->empty());
}

TEST_F(StoreTest, JournalIsInTimeAndSaysSo) {
    std::mutex mutex;
    std::condition_variable changed;
    int saved = 0;
    Journal journal(*store_, [&](const Journal::Report& report) {
        const std::lock_guard lock(mutex);
        EXPECT_FALSE(report.trouble);
        saved += report.savedAt != 0;
        changed.notify_all();
    });
    journal.write(PutConversation{heading("c", "t")});
    journal.write(PutEntry{"c", answer("a", "", "", AnswerState::Streaming)});
    EXPECT_TRUE(journal.flush());
    const auto start = std::chrono::steady_clock::now();
    {
        std::unique_lock lock(mutex);
        saved = 0;
        for (int i = 0; i < 1000; ++i) journal.write(AppendText{"a", 0, "x", false}, Journal::When::Soon);
        ASSERT_TRUE(changed.wait_for(lock, std::chrono::seconds(10), [&] { return saved > 0; }));
    }
    EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(50)) << "collected";
    EXPECT_TRUE(journal.flush());
    EXPECT_EQ(store_->load("c")->entries[0].parts[0].text, std::string(1000, 'x'));
}

TEST_F(StoreTest, JournalKeepsWhatADiskRefuses) {
    std::mutex mutex;
    std::condition_variable changed;
    bool trouble = false, solved = false;
    {
        Journal journal(*store_, [&](const Journal::Report& report) {
            const std::lock_guard lock(mutex);
            if (report.trouble) {
                trouble = true;
                EXPECT_EQ(report.trouble->code, base::Code::DiskFull);
            }
            solved = solved || report.solved;
            changed.notify_all();
        });
        journal.write(PutConversation{heading("c", "t")});
        ASSERT_TRUE(journal.flush());
        ASSERT_TRUE(store_->limitPages(40));
        for (int i = 0; i < 100; ++i)
            journal.write(PutEntry{"c", user("u" + std::to_string(i), "", std::string(4000, 'y'))});
        EXPECT_FALSE(journal.flush());
        EXPECT_TRUE(trouble);
        ASSERT_TRUE(store_->limitPages(100'000));
        std::unique_lock lock(mutex);
        ASSERT_TRUE(changed.wait_for(lock, std::chrono::seconds(20), [&] { return solved; }))
            << "tried again by itself";
    }
    EXPECT_EQ(*(*Database::open(file(), Database::Access::Read))->number("SELECT count(*) FROM messages"),
              100);
}

TEST_F(StoreTest, JournalLetsNothingBadHoldBackTheRest) {
    Journal journal(*store_, [](const Journal::Report&) {});
    journal.write(AppendText{"nobody", 0, "lost", false});
    journal.write(PutConversation{heading("c", "kept")});
    journal.flush();
    EXPECT_EQ(store_->headings()->size(), 1U);
}

}  // namespace
