#include "agents/store/database.h"

#include <fmt/core.h>

#include <cerrno>

#include "kernels/base/log.h"

namespace agents {
namespace {

using base::Code;

constexpr int BusyMilliseconds = 5000;

bool diskIsFull(sqlite3* connection) {
    const int number = sqlite3_system_errno(connection);
    return number == ENOSPC || number == EDQUOT || number == EFBIG;
}

base::Error errorOf(sqlite3* connection, int code) {
    const std::string words = connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
    switch (code & 0xFF) {
        case SQLITE_FULL:
            return {Code::DiskFull, "The disk is full: what is new is kept in memory only. Free some space."};
        case SQLITE_IOERR:
            if (connection && diskIsFull(connection))
                return {Code::DiskFull,
                        "The disk is full: what is new is kept in memory only. Free some space."};
            return {Code::Io,
                    fmt::format("The conversations cannot be read or written ({}). Check the disk.", words)};
        case SQLITE_READONLY:
            return {Code::ReadOnly, fmt::format("The conversations cannot be written ({}).", words)};
        case SQLITE_CANTOPEN: return {Code::Io, fmt::format("The database cannot be opened ({}).", words)};
        case SQLITE_PERM:
        case SQLITE_AUTH: return {Code::Denied, fmt::format("The database cannot be opened ({}).", words)};
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return {Code::Busy, "Another program holds the database of the conversations."};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return {Code::Corrupt, fmt::format("The database is damaged ({}).", words)};
        case SQLITE_NOMEM: return {Code::OutOfMemory, "There is not enough memory for the database."};
        default: return {Code::Internal, fmt::format("SQLite: {}", words)};
    }
}

tl::unexpected<base::Error> failed(sqlite3* connection, int code) {
    return tl::unexpected(errorOf(connection, code));
}

std::string uriOf(const std::filesystem::path& file, bool immutable) {
    std::string uri = "file:";
    for (const char character : file.string()) {
        const bool plain = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                           (character >= '0' && character <= '9') || character == '/' || character == '.' ||
                           character == '-' || character == '_';
        uri +=
            plain ? std::string(1, character) : fmt::format("%{:02X}", static_cast<unsigned char>(character));
    }
    return immutable ? uri + "?immutable=1" : uri;
}

}  // namespace

Statement& Statement::bind(std::string_view text) {
    sqlite3_bind_text64(statement_.get(), next_++, text.data() ? text.data() : "", text.size(),
                        SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind(int64_t number) {
    sqlite3_bind_int64(statement_.get(), next_++, number);
    return *this;
}

Statement& Statement::bind(double number) {
    sqlite3_bind_double(statement_.get(), next_++, number);
    return *this;
}

Statement& Statement::bindNull() {
    sqlite3_bind_null(statement_.get(), next_++);
    return *this;
}

base::Result<bool> Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return failed(connection_, code);
}

base::Result<> Statement::run() {
    while (TRY(step())) {
    }
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
    next_ = 1;
    return {};
}

std::string Statement::text(int column) const {
    const auto* bytes = sqlite3_column_text(statement_.get(), column);
    const auto length = static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column));
    return bytes ? std::string(reinterpret_cast<const char*>(bytes), length) : std::string();
}

int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(statement_.get(), column);
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

base::Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file, Access access) {
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
    flags |= access == Access::Write || access == Access::Memory ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                                                 : SQLITE_OPEN_READONLY;
    const std::string uri = access == Access::Memory ? ":memory:" : uriOf(file, access == Access::Immutable);
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(uri.c_str(), &opened, flags, nullptr);
    std::unique_ptr<Database> database(new Database(opened));
    if (code != SQLITE_OK) return failed(opened, code);
    sqlite3_busy_timeout(opened, BusyMilliseconds);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    TRY(
        database->run("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA foreign_keys=ON; "
                      "PRAGMA temp_store=MEMORY;"));
    if (access != Access::Write) return database;
    if (sqlite3_db_readonly(opened, "main") == 1)
        return base::failure(Code::ReadOnly, fmt::format("{} cannot be written.", file.string()));
    TRY(database->run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000;"));
    return database;
}

base::Result<> Database::run(const char* sql) {
    const int code = sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failed(connection_.get(), code);
    return {};
}

base::Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v2(connection_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (code != SQLITE_OK) return failed(connection_.get(), code);
    return Statement(connection_.get(), statement);
}

base::Result<int64_t> Database::number(std::string_view sql) {
    Statement statement = TRY(prepare(sql));
    return TRY(statement.step()) ? statement.number(0) : 0;
}

base::Result<std::string> Database::text(std::string_view sql) {
    Statement statement = TRY(prepare(sql));
    return TRY(statement.step()) ? statement.text(0) : std::string();
}

base::Result<Transaction> Transaction::begin(Database& database) {
    TRY(database.run("BEGIN IMMEDIATE"));
    return Transaction(database);
}

Transaction::~Transaction() {
    if (!database_) return;
    // A full disk may have undone it already; then there is nothing to undo.
    if (const auto undone = database_->run("ROLLBACK"); !undone)
        base::log::debug("agents", "rollback: {}", undone.error().message);
}

base::Result<> Transaction::commit() {
    TRY(database_->run("COMMIT"));
    database_ = nullptr;
    return {};
}

}  // namespace agents
