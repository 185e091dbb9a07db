// Entries, steps and their states as columns, both ways. For the store's own use.
#pragma once

#include "agents/conversation.h"
#include "agents/store/change.h"
#include "agents/store/database.h"

namespace agents {

std::string_view nameOf(AnswerState state);
std::string_view nameOf(Step::State state);

base::Result<> applyChange(Database& database, const Change& change);

// The branch that leads to the newest message, oldest first, with parts and steps.
base::Result<std::vector<Entry>> loadEntries(Database& database, const Id& conversation);

// What a search should find in it.
std::string searchText(const Entry& entry);
base::Result<> indexMessage(Database& database, const Id& message, std::string_view text);

}  // namespace agents
