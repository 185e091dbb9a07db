// One GET after another over HTTP and HTTPS, on the caller's thread. Not to be shared between threads; one
// client keeps its connection open for the next request.
//
// Redirects are followed here, a limited number of times; a token goes only to the host it was meant for, and
// never over a connection that is not encrypted (this machine itself excepted).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/net/network.h"
#include "kernels/base/result.h"

namespace engine {

struct HttpRequest {
    std::string url;
    std::vector<std::string> headers;    // "Name: value"
    std::string token;                   // Authorization: Bearer
    std::optional<int64_t> first, last;  // bytes wanted, both ends included
};

// What came back. `error` stands in words for a person: the host, the cause, the next step.
struct HttpReply {
    int status = 0;                              // 0: nothing came
    std::string url;                             // the one that answered, after redirects
    std::map<std::string, std::string> headers;  // names in lower case
    std::optional<base::Error> error;            // the transport failed, or the status is no success
    bool again = false;                          // trying later may help: dropped, stalled, 408, 429, 5xx
    std::optional<std::chrono::seconds> wait;    // as the server asked

    std::string header(const std::string& name) const;
};

// Takes the reply as it comes, on the calling thread.
class HttpSink {
public:
    virtual ~HttpSink() = default;
    // The head of a reply with status 2xx. False: the body is not wanted, which is no error.
    virtual bool head(const HttpReply&) { return true; }
    virtual bool body(std::span<const std::byte> bytes) = 0;
};

class HttpClient {
public:
    explicit HttpClient(const Network& network);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    HttpReply get(const HttpRequest& request, HttpSink& sink, const std::stop_token& stop);

private:
    struct Exchange;
    void prepare(const HttpRequest& request, Exchange& exchange);
    HttpReply once(const HttpRequest& request, HttpSink& sink, const std::stop_token& stop);

    Network network_;
    void* easy_;  // curl's own handle
};

// The whole body as text. TooLarge over `maxBytes`; the reply's error otherwise. A few attempts.
base::Result<std::pair<std::string, HttpReply>> fetchText(const Network& network, const HttpRequest& request,
                                                          size_t maxBytes, const std::stop_token& stop);

// True after the whole wait, false when it was stopped.
bool waitFor(std::chrono::milliseconds wait, const std::stop_token& stop);
// The wait before attempt `attempt` (1 = the second one), or what the server asked for.
std::chrono::milliseconds waitBefore(const Network& network, int attempt, const HttpReply& reply);

}  // namespace engine
