// One file of a download: which it is, what is there of it already, fetching the rest, checking, renaming. On
// the caller's thread, with one more thread per connection.
#pragma once

#include "engine/net/download.h"
#include "engine/net/pieces.h"

namespace engine {

class FileDownload {
public:
    // State, bytes that are there (while checking: that are checked), why it waits.
    using Told = std::function<void(DownloadProgress::State, int64_t, const std::string&)>;

    FileDownload(const Network& network, const RemoteFile& file, const std::filesystem::path& folder,
                 Told told);
    ~FileDownload();
    FileDownload(const FileDownload&) = delete;
    FileDownload& operator=(const FileDownload&) = delete;

    base::Result<> run(const std::stop_token& stop);

    // As the server says, where the list of files does not.
    base::Result<int64_t> size(const std::stop_token& stop);
    // Bytes that need not be fetched again, by what lies in the folder; -1 when the file is finished.
    static int64_t present(const RemoteFile& file, const std::filesystem::path& folder);

private:
    struct Found {
        FileIdentity identity;
        bool ranges = false;
    };

    base::Result<> openPart();
    base::Result<Found> look(const std::stop_token& stop);
    base::Result<FileIdentity> identify(int64_t size, const std::string& etag) const;
    Pieces begin(const Found& found);
    base::Result<bool> round(const Found& found, const std::stop_token& stop);
    base::Result<bool> check(const FileIdentity& identity, const std::stop_token& stop);
    base::Result<> finish();

    Network network_;
    RemoteFile file_;
    std::filesystem::path target_, part_, note_;
    Told told_;
    int descriptor_ = -1;
    bool ranges_ = true;     // until the server showed that it has none
    std::string restarted_;  // why the last round was for nothing
};

}  // namespace engine
