#include "engine/base/mapped_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace engine {
namespace {

base::Error refused(const std::filesystem::path& path, int cause) {
    const std::string name = path.string();
    if (cause == ENOENT || cause == ENOTDIR)
        return {base::Code::NotFound, fmt::format("{}: no such file", name)};
    if (cause == EACCES || cause == EPERM)
        return {base::Code::Io, fmt::format("{}: no permission to read it: check its owner and mode", name)};
    if (cause == ENOMEM)
        return {base::Code::OutOfMemory, fmt::format("{}: no address space left to map it", name)};
    return {base::Code::Io, fmt::format("{}: cannot be read: {}", name, std::strerror(cause))};
}

base::Error notAFile(const std::filesystem::path& path, mode_t mode) {
    const char* kind = S_ISDIR(mode)    ? "a folder"
                       : S_ISFIFO(mode) ? "a pipe (FIFO)"
                       : S_ISSOCK(mode) ? "a socket"
                                        : "a device";
    return {base::Code::Invalid,
            fmt::format("{}: {}, not an ordinary file: put the file itself there", path.string(), kind)};
}

int64_t nanoseconds(const struct stat& status) {
    return int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

}  // namespace

base::Result<std::unique_ptr<MappedFile>> MappedFile::open(const std::filesystem::path& path) {
    // Looked at before it is opened: opening a device can already do something.
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return tl::unexpected(refused(path, errno));
    if (!S_ISREG(status.st_mode)) return tl::unexpected(notAFile(path, status.st_mode));

    std::unique_ptr<MappedFile> file(new MappedFile);
    file->path_ = path;
    // Non-blocking, because it may have become a FIFO since the look.
    file->descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file->descriptor_ < 0) return tl::unexpected(refused(path, errno));
    if (::fstat(file->descriptor_, &status) != 0) return tl::unexpected(refused(path, errno));
    if (!S_ISREG(status.st_mode)) return tl::unexpected(notAFile(path, status.st_mode));

    file->modifiedNanoseconds_ = nanoseconds(status);
    const auto size = static_cast<size_t>(status.st_size);
    if (size == 0) return file;  // nothing to map, and mmap refuses a length of 0
    void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file->descriptor_, 0);
    if (data == MAP_FAILED) return tl::unexpected(refused(path, errno));
    file->data_ = static_cast<const std::byte*>(data);
    file->size_ = size;
    file->guard_ = std::make_unique<MappingGuard>(file->data_, size);
    return file;
}

MappedFile::~MappedFile() {
    guard_.reset();
    if (data_) ::munmap(const_cast<std::byte*>(data_), size_);
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool MappedFile::unchanged() const {
    struct stat opened {};
    struct stat named {};
    if (lost()) return false;
    if (::fstat(descriptor_, &opened) != 0 || ::stat(path_.c_str(), &named) != 0) return false;
    return named.st_ino == opened.st_ino && named.st_dev == opened.st_dev &&
           static_cast<size_t>(opened.st_size) == size_ && nanoseconds(opened) == modifiedNanoseconds_;
}

void MappedFile::letGo(std::span<const std::byte> bytes) const {
    const auto begin = reinterpret_cast<uintptr_t>(data_);
    const auto first = reinterpret_cast<uintptr_t>(bytes.data());
    if (first < begin || first + bytes.size() > begin + size_) return;
    const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
    const uintptr_t from = (first + page - 1) / page * page;
    const uintptr_t to = (first + bytes.size()) / page * page;
    if (from < to) ::madvise(const_cast<std::byte*>(data_) + (from - begin), to - from, MADV_DONTNEED);
}

}  // namespace engine
