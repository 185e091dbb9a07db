// What a function returns that can fail, and the words it fails with. Any thread; values only.
//
// Error messages are written for the person who will read them: they name the file or thing, the cause, and
// the next step. `within` adds where it happened on the way up. TRY returns early with the error.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace base {

enum class Code {
    Invalid,      // the caller's input makes no sense
    NotFound,     // a file, model, tool or conversation is not there
    BadModel,     // a model folder is damaged, mislabelled or hostile
    Unsupported,  // sound, but of a kind this version cannot run
    Numeric,      // non-finite numbers while computing
    TooLarge,     // over a limit; the message names the limit
    Denied,       // a person or a policy said no
    Cancelled,    // stopped on request
    Busy,         // somebody else holds it
    ReadOnly,     // cannot be written
    DiskFull,     // no room left
    Corrupt,      // stored data is damaged
    Io,           // the operating system refused
    OutOfMemory,
    Internal,  // our own broken promise
};

// Short stable name for logs, JSON and `app.state`: "bad_model", "disk_full", ...
std::string_view nameOf(Code code);

struct Error {
    Code code = Code::Internal;
    std::string message;

    // Adds context in front: "loading layer 3: ...".
    Error within(std::string_view where) && {
        message = std::string(where) + ": " + message;
        return std::move(*this);
    }
};

template <class T = void>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> failure(Code code, std::string message) {
    return tl::unexpected<Error>(Error{code, std::move(message)});
}

template <class T>
T take(Result<T>&& result) {
    return std::move(*result);
}
inline void take(Result<void>&&) {}

}  // namespace base

// A statement expression (GCC, Clang): `auto file = TRY(open(path));`
#define TRY(expression)                                        \
    __extension__({                                            \
        auto&& result_ = (expression);                         \
        if (!result_) [[unlikely]]                             \
            return tl::unexpected(std::move(result_).error()); \
        ::base::take(std::move(result_));                      \
    })
