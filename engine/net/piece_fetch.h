// Fetches the missing pieces of one file over several connections and writes them where they belong. The note
// beside the file is kept up to date. Blocking.
#pragma once

#include <mutex>
#include <optional>

#include "engine/net/file_download.h"
#include "engine/net/http_client.h"

namespace engine {

class PieceFetch {
public:
    enum class Outcome {
        Complete,
        Changed,   // the server has another file now
        NoRanges,  // it sends the whole file whatever is asked for
    };
    struct Place {
        int descriptor;  // of the growing file
        std::filesystem::path note;
        std::string name;  // for messages
    };

    PieceFetch(const Network& network, const RemoteFile& file, Pieces& pieces, bool ranges, Place place,
               const FileDownload::Told& told);

    base::Result<Outcome> run(const std::stop_token& stop);

private:
    class Sink;

    void work();
    bool fetch(HttpClient& client, size_t index);
    HttpRequest requestFor(const Piece& piece) const;
    // What to do after an attempt: true = go on (again or with the next piece).
    bool judge(const HttpReply& reply, bool moved, int& attempt);
    void end(Outcome outcome);
    void fail(base::Error error);
    base::Result<> keep();

    const Network& network_;
    const RemoteFile& file_;
    Pieces& pieces_;
    const bool ranges_;
    const Place place_;
    const FileDownload::Told& told_;

    std::mutex mutex_;  // guards all below, and pieces_ while connections run
    int64_t kept_ = 0;  // bytes that the note knows of
    std::optional<Outcome> outcome_;
    std::optional<base::Error> error_;
    std::stop_source over_;
};

}  // namespace engine
