// Changes into rows.
#include <fmt/core.h>

#include "agents/identity.h"
#include "agents/store/rows.h"

namespace agents {
namespace {

base::Result<> index(Database& database, int64_t row, std::string_view text) {
    TRY(TRY(database.prepare("DELETE FROM search WHERE rowid=?")).bind(row).run());
    if (text.empty()) return {};
    return TRY(database.prepare("INSERT INTO search(rowid, text) VALUES(?,?)")).bind(row).bind(text).run();
}

base::Result<int64_t> numberOf(Database& database, const char* sql, const Id& id) {
    Statement statement = TRY(database.prepare(sql));
    statement.bind(id);
    if (!TRY(statement.step()))
        return base::failure(base::Code::NotFound, fmt::format("{} is not stored", id));
    return statement.number(0);
}

base::Result<> apply(Database& database, const PutConversation& put) {
    const Heading& heading = put.heading;
    TRY(TRY(database.prepare(
                "INSERT INTO conversations(id, title, created_at, changed_at, pinned, folder, trashed_at) "
                "VALUES(?1,?2,?3,?3,?4,?5,0) ON CONFLICT(id) DO UPDATE SET title=excluded.title, "
                "changed_at=excluded.changed_at, pinned=excluded.pinned, folder=excluded.folder"))
            .bind(heading.id)
            .bind(heading.title)
            .bind(heading.changedAt)
            .bind(int64_t{heading.pinned})
            .bind(heading.folder)
            .run());
    const int64_t number = TRY(numberOf(database, "SELECT number FROM conversations WHERE id=?", heading.id));
    return index(database, number * 2 + 1, heading.title);
}

base::Result<> apply(Database& database, const TrashConversation& trash) {
    return TRY(database.prepare("UPDATE conversations SET trashed_at=? WHERE id=?"))
        .bind(trash.at)
        .bind(trash.id)
        .run();
}

// Rows that point to it go with it; the full-text table knows no references. What is deleted is overwritten.
base::Result<> apply(Database& database, const PurgeConversation& purge) {
    TRY(database.run("PRAGMA secure_delete=ON"));
    for (const char* sql :
         {"DELETE FROM search WHERE rowid IN (SELECT number * 2 FROM messages WHERE conversation=?)",
          "DELETE FROM search WHERE rowid IN (SELECT number * 2 + 1 FROM conversations WHERE id=?)",
          "DELETE FROM conversations WHERE id=?"})
        TRY(TRY(database.prepare(sql)).bind(purge.id).run());
    return database.run("PRAGMA secure_delete=OFF");
}

base::Result<> putStep(Database& database, const Id& message, size_t part, size_t position,
                       const Step& step) {
    return TRY(database.prepare(
                   "INSERT INTO steps(id, message, part, position, call_id, tool, arguments, verb, detail, "
                   "state, result, summary, milliseconds) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?) "
                   "ON CONFLICT(id) DO UPDATE SET state=excluded.state, detail=excluded.detail, "
                   "result=excluded.result, summary=excluded.summary, milliseconds=excluded.milliseconds"))
        .bind(step.id)
        .bind(message)
        .bind(static_cast<int64_t>(part))
        .bind(static_cast<int64_t>(position))
        .bind(step.call.id)
        .bind(step.call.name)
        .bind(step.call.arguments)
        .bind(step.verb)
        .bind(step.detail)
        .bind(nameOf(step.state))
        .bind(step.result)
        .bind(step.summary)
        .bind(step.milliseconds)
        .run();
}

base::Result<> putPart(Database& database, const Id& message, size_t position, const Part& part) {
    TRY(TRY(database.prepare(
                "INSERT INTO parts(message, position, text, reasoning) VALUES(?,?,?,?) ON "
                "CONFLICT(message, position) DO UPDATE SET text=excluded.text, reasoning=excluded.reasoning"))
            .bind(message)
            .bind(static_cast<int64_t>(position))
            .bind(part.text)
            .bind(part.reasoning)
            .run());
    for (size_t i = 0; i < part.steps.size(); ++i)
        TRY(putStep(database, message, position, i, part.steps[i]));
    return {};
}

base::Result<int64_t> versionOf(Database& database, const PutEntry& put) {
    Statement statement = TRY(database.prepare(
        "SELECT count(*) FROM messages WHERE conversation=? AND parent=? AND role=? AND id<>?"));
    statement.bind(put.conversation)
        .bind(put.entry.parent)
        .bind(put.entry.role == engine::Role::User ? "user" : "assistant")
        .bind(put.entry.id);
    TRY(statement.step());
    return statement.number(0);
}

base::Result<> putMessage(Database& database, const PutEntry& put) {
    const Entry& entry = put.entry;
    const bool failed = entry.state == AnswerState::Failed;
    return TRY(database.prepare(
                   "INSERT INTO messages(id, conversation, parent, version, role, text, state, error_code, "
                   "error_message, "
                   "prompt_tokens, cached_tokens, answer_tokens, prefill_seconds, decode_seconds, model, "
                   "place, at) "
                   "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET "
                   "state=excluded.state, "
                   "text=excluded.text, error_code=excluded.error_code, "
                   "error_message=excluded.error_message, "
                   "prompt_tokens=excluded.prompt_tokens, cached_tokens=excluded.cached_tokens, "
                   "answer_tokens=excluded.answer_tokens, prefill_seconds=excluded.prefill_seconds, "
                   "decode_seconds=excluded.decode_seconds, model=excluded.model, place=excluded.place"))
        .bind(entry.id)
        .bind(put.conversation)
        .bind(entry.parent)
        .bind(TRY(versionOf(database, put)))
        .bind(entry.role == engine::Role::User ? "user" : "assistant")
        .bind(entry.text)
        .bind(nameOf(entry.state))
        .bind(failed ? base::nameOf(entry.error.code) : std::string_view())
        .bind(failed ? std::string_view(entry.error.message) : std::string_view())
        .bind(int64_t{entry.usage.promptTokens})
        .bind(int64_t{entry.usage.cachedTokens})
        .bind(int64_t{entry.usage.answerTokens})
        .bind(entry.usage.prefillSeconds)
        .bind(entry.usage.decodeSeconds)
        .bind(entry.model)
        .bind(entry.place)
        .bind(entry.at)
        .run();
}

base::Result<> apply(Database& database, const PutEntry& put) {
    TRY(putMessage(database, put));
    for (size_t i = 0; i < put.entry.parts.size(); ++i)
        TRY(putPart(database, put.entry.id, i, put.entry.parts[i]));
    // While it grows it is not indexed: a long answer would be indexed as a whole four times a second.
    if (put.entry.state == AnswerState::Streaming) return {};
    return indexMessage(database, put.entry.id, searchText(put.entry));
}

base::Result<> apply(Database& database, const AppendText& append) {
    const char* sql =
        append.reasoning ? "INSERT INTO parts(message, position, text, reasoning) VALUES(?1,?2,'',?3) ON "
                           "CONFLICT(message, position) DO UPDATE SET reasoning=reasoning||excluded.reasoning"
                         : "INSERT INTO parts(message, position, text, reasoning) VALUES(?1,?2,?3,'') ON "
                           "CONFLICT(message, position) DO UPDATE SET text=text||excluded.text";
    return TRY(database.prepare(sql))
        .bind(append.entry)
        .bind(static_cast<int64_t>(append.part))
        .bind(append.text)
        .run();
}

base::Result<> apply(Database& database, const PutStep& put) {
    TRY(TRY(database.prepare(
                "INSERT OR IGNORE INTO parts(message, position, text, reasoning) VALUES(?,?,'','')"))
            .bind(put.entry)
            .bind(static_cast<int64_t>(put.part))
            .run());
    return putStep(database, put.entry, put.part, put.position, put.step);
}

base::Result<> apply(Database& database, const PutDraft& draft) {
    if (draft.text.empty())
        return TRY(database.prepare("DELETE FROM drafts WHERE conversation=?"))
            .bind(draft.conversation)
            .run();
    return TRY(database.prepare(
                   "INSERT INTO drafts(conversation, text, at) VALUES(?,?,?) ON CONFLICT(conversation) DO "
                   "UPDATE SET text=excluded.text, at=excluded.at"))
        .bind(draft.conversation)
        .bind(draft.text)
        .bind(nowMilliseconds())
        .run();
}

base::Result<> apply(Database& database, const PutGrant& grant) {
    return TRY(database.prepare(
                   "INSERT OR IGNORE INTO grants(conversation, folder, what, at) VALUES(?,?,'write',?)"))
        .bind(grant.conversation)
        .bind(grant.folder)
        .bind(nowMilliseconds())
        .run();
}

}  // namespace

base::Result<> applyChange(Database& database, const Change& change) {
    return std::visit([&](const auto& one) { return apply(database, one); }, change);
}

std::string searchText(const Entry& entry) {
    std::string text = entry.text;
    for (const Part& part : entry.parts) {
        if (!text.empty() && !part.text.empty()) text += '\n';
        text += part.text;
    }
    return text;
}

base::Result<> indexMessage(Database& database, const Id& message, std::string_view text) {
    const int64_t number = TRY(numberOf(database, "SELECT number FROM messages WHERE id=?", message));
    return index(database, number * 2, text);
}

}  // namespace agents
