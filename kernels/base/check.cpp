#include "kernels/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace base {

void checkFailed(std::string_view condition, std::string_view words, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: %.*s: CHECK(%.*s) failed\n", file, line, static_cast<int>(words.size()),
                 words.data(), static_cast<int>(condition.size()), condition.data());
    std::abort();
}

}  // namespace base
