#include "agents/store/schema.h"

#include <fmt/core.h>

#include <iterator>

namespace agents {
namespace {

using base::Code;

// No two tables have columns of the same kinds in the same order: a damaged file is read row by row, and that
// is how rows are told apart (salvage.h). Numbers order what happened: clocks may go back, numbers do not.
// The full-text table has a row 2n for message number n and 2n+1 for the title of conversation number n.
constexpr const char* First = R"(
CREATE TABLE conversations(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    pinned INTEGER NOT NULL,
    folder TEXT NOT NULL,
    trashed_at INTEGER NOT NULL
);
CREATE TABLE messages(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    conversation TEXT NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    parent TEXT NOT NULL,
    version INTEGER NOT NULL,
    role TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    error_code TEXT NOT NULL,
    error_message TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    answer_tokens INTEGER NOT NULL,
    prefill_seconds REAL NOT NULL,
    decode_seconds REAL NOT NULL,
    model TEXT NOT NULL,
    place TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX messages_of_conversation ON messages(conversation, number);
CREATE INDEX messages_in_progress ON messages(state) WHERE state = 'streaming';
CREATE TABLE parts(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    message TEXT NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    reasoning TEXT NOT NULL,
    UNIQUE(message, position)
);
CREATE TABLE steps(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    message TEXT NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    position INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    tool TEXT NOT NULL,
    arguments TEXT NOT NULL,
    verb TEXT NOT NULL,
    detail TEXT NOT NULL,
    state TEXT NOT NULL,
    result TEXT NOT NULL,
    summary TEXT NOT NULL,
    milliseconds INTEGER NOT NULL
);
CREATE INDEX steps_of_message ON steps(message, part, position);
CREATE INDEX steps_in_progress ON steps(state) WHERE state IN ('running', 'waiting');
CREATE TABLE drafts(
    conversation TEXT PRIMARY KEY REFERENCES conversations(id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE TABLE grants(
    conversation TEXT NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    folder TEXT NOT NULL,
    what TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE(conversation, folder, what)
);
CREATE VIRTUAL TABLE search USING fts5(text, tokenize = 'trigram');
)";

constexpr const char* Steps[] = {First};

base::Result<> runStep(Database& database, int64_t step) {
    Transaction transaction = TRY(Transaction::begin(database));
    if (step == 0) TRY(database.run(fmt::format("PRAGMA application_id={}", ApplicationId).c_str()));
    TRY(database.run(Steps[step]));
    TRY(database.run(fmt::format("PRAGMA user_version={}", step + 1).c_str()));
    return transaction.commit();
}

base::Result<> backUp(Database& database, const std::filesystem::path& file, int64_t version) {
    std::filesystem::path copy = file;
    copy.replace_filename(fmt::format("{}-before-{}.db", file.stem().string(), version + 1));
    std::error_code error;
    if (std::filesystem::exists(copy, error)) return {};  // from an upgrade that did not get to its end
    Statement statement = TRY(database.prepare("VACUUM INTO ?"));
    return statement.bind(copy.string()).run();
}

}  // namespace

int64_t newestSchema() {
    return static_cast<int64_t>(std::size(Steps));
}

base::Result<> checkSchema(Database& database) {
    const int64_t application = TRY(database.number("PRAGMA application_id"));
    const int64_t version = TRY(database.number("PRAGMA user_version"));
    const int64_t tables = TRY(database.number("SELECT count(*) FROM sqlite_schema"));
    if (tables > 0 && application != ApplicationId)
        return base::failure(Code::Invalid, "it was not made by Inkstone");
    if (version > newestSchema())
        return base::failure(
            Code::Unsupported,
            fmt::format("it was written by a newer Inkstone (format {}; this one knows formats up to {})",
                        version, newestSchema()));
    if (tables > 0 && version < 1) return base::failure(Code::Corrupt, "its format number is lost");
    return {};
}

base::Result<> migrate(Database& database, const std::filesystem::path& file) {
    const int64_t version = TRY(database.number("PRAGMA user_version"));
    if (version > 0 && version < newestSchema()) TRY(backUp(database, file, version));
    for (int64_t step = version; step < newestSchema(); ++step) TRY(runStep(database, step));
    return {};
}

}  // namespace agents
