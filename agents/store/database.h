// SQLite, thinly: statements that bind and step, errors as base::Result. One connection, one thread at a
// time; the Store guards it. Nothing here knows what is stored.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "kernels/base/result.h"

namespace agents {

// A prepared statement. bind() in the order of the ?s, then step() while it says true.
class Statement {
public:
    Statement(sqlite3* connection, sqlite3_stmt* statement)
        : connection_(connection), statement_(statement) {}

    Statement& bind(std::string_view text);
    Statement& bind(int64_t number);
    Statement& bind(double number);
    Statement& bindNull();

    base::Result<bool> step();  // false at the end
    base::Result<> run();       // steps to the end, and is ready to be bound anew

    std::string text(int column) const;
    int64_t number(int column) const;
    double real(int column) const;
    bool isNull(int column) const;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    sqlite3* connection_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int next_ = 1;
};

class Database {
public:
    enum class Access {
        Write,
        Read,       // nothing is changed, a WAL beside it is read
        Immutable,  // as Read, but for a folder that cannot be written: only when nobody else writes
        Memory,     // nowhere; `file` is ignored
    };
    // Opens and sets everything that must hold for every connection of ours. Corrupt, ReadOnly, DiskFull, Io
    // ...
    static base::Result<std::unique_ptr<Database>> open(const std::filesystem::path& file, Access access);

    base::Result<> run(const char* sql);  // one or more statements without results
    base::Result<Statement> prepare(std::string_view sql);
    base::Result<int64_t> number(std::string_view sql);  // the first column of the first row; 0 without one
    base::Result<std::string> text(std::string_view sql);
    int64_t lastInserted() const { return sqlite3_last_insert_rowid(connection_.get()); }

private:
    struct Close {
        void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
    };
    explicit Database(sqlite3* connection) : connection_(connection) {}
    std::unique_ptr<sqlite3, Close> connection_;
};

// A transaction that is undone unless committed.
class Transaction {
public:
    static base::Result<Transaction> begin(Database& database);
    ~Transaction();
    Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
    base::Result<> commit();

private:
    explicit Transaction(Database& database) : database_(&database) {}
    Database* database_;
};

}  // namespace agents
