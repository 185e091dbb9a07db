// The attached folder, opened once; every path is resolved by the kernel beneath it (openat2), so that no
// "..", absolute path, link or rename race can leave it. Immutable; any thread.
//
// Errors are short, for a tool's result: `no file "x.txt"`. A hard link is a file of the folder like any
// other: reading sees it, writing puts a new file in its place and never touches the other name.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/base/result.h"

namespace agents {

// An open descriptor, closed at the end.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    int number() const { return number_; }
    int release() { return std::exchange(number_, -1); }
    bool open() const { return number_ >= 0; }

private:
    int number_;
};

class Folder {
public:
    static constexpr size_t MaxFileBytes = size_t{16} << 20U;

    struct Item {
        std::string name;
        bool folder = false;
        int64_t bytes = 0;
    };
    struct WalkLimits {
        size_t files = 20'000;
        int depth = 32;
        std::chrono::milliseconds time{3000};
    };
    struct Walk {
        std::vector<std::string> files;  // paths in the folder, sorted
        bool complete = true;            // false: a limit was met
    };
    enum class Replaced { Yes, Changed };

    // Unsupported where the kernel has no openat2.
    static base::Result<std::shared_ptr<const Folder>> open(const std::filesystem::path& path);

    const std::string& path() const { return path_; }

    // Folders first, then regular files, both by name. Links are shown when they stay inside.
    base::Result<std::vector<Item>> list(std::string_view path) const;
    // A regular file's bytes, at most MaxFileBytes (TooLarge). A FIFO or device is never waited for.
    base::Result<std::string> read(std::string_view path) const;
    // Every regular file below `path`. Hidden ones and links to folders are left out.
    base::Result<Walk> walk(std::string_view path, const WalkLimits& limits, std::stop_token stop) const;

    // What a write would meet: the present bytes, or nothing when the file is new. Fails where replace()
    // would.
    base::Result<std::optional<std::string>> present(std::string_view path) const;
    // Puts `bytes` there: a new file beside it, synced, then renamed. Changed, and nothing done, when the
    // present bytes are not `expected` (nullopt: the file must be new).
    base::Result<Replaced> replace(std::string_view path, std::string_view bytes,
                                   const std::optional<std::string>& expected) const;

private:
    Folder(std::string path, Descriptor root) : path_(std::move(path)), root_(std::move(root)) {}
    std::string relative(std::string_view path) const;
    base::Result<Descriptor> openBeneath(std::string_view path, int flags, std::string_view what) const;
    base::Result<Descriptor> openParent(std::string_view path, std::string& name) const;
    void walkInto(const std::string& path, int depth, const WalkLimits& limits,
                  std::chrono::steady_clock::time_point end, const std::stop_token& stop, Walk& walk) const;

    std::string path_;
    Descriptor root_;
};

// What an open file holds; `path` is for the error. Only regular files, at most Folder::MaxFileBytes.
base::Result<std::string> readRegularFile(int file, std::string_view path);

// Text a model can read: no zero byte at the front, nearly all of it UTF-8.
bool isText(std::string_view bytes);

}  // namespace agents
