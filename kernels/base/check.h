// CHECK(condition, "words"): our own broken promises. Prints where and why, then aborts. Never for bad input:
// that is a base::Result. Any thread.
#pragma once

#include <source_location>
#include <string_view>

namespace base {

[[noreturn]] void checkFailed(std::string_view condition, std::string_view words,
                              std::source_location where = std::source_location::current());

}  // namespace base

#define CHECK(condition, words)                                             \
    do {                                                                    \
        if (!(condition)) [[unlikely]] ::base::checkFailed(#condition, words); \
    } while (false)
