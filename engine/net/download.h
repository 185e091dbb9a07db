// Getting the files of one model into a folder, so that a kill, a broken connection or Ctrl+C costs little.
//
// Each file grows as NAME.part beside a small note (pieces.h), is compared with the size and the sum that its
// source gives, and gets its name by renaming when all of it is on disk. A file that is there in its right
// size is not fetched again. Blocking; works with threads of its own inside.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/disk.h"
#include "engine/net/digest.h"
#include "engine/net/network.h"

namespace engine {

struct RemoteFile {
    std::string name;  // a plain file name
    std::string url;
    int64_t size = -1;  // -1: the source does not say
    Digest digest;
};

struct DownloadProgress {
    enum class State { Listing, Fetching, Waiting, Checking, Unpacking, Done };
    State state = State::Listing;
    std::string file;
    size_t at = 0, files = 0;     // this is file `at` (from 1) of `files`
    int64_t done = 0, total = 0;  // bytes of all files; while Checking, of this one. total 0: not known
    std::string words;            // Waiting: why, and for how long
};
// Called from several threads, one at a time; must not wait.
using DownloadTold = std::function<void(const DownloadProgress&)>;

// `token` goes to the files' own hosts only. DiskFull says what is missing before anything is fetched;
// Cancelled keeps what is there; Corrupt for wrong sizes and sums; otherwise what the network said.
base::Result<> download(const Network& network, const std::vector<RemoteFile>& files,
                        const std::filesystem::path& folder, const DownloadTold& told,
                        const std::stop_token& stop);

// A name that stays in its folder: no slash, no dots alone, nothing invisible, not ours (.part).
bool isPlainFileName(std::string_view name);

}  // namespace engine
