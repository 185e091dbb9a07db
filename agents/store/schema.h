// The tables, as numbered steps: a database of any older number is brought to the newest, one transaction
// each.
#pragma once

#include "agents/store/database.h"

namespace agents {

constexpr int64_t ApplicationId = 0x496E6B53;  // "InkS"
int64_t newestSchema();

// Unsupported when the file was made by a newer Inkstone, Invalid when by another program.
base::Result<> checkSchema(Database& database);

// Brings it to the newest. A copy named ...-before-N.db is made first when there is something to lose.
base::Result<> migrate(Database& database, const std::filesystem::path& file);

}  // namespace agents
