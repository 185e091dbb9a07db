#include "agents/store/repair.h"

#include <fmt/core.h>

#include <map>
#include <string>

#include "agents/store/salvage.h"
#include "agents/utf8.h"

namespace agents {
namespace {

namespace fs = std::filesystem;
using base::Code;

// `kinds` is how a table's rows are known: n the row's own number, t text, i integer, r number.
struct Table {
    std::string_view kinds;
    std::string_view name;
    std::string_view columns;
};

constexpr Table Tables[] = {
    {"nttiiiti", "conversations", "number, id, title, created_at, changed_at, pinned, folder, trashed_at"},
    {"ntttitttttiiirrtti", "messages",
     "number, id, conversation, parent, version, role, text, state, error_code, error_message, "
     "prompt_tokens, cached_tokens, answer_tokens, prefill_seconds, decode_seconds, model, place, at"},
    {"ntitt", "parts", "number, message, position, text, reasoning"},
    {"nttiitttttttti", "steps",
     "number, id, message, part, position, call_id, tool, arguments, verb, detail, state, result, summary, "
     "milliseconds"},
    {"tti", "drafts", "conversation, text, at"},
    {"ttti", "grants", "conversation, folder, what, at"},
};

bool isOfKind(const SalvagedValue& value, char kind) {
    switch (kind) {
        case 'n': return std::holds_alternative<std::monostate>(value);
        case 't': return std::holds_alternative<std::string>(value);
        case 'i': return std::holds_alternative<int64_t>(value);
        default: return std::holds_alternative<double>(value) || std::holds_alternative<int64_t>(value);
    }
}

const Table* tableOf(const SalvagedRow& row) {
    for (const Table& table : Tables) {
        bool same = table.kinds.size() == row.values.size();
        for (size_t i = 0; same && i < row.values.size(); ++i) same = isOfKind(row.values[i], table.kinds[i]);
        if (same) return &table;
    }
    return nullptr;
}

void bindValue(Statement& statement, const SalvagedValue& value, int64_t number) {
    if (const auto* text = std::get_if<std::string>(&value))
        statement.bind(validText(*text));
    else if (const auto* integer = std::get_if<int64_t>(&value))
        statement.bind(*integer);
    else if (const auto* real = std::get_if<double>(&value))
        statement.bind(*real);
    else
        statement.bind(number);
}

// An old version of a row may lie about in a page that is no longer used; rows grow, so the longer one is
// newer.
class Rows {
public:
    explicit Rows(Database& fresh) : fresh_(fresh) {}

    base::Result<> insert(const SalvagedRow& row) {
        const Table* table = tableOf(row);
        if (!table) return {};
        size_t& known = lengths_[{table, row.number}];
        if (known >= row.bytes) return {};
        known = row.bytes;
        std::string marks = "?";
        for (size_t i = 1; i < row.values.size(); ++i) marks += ",?";
        Statement insert = TRY(fresh_.prepare(
            fmt::format("INSERT OR REPLACE INTO {}({}) VALUES({})", table->name, table->columns, marks)));
        for (const SalvagedValue& value : row.values) bindValue(insert, value, row.number);
        return insert.run();
    }

private:
    Database& fresh_;
    std::map<std::pair<const Table*, int64_t>, size_t> lengths_;
};

// Rows whose conversation is lost get a new one; rows whose message is lost have no place.
constexpr const char* MendReferences = R"(
INSERT OR IGNORE INTO conversations(id, title, created_at, changed_at, pinned, folder, trashed_at)
    SELECT conversation, 'Recovered', min(at), max(at), 0, '', 0 FROM messages
    WHERE conversation NOT IN (SELECT id FROM conversations) GROUP BY conversation;
DELETE FROM parts WHERE message NOT IN (SELECT id FROM messages);
DELETE FROM steps WHERE message NOT IN (SELECT id FROM messages);
DELETE FROM drafts WHERE conversation NOT IN (SELECT id FROM conversations);
DELETE FROM grants WHERE conversation NOT IN (SELECT id FROM conversations);
INSERT INTO search(rowid, text) SELECT number * 2 + 1, title FROM conversations WHERE title <> '';
INSERT INTO search(rowid, text) SELECT number * 2, trim(text || char(10) ||
    coalesce((SELECT group_concat(p.text, char(10)) FROM parts p WHERE p.message = messages.id), ''), char(10))
    FROM messages;
)";

base::Result<Repaired> fill(Database& fresh, const fs::path& copy) {
    Transaction transaction = TRY(Transaction::begin(fresh));
    Rows rows(fresh);
    base::Result<> inserted;
    TRY(salvageRows(copy, [&](const SalvagedRow& row) {
        if (inserted) inserted = rows.insert(row);
    }));
    TRY(std::move(inserted));
    TRY(fresh.run(MendReferences));
    Repaired repaired;
    repaired.conversations = TRY(fresh.number("SELECT count(*) FROM conversations"));
    repaired.messages = TRY(fresh.number("SELECT count(*) FROM messages"));
    TRY(transaction.commit());
    return repaired;
}

}  // namespace

base::Result<Repaired> recoverInto(Database& fresh, const fs::path& damaged) {
    const fs::path copy = damaged.string() + ".reading";
    std::error_code error;
    fs::copy_file(damaged, copy, fs::copy_options::overwrite_existing, error);
    if (error) return base::failure(Code::Io, fmt::format("no copy could be made: {}", error.message()));
    fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write, error);
    auto repaired = [&]() -> base::Result<Repaired> {
        TRY(replayLog(copy, damaged.string() + "-wal"));
        TRY(fresh.run("PRAGMA foreign_keys=OFF"));  // rows come in no order
        Repaired filled = TRY(fill(fresh, copy));
        TRY(fresh.run("PRAGMA foreign_keys=ON"));
        return filled;
    }();
    fs::remove(copy, error);
    return repaired;
}

}  // namespace agents
