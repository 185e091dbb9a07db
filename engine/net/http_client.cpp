#include "engine/net/http_client.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "engine/net/http_words.h"

namespace engine {
namespace {

constexpr size_t MaxHeaders = 256;
constexpr int TextAttempts = 3;  // a person waits for it

CURL* newHandle() {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);  // once, safely
    return ready == CURLE_OK ? curl_easy_init() : nullptr;
}

bool isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool isThisMachine(const std::string& origin) {
    return origin.starts_with("http://127.0.0.1:") || origin.starts_with("http://localhost:") ||
           origin.starts_with("http://[::1]:");
}

std::string trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    return std::string(text);
}

std::optional<std::chrono::seconds> secondsOf(const std::string& text) {
    int64_t value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || end.ec != std::errc() || value < 0) return {};
    return std::chrono::seconds(std::min<int64_t>(value, 86400));
}

HttpReply refusal(HttpReply reply, base::Code code, std::string words) {
    reply.error = base::Error{code, std::move(words)};
    reply.again = false;
    return reply;
}

class TextSink : public HttpSink {
public:
    explicit TextSink(size_t maxBytes) : maxBytes_(maxBytes) {}
    bool head(const HttpReply&) override {
        text.clear();
        return true;
    }
    bool body(std::span<const std::byte> bytes) override {
        tooLong = text.size() + bytes.size() > maxBytes_;
        if (!tooLong) text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return !tooLong;
    }
    std::string text;
    bool tooLong = false;

private:
    size_t maxBytes_;
};

}  // namespace

// One request and what came of it so far.
struct HttpClient::Exchange {
    HttpSink* sink;
    std::stop_token stop;
    HttpReply reply;
    curl_slist* headers = nullptr;
    bool begun = false;     // the sink has seen the head
    bool unwanted = false;  // the sink wants no more
    char words[CURL_ERROR_SIZE] = {};

    ~Exchange() { curl_slist_free_all(headers); }

    static size_t onHeader(char* data, size_t, size_t size, void* self) {
        auto& exchange = *static_cast<Exchange*>(self);
        const std::string_view line(data, size);
        auto& kept = exchange.reply.headers;
        if (line.starts_with("HTTP/")) {
            kept.clear();  // a 100 or an early hint came before
            const size_t space = std::min(line.find(' '), line.size() - 1);
            std::from_chars(line.data() + space + 1, line.data() + line.size(), exchange.reply.status);
        }
        const size_t colon = line.find(':');
        if (colon == std::string_view::npos || kept.size() >= MaxHeaders) return size;
        std::string name(line.substr(0, colon));
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
        kept[name] = trimmed(line.substr(colon + 1));
        return size;
    }
    static size_t onBody(char* data, size_t, size_t size, void* self) {
        auto& exchange = *static_cast<Exchange*>(self);
        if (exchange.reply.status / 100 != 2) return size;  // an error page
        if (!std::exchange(exchange.begun, true) && !exchange.sink->head(exchange.reply))
            return exchange.refuse();
        return exchange.sink->body(std::as_bytes(std::span(data, size))) ? size : exchange.refuse();
    }
    size_t refuse() {
        unwanted = true;
        return 0;  // curl takes it as a failure to write and lets go
    }
    static int onProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        return static_cast<Exchange*>(self)->stop.stop_requested() ? 1 : 0;
    }
};

std::string HttpReply::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

HttpClient::HttpClient(const Network& network) : network_(network), easy_(newHandle()) {}

HttpClient::~HttpClient() {
    curl_easy_cleanup(easy_);
}

void HttpClient::prepare(const HttpRequest& request, Exchange& exchange) {
    curl_easy_reset(easy_);
    const auto set = [this](CURLoption option, auto value) { curl_easy_setopt(easy_, option, value); };
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_USERAGENT, "inkstone");
    set(CURLOPT_ERRORBUFFER, exchange.words);
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(network_.connectWait.count()));
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(network_.stallWait.count()));
    set(CURLOPT_HEADERFUNCTION, &Exchange::onHeader);
    set(CURLOPT_HEADERDATA, &exchange);
    set(CURLOPT_WRITEFUNCTION, &Exchange::onBody);
    set(CURLOPT_WRITEDATA, &exchange);
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &Exchange::onProgress);
    set(CURLOPT_XFERINFODATA, &exchange);
    if (!network_.proxy.empty()) set(CURLOPT_PROXY, network_.proxy.c_str());
    for (const std::string& header : request.headers)
        exchange.headers = curl_slist_append(exchange.headers, header.c_str());
    if (!request.token.empty())
        exchange.headers =
            curl_slist_append(exchange.headers, ("Authorization: Bearer " + request.token).c_str());
    // No coding on the way: sizes and ranges are those of the file.
    exchange.headers = curl_slist_append(exchange.headers, "Accept-Encoding: identity");
    set(CURLOPT_HTTPHEADER, exchange.headers);
    if (request.first) {
        const std::string range =
            fmt::format("{}-{}", *request.first, request.last ? std::to_string(*request.last) : "");
        set(CURLOPT_RANGE, range.c_str());  // curl keeps a copy
    }
}

HttpReply HttpClient::once(const HttpRequest& request, HttpSink& sink, const std::stop_token& stop) {
    Exchange exchange{.sink = &sink, .stop = stop};
    exchange.reply.url = request.url;
    prepare(request, exchange);
    const CURLcode code = curl_easy_perform(easy_);
    HttpReply& reply = exchange.reply;
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    reply.status = static_cast<int>(status);
    if (stop.stop_requested()) return refusal(std::move(reply), base::Code::Cancelled, "stopped");
    if (exchange.unwanted) return std::move(reply);
    if (code != CURLE_OK) {
        reply.error =
            transportError(code, *exchange.words ? exchange.words : curl_easy_strerror(code), request.url);
        reply.again = transportAgain(code);
        return std::move(reply);
    }
    if (reply.status / 100 == 2) {
        if (!exchange.begun) sink.head(reply);  // an empty body
    } else if (!isRedirect(reply.status)) {
        reply.error = statusError(reply);
        reply.again = statusAgain(reply.status);
        reply.wait = secondsOf(reply.header("retry-after"));
    }
    return std::move(reply);
}

HttpReply HttpClient::get(const HttpRequest& request, HttpSink& sink, const std::stop_token& stop) {
    HttpRequest next = request;
    if (!easy_) return refusal({}, base::Code::Internal, "libcurl cannot be used on this machine");
    for (int hop = 0;; ++hop) {
        const std::string origin = originOf(next.url);
        if (origin.empty())
            return refusal({.url = next.url}, base::Code::Invalid,
                           fmt::format("{}: only http and https addresses are fetched. Check the address.",
                                       shownUrl(next.url)));
        if (!next.token.empty() && !origin.starts_with("https://") && !isThisMachine(origin))
            return refusal({.url = next.url}, base::Code::Denied,
                           fmt::format("{}: the access token is not sent over a connection that is not "
                                       "encrypted. Use an https address, or no token.",
                                       hostOf(next.url)));
        HttpReply reply = once(next, sink, stop);
        if (reply.error || !isRedirect(reply.status)) return reply;
        const std::string target = joinUrl(next.url, reply.header("location"));
        if (reply.header("location").empty() || originOf(target).empty())
            return refusal(std::move(reply), base::Code::Io,
                           fmt::format("{} sends us on to nowhere.", shownUrl(next.url)));
        if (hop >= network_.redirects)
            return refusal(std::move(reply), base::Code::Io,
                           fmt::format("{} sent us on {} times without an end. Check the address, or use "
                                       "another mirror.",
                                       hostOf(request.url), hop));
        if (origin.starts_with("https://") && target.starts_with("http://"))
            return refusal(std::move(reply), base::Code::Denied,
                           fmt::format("{} sends us on to {} without encryption; that is not followed.",
                                       hostOf(next.url), hostOf(target)));
        if (originOf(target) != origin) next.token.clear();
        next.url = target;
    }
}

bool waitFor(std::chrono::milliseconds wait, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, wait, [] { return false; });
    return !stop.stop_requested();
}

std::chrono::milliseconds waitBefore(const Network& network, int attempt, const HttpReply& reply) {
    std::chrono::milliseconds wait = network.firstWait * (int64_t{1} << std::clamp(attempt - 1, 0, 16));
    if (reply.wait) wait = std::max(wait, std::chrono::milliseconds(*reply.wait));
    return std::min(wait, network.longestWait);
}

base::Result<std::pair<std::string, HttpReply>> fetchText(const Network& network, const HttpRequest& request,
                                                          size_t maxBytes, const std::stop_token& stop) {
    HttpClient client(network);
    for (int attempt = 1;; ++attempt) {
        TextSink sink(maxBytes);
        HttpReply reply = client.get(request, sink, stop);
        if (sink.tooLong)
            return base::failure(base::Code::TooLarge, fmt::format("{} is longer than the {} bytes allowed.",
                                                                   shownUrl(reply.url), maxBytes));
        if (!reply.error) return std::pair(std::move(sink.text), std::move(reply));
        if (!reply.again || attempt >= std::min(network.attempts, TextAttempts))
            return tl::unexpected(*reply.error);
        if (!waitFor(waitBefore(network, attempt, reply), stop))
            return base::failure(base::Code::Cancelled, "stopped");
    }
}

}  // namespace engine
