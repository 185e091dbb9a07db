// CHECK(condition, "words"): our own broken promises. Prints where and why, then aborts. Never for bad input:
// that is a base::Result. Any thread.
#pragma once

#include <string_view>

namespace base {

// (The built-ins, because clang-tidy 14 cannot read <source_location>.)
[[noreturn]] void checkFailed(std::string_view condition, std::string_view words,
                              const char* file = __builtin_FILE(), int line = __builtin_LINE());

}  // namespace base

#define CHECK(condition, words)                     \
    do {                                            \
        if (!(condition)) [[unlikely]]              \
            ::base::checkFailed(#condition, words); \
    } while (false)
