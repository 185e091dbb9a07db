// A file mapped read-only into memory. Owns the mapping; the bytes may be read from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "engine/base/mapping_guard.h"
#include "kernels/base/result.h"

namespace engine {

class MappedFile {
public:
    // Opens only a regular file (a FIFO or device never blocks us: Invalid). NotFound and Io name the path.
    static base::Result<std::unique_ptr<MappedFile>> open(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::span<const std::byte> bytes() const { return {data_, size_}; }
    const std::filesystem::path& path() const { return path_; }
    int64_t modifiedNanoseconds() const { return modifiedNanoseconds_; }  // since 1970; when it was opened
    // False when size, inode or modification time are no longer those seen when it was opened.
    bool unchanged() const;
    // True when bytes were read that the file no longer has: they were zeros. Costs nothing.
    bool lost() const { return guard_ && guard_->lost(); }
    // Gives back the memory of the pages that lie wholly in `bytes`; reading them again reads the file again.
    // Bytes of something else are left alone.
    void letGo(std::span<const std::byte> bytes) const;

private:
    MappedFile() = default;
    std::filesystem::path path_;
    const std::byte* data_ = nullptr;
    size_t size_ = 0;
    std::unique_ptr<MappingGuard> guard_;
    int descriptor_ = -1;
    int64_t modifiedNanoseconds_ = 0;
};

}  // namespace engine
