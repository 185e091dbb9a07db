// A new database from what can still be read of a damaged one, which is left as it is. For the store's own
// use.
#pragma once

#include <filesystem>

#include "agents/store/database.h"

namespace agents {

struct Repaired {
    int64_t conversations = 0;
    int64_t messages = 0;
};

// Fills `fresh`, which has the newest schema and nothing else. `damaged` is copied beside itself to be read,
// because what its WAL holds has to be put in first.
base::Result<Repaired> recoverInto(Database& fresh, const std::filesystem::path& damaged);

}  // namespace agents
