// Rows into entries.
#include <algorithm>
#include <map>
#include <set>

#include "agents/store/rows.h"

namespace agents {
namespace {

constexpr std::string_view AnswerStates[] = {"streaming", "done", "stopped", "interrupted", "failed"};
constexpr std::string_view StepStates[] = {"running", "waiting", "done", "failed", "denied", "unknown"};

AnswerState answerState(std::string_view name) {
    for (size_t i = 0; i < std::size(AnswerStates); ++i)
        if (AnswerStates[i] == name) return static_cast<AnswerState>(i);
    return AnswerState::Interrupted;
}

Step::State stepState(std::string_view name) {
    for (size_t i = 0; i < std::size(StepStates); ++i)
        if (StepStates[i] == name) return static_cast<Step::State>(i);
    return Step::State::Unknown;
}

base::Code codeOf(std::string_view name) {
    for (int code = 0; code <= static_cast<int>(base::Code::Internal); ++code)
        if (base::nameOf(static_cast<base::Code>(code)) == name) return static_cast<base::Code>(code);
    return base::Code::Internal;
}

Entry entryOf(const Statement& row) {
    Entry entry;
    entry.id = row.text(0);
    entry.parent = row.text(1);
    entry.role = row.text(2) == "user" ? engine::Role::User : engine::Role::Assistant;
    entry.text = row.text(3);
    entry.state = answerState(row.text(4));
    if (entry.state == AnswerState::Failed) entry.error = {codeOf(row.text(5)), row.text(6)};
    entry.usage.promptTokens = static_cast<int>(row.number(7));
    entry.usage.cachedTokens = static_cast<int>(row.number(8));
    entry.usage.answerTokens = static_cast<int>(row.number(9));
    entry.usage.prefillSeconds = row.real(10);
    entry.usage.decodeSeconds = row.real(11);
    entry.model = row.text(12);
    entry.place = row.text(13);
    entry.at = row.number(14);
    return entry;
}

// From the newest up. A parent that is lost (a repaired database) is replaced by the message before it.
std::vector<Entry> newestBranch(std::vector<Entry> all) {
    std::map<Id, size_t> places;
    for (size_t i = 0; i < all.size(); ++i) places[all[i].id] = i;
    std::vector<Entry> branch;
    for (size_t at = all.size(); at > 0;) {
        Entry& entry = all[at - 1];
        const auto parent = places.find(entry.parent);
        if (entry.parent.empty())
            at = 0;
        else
            at = parent != places.end() && parent->second < at - 1 ? parent->second + 1 : at - 1;
        branch.push_back(std::move(entry));
    }
    std::reverse(branch.begin(), branch.end());
    return branch;
}

base::Result<> loadParts(Database& database, Entry& entry) {
    Statement rows = TRY(
        database.prepare("SELECT text, reasoning, position FROM parts WHERE message=? ORDER BY position"));
    rows.bind(entry.id);
    while (TRY(rows.step())) entry.parts.push_back({rows.text(0), rows.text(1), {}});
    return {};
}

base::Result<> loadSteps(Database& database, Entry& entry) {
    Statement rows = TRY(
        database.prepare("SELECT id, part, call_id, tool, arguments, verb, detail, state, result, summary, "
                         "milliseconds FROM steps WHERE message=? ORDER BY part, position, number"));
    rows.bind(entry.id);
    while (TRY(rows.step())) {
        Step step{.id = rows.text(0),
                  .call = {rows.text(2), rows.text(3), rows.text(4)},
                  .verb = rows.text(5),
                  .detail = rows.text(6),
                  .state = stepState(rows.text(7)),
                  .result = rows.text(8),
                  .summary = rows.text(9),
                  .milliseconds = rows.number(10)};
        if (entry.parts.empty()) entry.parts.emplace_back();
        const auto part = static_cast<size_t>(std::max<int64_t>(rows.number(1), 0));
        entry.parts[std::min(part, entry.parts.size() - 1)].steps.push_back(std::move(step));
    }
    return {};
}

}  // namespace

std::string_view nameOf(AnswerState state) {
    return AnswerStates[static_cast<size_t>(state)];
}

std::string_view nameOf(Step::State state) {
    return StepStates[static_cast<size_t>(state)];
}

base::Result<std::vector<Entry>> loadEntries(Database& database, const Id& conversation) {
    Statement rows =
        TRY(database.prepare("SELECT id, parent, role, text, state, error_code, error_message, "
                             "prompt_tokens, cached_tokens, answer_tokens, "
                             "prefill_seconds, decode_seconds, model, place, at FROM messages WHERE "
                             "conversation=? ORDER BY number"));
    rows.bind(conversation);
    std::vector<Entry> all;
    while (TRY(rows.step())) all.push_back(entryOf(rows));
    std::vector<Entry> branch = newestBranch(std::move(all));
    for (Entry& entry : branch) {
        if (entry.role != engine::Role::Assistant) continue;
        TRY(loadParts(database, entry));
        TRY(loadSteps(database, entry));
    }
    return branch;
}

}  // namespace agents
