#include "engine/net/piece_fetch.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <thread>

#include "engine/net/http_words.h"

namespace engine {
namespace {

struct Span {
    int64_t first = -1, last = -1, total = -1;
};

bool readNumber(std::string_view& text, int64_t& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value < 0) return false;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return true;
}

// "bytes 0-99/1234" or "bytes 0-99/*"
std::optional<Span> contentRange(const std::string& header) {
    std::string_view text = header;
    Span span;
    if (!text.starts_with("bytes ")) return {};
    text.remove_prefix(6);
    if (!readNumber(text, span.first) || !text.starts_with('-')) return {};
    text.remove_prefix(1);
    if (!readNumber(text, span.last) || !text.starts_with('/')) return {};
    text.remove_prefix(1);
    if (text != "*" && !readNumber(text, span.total)) return {};
    return span;
}

bool isStrong(const std::string& etag) {
    return !etag.empty() && !etag.starts_with("W/");
}

}  // namespace

// Writes one piece as it comes and believes nothing that does not agree with what was asked for.
class PieceFetch::Sink : public HttpSink {
public:
    Sink(PieceFetch& fetch, Piece& piece) : fetch_(fetch), piece_(piece) {}

    bool head(const HttpReply& reply) override {
        const FileIdentity& wanted = fetch_.pieces_.identity();
        const std::string etag = reply.header("etag");
        if (!etag.empty() && !wanted.etag.empty() && etag != wanted.etag) return over(Outcome::Changed);
        if (reply.status == 206) return part(reply, wanted);
        if (reply.status != 200) return lie(reply, fmt::format("status {}", reply.status));
        if (fetch_.ranges_ && (piece_.first + piece_.done > 0 || piece_.end != wanted.size))
            return over(Outcome::NoRanges);
        const std::lock_guard lock(fetch_.mutex_);
        piece_.done = 0;
        return true;
    }

    bool body(std::span<const std::byte> bytes) override {
        const auto count = static_cast<int64_t>(bytes.size());
        if (count > piece_.missing())
            return refuse({base::Code::Corrupt,
                           fmt::format("{}: the server sends more bytes than it said. Try another mirror.",
                                       fetch_.place_.name)});
        for (size_t written = 0; written < bytes.size();) {
            const ssize_t now =
                pwrite(fetch_.place_.descriptor, bytes.data() + written, bytes.size() - written,
                       piece_.first + piece_.done + static_cast<int64_t>(written));
            if (now < 0 && errno == EINTR) continue;
            if (now <= 0) return refuse(writeError());
            written += static_cast<size_t>(now);
        }
        return arrived(count);
    }

private:
    bool part(const HttpReply& reply, const FileIdentity& wanted) {
        const auto span = contentRange(reply.header("content-range"));
        if (!span) return lie(reply, "a part without its place in the file");
        if (span->total >= 0 && span->total != wanted.size) return over(Outcome::Changed);
        if (span->first != piece_.first + piece_.done || span->last >= piece_.end)
            return lie(reply, fmt::format("bytes {}-{} where {}-{} were asked for", span->first, span->last,
                                          piece_.first + piece_.done, piece_.end - 1));
        return true;
    }
    bool arrived(int64_t count) {
        const std::lock_guard lock(fetch_.mutex_);
        piece_.done += count;
        const int64_t done = fetch_.pieces_.done();
        if (done - fetch_.kept_ >= fetch_.network_.saveBytes) {
            if (const auto kept = fetch_.keep(); !kept) {
                fetch_.error_ = kept.error();
                fetch_.over_.request_stop();
                return false;
            }
        }
        fetch_.told_(DownloadProgress::State::Fetching, done, {});
        return !fetch_.over_.stop_requested();
    }
    base::Error writeError() const {
        const bool full = errno == ENOSPC || errno == EDQUOT;
        return {full ? base::Code::DiskFull : base::Code::Io,
                fmt::format("{} cannot be written: {}.{}", fetch_.place_.name, std::strerror(errno),
                            full ? " Free some space; what is there is kept." : "")};
    }
    bool over(Outcome outcome) {
        fetch_.end(outcome);
        return false;
    }
    bool lie(const HttpReply& reply, const std::string& what) {
        return refuse({base::Code::Corrupt, fmt::format("{} sends {} for {}. Try another mirror.",
                                                        hostOf(reply.url), what, fetch_.place_.name)});
    }
    bool refuse(base::Error error) {
        fetch_.fail(std::move(error));
        return false;
    }

    PieceFetch& fetch_;
    Piece& piece_;
};

PieceFetch::PieceFetch(const Network& network, const RemoteFile& file, Pieces& pieces, bool ranges,
                       Place place, const FileDownload::Told& told)
    : network_(network),
      file_(file),
      pieces_(pieces),
      ranges_(ranges),
      place_(std::move(place)),
      told_(told),
      kept_(pieces.done()) {}

base::Result<PieceFetch::Outcome> PieceFetch::run(const std::stop_token& stop) {
    const std::stop_callback passOn(stop, [this] { over_.request_stop(); });
    {
        const size_t count = ranges_ ? static_cast<size_t>(std::max(1, network_.connections)) : 1;
        std::vector<std::jthread> connections;
        for (size_t i = 0; i < std::min(count, pieces_.count()); ++i)
            connections.emplace_back([this] { work(); });
    }
    auto kept = keep();
    if (stop.stop_requested()) return base::failure(base::Code::Cancelled, "stopped");
    if (error_) return tl::unexpected(*error_);
    if (outcome_) return *outcome_;
    TRY(std::move(kept));
    return Outcome::Complete;
}

void PieceFetch::work() {
    HttpClient client(network_);
    for (;;) {
        std::optional<size_t> index;
        {
            const std::lock_guard lock(mutex_);
            index = pieces_.take();
        }
        if (!index || !fetch(client, *index)) return;
    }
}

HttpRequest PieceFetch::requestFor(const Piece& piece) const {
    HttpRequest request{.url = file_.url, .token = network_.token};
    if (!ranges_) return request;
    request.first = piece.first + piece.done;
    request.last = piece.end - 1;
    if (const std::string& etag = pieces_.identity().etag; isStrong(etag))
        request.headers.push_back("If-Range: " + etag);
    return request;
}

bool PieceFetch::fetch(HttpClient& client, size_t index) {
    Piece& piece = pieces_.at(index);  // this connection's own until it is done
    int attempt = 0;
    int64_t farthest = piece.done;
    while (piece.missing() > 0) {
        Sink sink(*this, piece);
        const HttpReply reply = client.get(requestFor(piece), sink, over_.get_token());
        if (piece.missing() == 0) break;
        const bool moved = piece.done > farthest;
        farthest = std::max(farthest, piece.done);
        if (!judge(reply, moved, attempt)) return false;
    }
    return !over_.stop_requested();
}

bool PieceFetch::judge(const HttpReply& reply, bool moved, int& attempt) {
    if (over_.stop_requested()) return false;
    if (reply.status == 416) {
        end(Outcome::Changed);
        return false;
    }
    const base::Error error =
        reply.error.value_or(base::Error{base::Code::Io, fmt::format("{}: the connection broke. The same "
                                                                     "command goes on from here.",
                                                                     hostOf(reply.url))});
    const bool again = !reply.error || reply.again;
    attempt = moved ? 1 : attempt + 1;
    if (!again || attempt >= network_.attempts) {
        fail(error);
        return false;
    }
    const auto wait = waitBefore(network_, attempt, reply);
    {
        const std::lock_guard lock(mutex_);
        told_(DownloadProgress::State::Waiting, pieces_.done(),
              fmt::format("{} Next attempt in {:.0f} s.", error.message,
                          std::chrono::duration<double>(wait).count()));
    }
    return waitFor(wait, over_.get_token());
}

void PieceFetch::end(Outcome outcome) {
    const std::lock_guard lock(mutex_);
    outcome_ = outcome;
    over_.request_stop();
}

void PieceFetch::fail(base::Error error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
    over_.request_stop();
}

// First the bytes, then the note that speaks of them.
base::Result<> PieceFetch::keep() {
    fdatasync(place_.descriptor);
    TRY(pieces_.save(place_.note));
    kept_ = pieces_.done();
    return {};
}

}  // namespace engine
