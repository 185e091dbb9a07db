#include "agents/store/store.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <ctime>
#include <fstream>

#include "agents/identity.h"
#include "agents/store/repair.h"
#include "agents/store/rows.h"
#include "agents/store/schema.h"
#include "agents/store/search.h"
#include "kernels/base/log.h"

namespace agents {
namespace {

namespace fs = std::filesystem;
using base::Code;

constexpr uintmax_t AlwaysCheckedBytes = uintmax_t{16} << 20U;

uintmax_t sizeOf(const fs::path& file) {
    std::error_code error;
    const uintmax_t size = fs::file_size(file, error);
    return error ? 0 : size;
}

base::Result<> checkHeader(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::array<char, 16> magic{};
    stream.read(magic.data(), magic.size());
    if (std::string_view(magic.data(), magic.size()) == std::string_view("SQLite format 3\0", 16)) return {};
    return base::failure(Code::Corrupt, "The database is damaged (its header is not one).");
}

std::string dateNow() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    return fmt::format("{:04}-{:02}-{:02}-{:02}{:02}{:02}", local.tm_year + 1900, local.tm_mon + 1,
                       local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec);
}

Heading headingOf(const Statement& row) {
    return {.id = row.text(0),
            .title = row.text(1),
            .changedAt = row.number(2),
            .pinned = row.number(3) != 0,
            .folder = row.text(4)};
}

// What cannot be repaired by reading what is left.
bool isDamage(const base::Error& error) {
    return error.code == Code::Corrupt;
}

void moveAside(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::rename(from, to, error);
}

}  // namespace

fs::path Store::beside(const char* ending) const {
    fs::path path = file_;
    path += ending;
    return path;
}

base::Result<std::unique_ptr<Store>> Store::open(const fs::path& file) {
    std::unique_ptr<Store> store(new Store(file));
    std::error_code error;
    if (!file.parent_path().empty() && fs::create_directories(file.parent_path(), error))
        fs::permissions(file.parent_path(), fs::perms::owner_all, error);
    auto lock = InstanceLock::take(store->beside(".lock"));
    if (!lock && lock.error().code == Code::Busy) return tl::unexpected(lock.error());
    if (!lock) {
        TRY(store->openForReading(lock.error()));
        return store;
    }
    store->lock_ = std::move(*lock);
    auto opened = store->openForWriting();
    if (!opened && isDamage(opened.error())) opened = store->repair(opened.error());
    if (!opened) TRY(store->openForReading(opened.error()));
    return store;
}

bool Store::worthChecking() const {
    std::error_code error;
    return sizeOf(beside("-wal")) > 0 || fs::exists(beside(".check"), error) ||
           sizeOf(file_) <= AlwaysCheckedBytes;
}

base::Result<> Store::openForWriting() {
    const bool existing = sizeOf(file_) > 0;
    const bool check = existing && worthChecking();
    if (existing) TRY(checkHeader(file_));
    if (!existing) {
        // Made by ourselves first, so that nobody else can read what people write.
        const Descriptor made(::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    }
    database_ = TRY(Database::open(file_, Database::Access::Write));
    if (check) {
        const std::string found = TRY(database_->text("PRAGMA quick_check(1)"));
        if (found != "ok")
            return base::failure(Code::Corrupt, fmt::format("The database is damaged ({}).", found));
    }
    TRY(checkSchema(*database_));
    TRY(migrate(*database_, file_));
    TRY(settleInterrupted());
    std::error_code error;
    fs::remove(beside(".check"), error);
    return {};
}

// What was being said when the program ended is kept, marked, and can be found.
base::Result<> Store::settleInterrupted() {
    Transaction transaction = TRY(Transaction::begin(*database_));
    std::vector<std::pair<Id, Id>> streaming;
    Statement rows = TRY(database_->prepare("SELECT id, conversation FROM messages WHERE state='streaming'"));
    while (TRY(rows.step())) streaming.emplace_back(rows.text(0), rows.text(1));
    TRY(
        database_->run("UPDATE messages SET state='interrupted' WHERE state='streaming';"
                       "UPDATE steps SET state='unknown' WHERE state IN ('running','waiting');"));
    for (const auto& [id, conversation] : streaming) {
        Statement text =
            TRY(database_->prepare("SELECT group_concat(text, char(10)) FROM parts WHERE message=?"));
        text.bind(id);
        TRY(text.step());
        TRY(indexMessage(*database_, id, text.text(0)));
    }
    return transaction.commit();
}

base::Result<> Store::openForReading(const base::Error& why) {
    readOnly_ = true;
    database_.reset();
    if (sizeOf(file_) == 0)
        return openNothing(Code::ReadOnly,
                           fmt::format("{} cannot be made ({}). Nothing will be saved; check the "
                                       "folder's permissions and the disk.",
                                       file_.string(), why.message));
    if (why.code == Code::Invalid)
        return openNothing(Code::ReadOnly,
                           fmt::format("{} is not used: {}. Nothing will be saved; move that file "
                                       "away and start again.",
                                       file_.string(), why.message));
    // The newest lines may be in the WAL, which a folder that cannot be written does not let SQLite read.
    if (sizeOf(beside("-wal")) == 0 || !openCopy()) {
        auto opened = Database::open(file_, Database::Access::Immutable);
        if (!opened || !(*opened)->number("SELECT count(*) FROM conversations"))
            return openNothing(why.code,
                               fmt::format("{} can neither be written nor read: {} Nothing will be saved; "
                                           "the file is left as it is.",
                                           file_.string(), why.message));
        database_ = std::move(*opened);
    }
    troubles_.push_back(
        {why.code == Code::Unsupported ? Code::Unsupported : Code::ReadOnly,
         fmt::format("{} can only be read: {} Nothing new will be saved.", file_.string(), why.message)});
    return {};
}

// Conversations can be held, in memory only.
base::Result<> Store::openNothing(Code code, std::string words) {
    database_ = TRY(Database::open(file_, Database::Access::Memory));
    TRY(migrate(*database_, file_));
    troubles_.push_back({code, std::move(words)});
    return {};
}

// A copy of our own, WAL and all; false when there is no room for one.
bool Store::openCopy() {
    std::error_code error;
    copyFolder_ = fs::temp_directory_path(error) / ("inkstone-" + newId());
    fs::create_directory(copyFolder_, error);
    fs::permissions(copyFolder_, fs::perms::owner_all, error);
    const std::string copy = copyFolder_ / "inkstone.db";
    const auto copied = [&](const fs::path& from, const std::string& to) {
        if (!fs::copy_file(from, to, error)) return false;
        fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write, error);
        return !error;
    };
    if (!copied(file_, copy) || !copied(beside("-wal"), copy + "-wal")) return false;
    auto opened = Database::open(copy, Database::Access::Write);
    if (!opened || !(*opened)->number("SELECT count(*) FROM conversations")) return false;
    database_ = std::move(*opened);
    return true;
}

// The damaged files keep everything they had, under another name.
base::Result<> Store::repair(const base::Error& why) {
    database_.reset();
    const std::string name = fmt::format("inkstone-corrupt-{}", dateNow());
    fs::path aside = file_;
    aside.replace_filename(name + ".db");
    for (int again = 2; fs::exists(aside); ++again)
        aside.replace_filename(fmt::format("{}-{}.db", name, again));
    moveAside(file_, aside);
    moveAside(beside("-wal"), aside.string() + "-wal");
    moveAside(beside("-shm"), aside.string() + "-shm");
    if (fs::exists(file_)) return tl::unexpected(why);
    database_ = TRY(Database::open(file_, Database::Access::Write));
    TRY(migrate(*database_, file_));
    auto repaired = recoverInto(*database_, aside);
    TRY(settleInterrupted());
    const std::string found =
        repaired ? fmt::format("{} conversations with {} messages were recovered; some may be missing.",
                               repaired->conversations, repaired->messages)
                 : fmt::format("Nothing could be recovered ({}).", repaired.error().message);
    troubles_.push_back({Code::Corrupt, fmt::format("{} {} The damaged file was kept as {}.", why.message,
                                                    found, aside.string())});
    base::log::warn("agents", "{}", troubles_.back().message);
    return {};
}

Store::~Store() {
    if (database_ && !readOnly_)
        if (const auto done = database_->run("PRAGMA wal_checkpoint(TRUNCATE)"); !done)
            base::log::warn("agents", "closing the database: {}", done.error().message);
    database_.reset();
    std::error_code error;
    if (!copyFolder_.empty()) fs::remove_all(copyFolder_, error);
}

base::Result<> Store::apply(std::span<const Change> changes) {
    const std::lock_guard lock(mutex_);
    if (readOnly_) return base::failure(Code::ReadOnly, "The conversations can only be read.");
    Transaction transaction = TRY(Transaction::begin(*database_));
    for (const Change& change : changes) TRY(applyChange(*database_, change));
    return transaction.commit();
}

base::Result<std::vector<Heading>> Store::headings() {
    return headingsThat("trashed_at=0 ORDER BY pinned DESC, changed_at DESC, number DESC");
}

base::Result<std::vector<Heading>> Store::trash() {
    return headingsThat("trashed_at<>0 ORDER BY trashed_at DESC, number DESC");
}

base::Result<std::vector<Heading>> Store::headingsThat(const std::string& condition) {
    const std::lock_guard lock(mutex_);
    Statement rows = TRY(database_->prepare(
        "SELECT id, title, changed_at, pinned, folder FROM conversations WHERE " + condition));
    std::vector<Heading> headings;
    while (TRY(rows.step())) headings.push_back(headingOf(rows));
    return headings;
}

base::Result<Store::Conversation> Store::load(const Id& id) {
    const std::lock_guard lock(mutex_);
    Conversation conversation;
    Statement rows =
        TRY(database_->prepare("SELECT id, title, changed_at, pinned, folder FROM conversations WHERE id=?"));
    rows.bind(id);
    if (!TRY(rows.step())) return base::failure(Code::NotFound, "This conversation is not stored here.");
    conversation.heading = headingOf(rows);
    conversation.entries = TRY(loadEntries(*database_, id));
    for (Entry& entry : conversation.entries) {
        if (!readOnly_) break;  // else they were settled when it was opened
        if (entry.state == AnswerState::Streaming) entry.state = AnswerState::Interrupted;
        for (Part& part : entry.parts)
            for (Step& step : part.steps)
                if (step.state == Step::State::Running || step.state == Step::State::Waiting)
                    step.state = Step::State::Unknown;
    }
    Statement draft = TRY(database_->prepare("SELECT text FROM drafts WHERE conversation=?"));
    draft.bind(id);
    if (TRY(draft.step())) conversation.draft = draft.text(0);
    Statement grants =
        TRY(database_->prepare("SELECT folder FROM grants WHERE conversation=? AND what='write'"));
    grants.bind(id);
    while (TRY(grants.step())) conversation.grants.insert(grants.text(0));
    return conversation;
}

base::Result<std::vector<Hit>> Store::search(std::string_view words, size_t most) {
    const std::lock_guard lock(mutex_);
    return searchConversations(*database_, words, most);
}

base::Result<std::string> Store::integrity() {
    const std::lock_guard lock(mutex_);
    return database_->text("PRAGMA integrity_check");
}

void Store::suspect() {
    std::ofstream(beside(".check")) << "look closely at the next start\n";
}

base::Result<> Store::limitPages(int64_t pages) {
    const std::lock_guard lock(mutex_);
    return database_->run(fmt::format("PRAGMA max_page_count={}", pages).c_str());
}

}  // namespace agents
