#include "engine/net/http_words.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <memory>

#include "engine/net/http_client.h"

namespace engine {
namespace {

class Url {
public:
    explicit Url(const std::string& text) : handle_(curl_url(), curl_url_cleanup) {
        good_ = curl_url_set(handle_.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
    }
    bool good() const { return good_; }
    bool set(CURLUPart part, const char* value) {
        return curl_url_set(handle_.get(), part, value, 0) == CURLUE_OK;
    }
    std::string get(CURLUPart part, unsigned flags = 0) const {
        char* text = nullptr;
        if (curl_url_get(handle_.get(), part, &text, flags) != CURLUE_OK) return {};
        std::string result = text;
        curl_free(text);
        return result;
    }

private:
    std::unique_ptr<CURLU, void (*)(CURLU*)> handle_;
    bool good_;
};

std::string causeOf(int code, std::string_view cause) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST: return "its name is not known here";
        case CURLE_COULDNT_RESOLVE_PROXY: return "the proxy's name is not known here";
        case CURLE_COULDNT_CONNECT: return "nothing answers there";
        case CURLE_OPERATION_TIMEDOUT: return "no more bytes came";
        case CURLE_PARTIAL_FILE:
        case CURLE_RECV_ERROR:
        case CURLE_GOT_NOTHING: return "the connection broke";
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE: return fmt::format("its certificate is not trusted ({})", cause);
        case CURLE_UNSUPPORTED_PROTOCOL:  // the scheme was looked at before: curl means the answer
        case CURLE_WEIRD_SERVER_REPLY: return "what came is no HTTP reply";
        case CURLE_URL_MALFORMAT: return "this is no address";
        default: return std::string(cause);
    }
}

std::string nextStep(int code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_OPERATION_TIMEDOUT:
            return "Check the network; --proxy sets a proxy, --mirror another address";
        case CURLE_COULDNT_RESOLVE_PROXY: return "Check --proxy and the variable https_proxy";
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE: return "Check this machine's clock and the package ca-certificates";
        case CURLE_URL_MALFORMAT: return "Check the address";
        default: return "The same command goes on from here";
    }
}

}  // namespace

std::string hostOf(const std::string& url) {
    const Url parts(url);
    const std::string port = parts.get(CURLUPART_PORT);
    return parts.get(CURLUPART_HOST) + (port.empty() ? "" : ":" + port);
}

std::string originOf(const std::string& url) {
    const Url parts(url);
    const std::string scheme = parts.get(CURLUPART_SCHEME);
    if (!parts.good() || (scheme != "http" && scheme != "https")) return {};
    return scheme + "://" + parts.get(CURLUPART_HOST) + ":" + parts.get(CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

std::string shownUrl(const std::string& url) {
    Url parts(url);
    if (!parts.good()) return "an address that cannot be read";
    for (const CURLUPart part : {CURLUPART_QUERY, CURLUPART_FRAGMENT, CURLUPART_USER, CURLUPART_PASSWORD})
        parts.set(part, nullptr);
    return parts.get(CURLUPART_URL);
}

std::string joinUrl(const std::string& base, const std::string& location) {
    Url parts(base);
    if (!parts.good() || !parts.set(CURLUPART_URL, location.c_str())) return {};
    return parts.get(CURLUPART_URL);
}

std::string escapedPath(std::string_view path) {
    constexpr std::string_view Plain = "-._~/";
    std::string result;
    for (const char character : path) {
        const auto byte = static_cast<unsigned char>(character);
        const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        if (letter || (byte >= '0' && byte <= '9') || Plain.find(character) != std::string_view::npos)
            result += character;
        else
            result += fmt::format("%{:02X}", byte);
    }
    return result;
}

base::Error transportError(int code, std::string_view cause, const std::string& url) {
    const std::string host = hostOf(url);
    return {code == CURLE_URL_MALFORMAT ? base::Code::Invalid : base::Code::Io,
            fmt::format("{}: {}. {}.", host.empty() ? shownUrl(url) : host, causeOf(code, cause),
                        nextStep(code))};
}

bool transportAgain(int code) {
    switch (code) {
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_OPERATION_TIMEDOUT:
        case CURLE_PARTIAL_FILE:
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
        case CURLE_GOT_NOTHING:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM: return true;
        default: return false;
    }
}

base::Error statusError(const HttpReply& reply) {
    const std::string where = shownUrl(reply.url);
    switch (reply.status) {
        case 401:
        case 403:
            return {
                base::Code::Denied,
                fmt::format("{} wants to know who asks (status {}). If the model must be agreed to on its "
                            "page, do that there; then give an access token with --token or HF_TOKEN.",
                            where, reply.status)};
        case 404:
        case 410:
            return {base::Code::NotFound,
                    fmt::format("{} is not there (status {}). Check the name and the revision.", where,
                                reply.status)};
        case 416:
            return {base::Code::Corrupt,
                    fmt::format("{} is shorter than it was said to be (status 416).", where)};
        case 429:
            return {base::Code::Busy,
                    fmt::format("{} gets too many requests from here (status 429). Try later, or give an "
                                "access token with --token.",
                                hostOf(reply.url))};
        default:
            return {base::Code::Io, fmt::format("{} answers with status {}{}.", where, reply.status,
                                                reply.status >= 500 ? "; its fault, try later" : "")};
    }
}

bool statusAgain(int status) {
    return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

}  // namespace engine
