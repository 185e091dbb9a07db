#include "kernels/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace base {

void checkFailed(std::string_view condition, std::string_view words, std::source_location where) {
    std::fprintf(stderr, "%s:%u: %.*s: CHECK(%.*s) failed\n", where.file_name(), where.line(),
                 static_cast<int>(words.size()), words.data(), static_cast<int>(condition.size()),
                 condition.data());
    std::abort();
}

}  // namespace base
