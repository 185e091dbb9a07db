#include "engine/net/file_download.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "engine/net/http_client.h"
#include "engine/net/http_words.h"
#include "engine/net/piece_fetch.h"
#include "kernels/base/log.h"

namespace engine {
namespace {

namespace fs = std::filesystem;
using State = DownloadProgress::State;

constexpr int MaxRounds = 3;

fs::path besides(const fs::path& folder, const RemoteFile& file, const char* ending) {
    return folder / (file.name + ending);
}

// Wants the head and no more; the size stands there.
class HeadSink : public HttpSink {
public:
    bool head(const HttpReply& reply) override { return reply.status == 206; }
    bool body(std::span<const std::byte>) override { return false; }
};

int64_t numberIn(std::string_view text) {
    int64_t value = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() ? value : -1;
}

// Of the whole file; -1 when the reply does not say.
int64_t sizeIn(const HttpReply& reply) {
    const std::string range = reply.header("content-range");
    if (reply.status == 206 || reply.status == 416)
        return range.find('/') == std::string::npos
                   ? -1
                   : numberIn(std::string_view(range).substr(range.find('/') + 1));
    return numberIn(reply.header("content-length"));
}

base::Result<> syncFolder(const fs::path& folder) {
    const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return {};
    fsync(descriptor);
    close(descriptor);
    return {};
}

}  // namespace

FileDownload::FileDownload(const Network& network, const RemoteFile& file, const fs::path& folder, Told told)
    : network_(network),
      file_(file),
      target_(folder / file.name),
      part_(besides(folder, file, ".part")),
      note_(besides(folder, file, ".part.json")),
      told_(std::move(told)) {}

FileDownload::~FileDownload() {
    if (descriptor_ >= 0) close(descriptor_);
}

int64_t FileDownload::present(const RemoteFile& file, const fs::path& folder) {
    std::error_code error;
    if (fs::is_regular_file(folder / file.name, error) &&
        (file.size < 0 || static_cast<int64_t>(fs::file_size(folder / file.name, error)) == file.size))
        return -1;
    const auto pieces = Pieces::load(besides(folder, file, ".part.json"));
    return pieces && (file.size < 0 || pieces->identity().size == file.size) ? pieces->done() : 0;
}

base::Result<> FileDownload::openPart() {
    descriptor_ = open(part_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (descriptor_ < 0)
        return base::failure(errno == ENOSPC ? base::Code::DiskFull : base::Code::Io,
                             fmt::format("{} cannot be written: {}.", part_.string(), std::strerror(errno)));
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0)
        return base::failure(base::Code::Busy,
                             fmt::format("{} is being fetched by another Inkstone. Wait for it, or stop it.",
                                         target_.string()));
    return {};
}

base::Result<FileIdentity> FileDownload::identify(int64_t size, const std::string& etag) const {
    if (size < 0 && file_.size < 0)
        return base::failure(base::Code::Unsupported,
                             fmt::format("{} does not say how long the file is, so nothing could be checked.",
                                         shownUrl(file_.url)));
    if (size >= 0 && file_.size >= 0 && size != file_.size)
        return base::failure(base::Code::Corrupt,
                             fmt::format("{}: the server has {} bytes, the list of files says {}. Try again "
                                         "later, or another mirror.",
                                         file_.name, size, file_.size));
    return FileIdentity{size >= 0 ? size : file_.size, etag, file_.digest};
}

// Which file the server has now, and whether it gives parts of it.
base::Result<FileDownload::Found> FileDownload::look(const std::stop_token& stop) {
    if (file_.size == 0) return Found{{0, {}, file_.digest}, true};
    HttpClient client(network_);
    for (int attempt = 1;; ++attempt) {
        HeadSink sink;
        HttpRequest request{.url = file_.url, .token = network_.token};
        if (ranges_) request.first = request.last = 0;
        const HttpReply reply = client.get(request, sink, stop);
        if (reply.status == 416 && sizeIn(reply) == 0) return Found{TRY(identify(0, {})), true};
        if (!reply.error)
            return Found{TRY(identify(sizeIn(reply), reply.header("etag"))), reply.status == 206};
        if (!reply.again || attempt >= network_.attempts) return tl::unexpected(*reply.error);
        told_(State::Waiting, 0, reply.error->message);
        if (!waitFor(waitBefore(network_, attempt, reply), stop))
            return base::failure(base::Code::Cancelled, "stopped");
    }
}

// What is there already, when it belongs to this file.
Pieces FileDownload::begin(const Found& found) {
    std::error_code error;
    const auto there = static_cast<int64_t>(fs::file_size(part_, error));
    if (auto pieces = Pieces::load(note_); pieces && pieces->identity().sameAs(found.identity) &&
                                           pieces->reach() <= there && (found.ranges || pieces->complete())) {
        pieces->setTag(found.identity.etag);
        return std::move(*pieces);
    }
    fs::remove(note_, error);
    if (ftruncate(descriptor_, 0) != 0)
        base::log::warn("engine", "{} cannot be emptied: {}", part_.string(), std::strerror(errno));
    return {found.identity, found.ranges ? network_.pieceBytes : std::max<int64_t>(found.identity.size, 1)};
}

// True when the file is complete and right; false when it has to be begun anew.
base::Result<bool> FileDownload::round(const Found& found, const std::stop_token& stop) {
    Pieces pieces = begin(found);
    if (!pieces.complete()) {
        PieceFetch fetch(network_, file_, pieces, found.ranges, {descriptor_, note_, file_.name}, told_);
        switch (TRY(fetch.run(stop))) {
            case PieceFetch::Outcome::Complete: break;
            case PieceFetch::Outcome::Changed:
                restarted_ = "the server's file changed while it was fetched";
                return false;
            case PieceFetch::Outcome::NoRanges:
                restarted_ = "the server gives no parts of files";
                ranges_ = false;
                return false;
        }
    }
    return check(found.identity, stop);
}

base::Result<bool> FileDownload::check(const FileIdentity& identity, const std::stop_token& stop) {
    std::error_code error;
    if (static_cast<int64_t>(fs::file_size(part_, error)) != identity.size && identity.size > 0) {
        restarted_ = "it has not the size that it should have";
        return false;
    }
    if (file_.digest.kind == Digest::Kind::None) return true;
    const Digest found = TRY(digestOf(
        part_, file_.digest.kind, [this](int64_t done) { told_(State::Checking, done, {}); }, stop));
    if (found == file_.digest) return true;
    restarted_ = fmt::format("it arrived damaged: its {} is {}, not {}", nameOf(found.kind), found.hex,
                             file_.digest.hex);
    return false;
}

base::Result<> FileDownload::finish() {
    std::error_code error;
    if (fsync(descriptor_) != 0 || std::rename(part_.c_str(), target_.c_str()) != 0)
        return base::failure(
            errno == ENOSPC ? base::Code::DiskFull : base::Code::Io,
            fmt::format("{} cannot be written: {}.", target_.string(), std::strerror(errno)));
    fs::remove(note_, error);
    return syncFolder(target_.parent_path());
}

base::Result<int64_t> FileDownload::size(const std::stop_token& stop) {
    if (file_.size >= 0) return file_.size;
    return TRY(look(stop)).identity.size;
}

base::Result<> FileDownload::run(const std::stop_token& stop) {
    if (present(file_, target_.parent_path()) < 0) return {};
    TRY(openPart());
    for (int i = 0; i < MaxRounds; ++i) {
        if (i > 0) {
            base::log::info("engine", "{}: begun anew, because {}", file_.name, restarted_);
            std::error_code error;
            fs::remove(note_, error);
        }
        if (TRY(round(TRY(look(stop)), stop))) return finish();
    }
    return base::failure(base::Code::Corrupt,
                         fmt::format("{}: given up after {} attempts from the start: {}. Try another mirror.",
                                     file_.name, MaxRounds, restarted_));
}

}  // namespace engine
