// What went wrong on the way to a server, in words: the host, the cause, the next step. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "kernels/base/result.h"

namespace engine {

struct HttpReply;

// "huggingface.co", "127.0.0.1:8080"; empty for what is no address.
std::string hostOf(const std::string& url);
// scheme://host:port, with the port always there; empty for what is no http or https address.
std::string originOf(const std::string& url);
// An address without its query, its fragment and a name or password in it: what may be shown and logged.
std::string shownUrl(const std::string& url);
// `location` as seen from `base`; empty when it makes no sense.
std::string joinUrl(const std::string& base, const std::string& location);
// Everything but letters, digits and -._~/ as %XX.
std::string escapedPath(std::string_view path);

// For a transfer that failed in the library; `cause` is its own sentence.
base::Error transportError(int code, std::string_view cause, const std::string& url);
bool transportAgain(int code);
// For a status that is no success.
base::Error statusError(const HttpReply& reply);
bool statusAgain(int status);

}  // namespace engine
