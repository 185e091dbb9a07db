#include "engine/net/download.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "engine/net/file_download.h"

namespace engine {
namespace {

namespace fs = std::filesystem;
using State = DownloadProgress::State;

constexpr auto Often = std::chrono::milliseconds(100);

// Sums up over the files and does not tell more often than anyone can look.
class Teller {
public:
    Teller(const std::vector<RemoteFile>& files, const DownloadTold& told) : told_(told) {
        progress_.files = files.size();
        for (const RemoteFile& file : files) progress_.total += std::max<int64_t>(file.size, 0);
        for (const RemoteFile& file : files)
            if (file.size < 0) progress_.total = 0;  // a sum of some is no sum
    }
    void begin(const RemoteFile& file, size_t index) {
        progress_.file = file.name;
        progress_.at = index + 1;
        tell(State::Fetching, 0, {}, file);
    }
    void tell(State state, int64_t done, const std::string& words, const RemoteFile& file) {
        const auto now = std::chrono::steady_clock::now();
        if (state == progress_.state && state != State::Waiting && now - last_ < Often) return;
        last_ = now;
        progress_.state = state;
        progress_.words = words;
        DownloadProgress shown = progress_;
        shown.done = state == State::Checking ? done : before_ + done;
        if (state == State::Checking) shown.total = file.size;
        told_(shown);
    }
    void end(int64_t bytes) { before_ += bytes; }
    void finish() {
        progress_.state = State::Done;
        progress_.done = before_;
        told_(progress_);
    }

private:
    const DownloadTold& told_;
    DownloadProgress progress_;
    int64_t before_ = 0;  // bytes of the files that are finished
    std::chrono::steady_clock::time_point last_;
};

FileDownload::Told toldBy(Teller& teller, const RemoteFile& file) {
    return [&teller, &file](State state, int64_t done, const std::string& words) {
        teller.tell(state, done, words, file);
    };
}

// Bytes. Where the list of files has no size, the server is asked: hours later is too late to run out of
// room.
base::Result<int64_t> stillToFetch(const Network& network, const std::vector<RemoteFile>& files,
                                   const fs::path& folder, Teller& teller, const std::stop_token& stop) {
    int64_t bytes = 0;
    for (size_t i = 0; i < files.size(); ++i) {
        const RemoteFile& file = files[i];
        const int64_t present = FileDownload::present(file, folder);
        if (present < 0) continue;
        if (file.size < 0) teller.begin(file, i);
        FileDownload one(network, file, folder, toldBy(teller, file));
        const int64_t size = TRY(one.size(stop));
        if (size > std::numeric_limits<int64_t>::max() - bytes) return std::numeric_limits<int64_t>::max();
        bytes += std::max<int64_t>(size - present, 0);
    }
    return bytes;
}

}  // namespace

bool isPlainFileName(std::string_view name) {
    if (name.empty() || name.size() > 200 || name.front() == '.') return false;
    if (name.ends_with(".part") || name.ends_with(".part.json") || name.ends_with(".part.json.new"))
        return false;
    return std::none_of(name.begin(), name.end(), [](unsigned char character) {
        return character < 0x21 || character == 0x7F || character == '/' || character == '\\';
    });
}

base::Result<> download(const Network& network, const std::vector<RemoteFile>& files, const fs::path& folder,
                        const DownloadTold& told, const std::stop_token& stop) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        return base::failure(base::Code::Io,
                             fmt::format("{} cannot be made: {}.", folder.string(), error.message()));
    for (const RemoteFile& file : files)
        if (!isPlainFileName(file.name))
            return base::failure(
                base::Code::Denied,
                fmt::format("the source names a file that does not belong into a folder of its "
                            "own ({} characters); refused.",
                            file.name.size()));
    Teller teller(files, told);
    TRY(checkRoom(folder, TRY(stillToFetch(network, files, folder, teller, stop))));
    for (size_t i = 0; i < files.size(); ++i) {
        const RemoteFile& file = files[i];
        teller.begin(file, i);
        FileDownload one(network, file, folder, toldBy(teller, file));
        TRY(one.run(stop));
        teller.end(static_cast<int64_t>(fs::file_size(folder / file.name, error)));
    }
    teller.finish();
    return {};
}

}  // namespace engine
