#include "engine/base/new_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace engine {
namespace {

tl::unexpected<base::Error> cannotWrite(const std::filesystem::path& path, int cause) {
    if (cause == ENOSPC || cause == EDQUOT)
        return base::failure(
            base::Code::DiskFull,
            fmt::format("{}: the disk is full: free some space, then start again", path.string()));
    return base::failure(base::Code::Io,
                         fmt::format("{} cannot be written: {}", path.string(), std::strerror(cause)));
}

// A name that was given is lost with the power when its folder is not on the disk. Some file systems cannot
// do it, and need not.
void syncFolder(const std::filesystem::path& folder) {
    const int descriptor = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    fsync(descriptor);
    close(descriptor);
}

}  // namespace

std::filesystem::path partialOf(const std::filesystem::path& path) {
    return path.string() + ".partial";
}

base::Result<std::unique_ptr<NewFile>> NewFile::open(const std::filesystem::path& path) {
    std::unique_ptr<NewFile> file(new NewFile);
    file->path_ = path;
    const std::filesystem::path partial = partialOf(path);
    file->descriptor_ =
        ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0644);
    if (file->descriptor_ < 0) return cannotWrite(partial, errno);
    file->partial_ = partial;
    return file;
}

NewFile::~NewFile() {
    if (descriptor_ >= 0) close(descriptor_);
    if (!partial_.empty()) unlink(partial_.c_str());
}

base::Result<> NewFile::append(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t count = write(descriptor_, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return cannotWrite(partial_, errno);
        bytes = bytes.subspan(static_cast<size_t>(count));
    }
    return {};
}

base::Result<> NewFile::finish() {
    if (fsync(descriptor_) != 0) return cannotWrite(partial_, errno);
    const int closed = close(std::exchange(descriptor_, -1));
    if (closed != 0) return cannotWrite(partial_, errno);
    if (rename(partial_.c_str(), path_.c_str()) != 0) return cannotWrite(path_, errno);
    partial_.clear();
    syncFolder(path_.parent_path());
    return {};
}

base::Result<> writeNewFile(const std::filesystem::path& path, std::string_view text) {
    const auto file = TRY(NewFile::open(path));
    TRY(file->append(std::as_bytes(std::span(text))));
    return file->finish();
}

}  // namespace engine
