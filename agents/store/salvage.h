// The rows of a SQLite file, read page by page without trusting its header, its schema or its trees: whatever
// leaf page is whole gives its rows. Knows the file format (https://www.sqlite.org/fileformat2.html), and
// that our pages have 4096 bytes. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "kernels/base/result.h"

namespace agents {

using SalvagedValue = std::variant<std::monostate, int64_t, double, std::string>;

struct SalvagedRow {
    int64_t number = 0;
    std::vector<SalvagedValue> values;  // a column that is the row's number is empty here
    size_t bytes = 0;                   // of the whole row
};

// Pages on the list of free ones are left out: they hold old versions of rows. Damaged rows are left out,
// too.
base::Result<> salvageRows(const std::filesystem::path& file,
                           const std::function<void(const SalvagedRow&)>& found);

// Writes what a WAL holds, as far as it was committed and its sums are right, into the file it belongs to.
base::Result<> replayLog(const std::filesystem::path& file, const std::filesystem::path& log);

}  // namespace agents
