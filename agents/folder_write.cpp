// Folder's writing half: look, then replace by a rename, so that nobody ever sees half a file.
#include <fcntl.h>
#include <fmt/core.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "agents/folder.h"
#include "agents/identity.h"
#include "agents/utf8.h"

namespace agents {
namespace {

using base::Code;

tl::unexpected<base::Error> failed(int number, std::string_view path) {
    if (number == ENOSPC || number == EDQUOT || number == EFBIG)
        return base::failure(Code::DiskFull, fmt::format("\"{}\" was not written: the disk is full", path));
    if (number == EROFS || number == EACCES || number == EPERM)
        return base::failure(Code::ReadOnly,
                             fmt::format("\"{}\" cannot be written: {}", path, std::strerror(number)));
    if (number == ENAMETOOLONG) return base::failure(Code::Invalid, "the path is too long");
    return base::failure(Code::Io, fmt::format("\"{}\" was not written: {}", path, std::strerror(number)));
}

// A name that can be shown as it is: what a person approves must be what they see.
base::Result<> checkName(std::string_view name) {
    if (name.empty() || name == "." || name == "..")
        return base::failure(Code::Invalid, "the path does not name a file");
    if (name.size() > 255) return base::failure(Code::Invalid, "the path is too long");
    for (const char32_t character : charactersOf(name))
        if (character == ReplacementCharacter || isInvisible(character))
            return base::failure(Code::Invalid, "the file name contains characters that cannot be shown");
    return {};
}

struct Present {
    bool exists = false;
    std::string bytes;
    struct stat status {};
};

base::Result<Present> presentIn(int parent, const std::string& name, std::string_view path) {
    Present present;
    if (fstatat(parent, name.c_str(), &present.status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT) return present;
        return failed(errno, path);
    }
    if (S_ISLNK(present.status.st_mode))
        return base::failure(Code::Denied,
                             fmt::format("\"{}\" is a link; only plain files are written", path));
    if (!S_ISREG(present.status.st_mode))
        return base::failure(
            Code::Invalid, fmt::format("\"{}\" is {}", path,
                                       S_ISDIR(present.status.st_mode) ? "a folder" : "not a regular file"));
    const Descriptor file(openat(parent, name.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
    if (!file.open()) return failed(errno, path);
    present.bytes = TRY(readRegularFile(file.number(), path));
    if (fstat(file.number(), &present.status) != 0) return failed(errno, path);
    present.exists = true;
    return present;
}

base::Result<> writeAll(int file, std::string_view bytes, std::string_view path) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failed(errno, path);
        bytes.remove_prefix(static_cast<size_t>(count));
    }
    return {};
}

// A file beside the target that goes away unless it was renamed.
struct Temporary {
    int parent;
    std::string name;
    bool renamed = false;
    ~Temporary() {
        if (!renamed) unlinkat(parent, name.c_str(), 0);
    }
};

base::Result<> fill(const Temporary& temporary, const Present& present, std::string_view bytes,
                    std::string_view path) {
    const Descriptor file(openat(temporary.parent, temporary.name.c_str(),
                                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (!file.open()) return failed(errno, path);
    if (present.exists) {
        // The new file takes the place of the old one; a group it may not give is not worth failing for.
        if (fchown(file.number(), present.status.st_uid, present.status.st_gid) != 0) errno = 0;
        if (fchmod(file.number(), present.status.st_mode & 07777U) != 0) return failed(errno, path);
    }
    TRY(writeAll(file.number(), bytes, path));
    if (fsync(file.number()) != 0) return failed(errno, path);
    return {};
}

// A new file must not replace one that appeared meanwhile. Not every file system knows the rename for that.
base::Result<Folder::Replaced> putNew(Temporary& temporary, const std::string& name, std::string_view path) {
    const int parent = temporary.parent;
    if (renameat2(parent, temporary.name.c_str(), parent, name.c_str(), RENAME_NOREPLACE) == 0) {
        temporary.renamed = true;
        return Folder::Replaced::Yes;
    }
    if (errno == EINVAL && linkat(parent, temporary.name.c_str(), parent, name.c_str(), 0) == 0)
        return Folder::Replaced::Yes;
    if (errno == EEXIST) return Folder::Replaced::Changed;
    return failed(errno, path);
}

bool sameFile(const struct stat& one, const struct stat& two) {
    return one.st_ino == two.st_ino && one.st_dev == two.st_dev && one.st_size == two.st_size &&
           one.st_mtim.tv_sec == two.st_mtim.tv_sec && one.st_mtim.tv_nsec == two.st_mtim.tv_nsec;
}

base::Result<Folder::Replaced> putOver(Temporary& temporary, const std::string& name, const Present& present,
                                       std::string_view path) {
    struct stat now {};
    if (fstatat(temporary.parent, name.c_str(), &now, AT_SYMLINK_NOFOLLOW) != 0 ||
        !sameFile(now, present.status))
        return Folder::Replaced::Changed;
    if (renameat(temporary.parent, temporary.name.c_str(), temporary.parent, name.c_str()) != 0)
        return failed(errno, path);
    temporary.renamed = true;
    return Folder::Replaced::Yes;
}

}  // namespace

base::Result<Descriptor> Folder::openParent(std::string_view path, std::string& name) const {
    const std::string whole = relative(path);
    const size_t slash = whole.rfind('/');
    name = slash == std::string::npos ? whole : whole.substr(slash + 1);
    const std::string parent = slash == std::string::npos ? "." : whole.substr(0, slash);
    if (whole.starts_with('/'))
        return base::failure(Code::Denied, fmt::format("\"{}\" is outside the attached folder", path));
    Descriptor folder = TRY(openBeneath(parent, O_RDONLY | O_DIRECTORY, "folder"));
    TRY(checkName(name));
    return folder;
}

base::Result<std::optional<std::string>> Folder::present(std::string_view path) const {
    if (path.empty()) return base::failure(Code::Invalid, "the path is empty");
    std::string name;
    const Descriptor parent = TRY(openParent(path, name));
    Present present = TRY(presentIn(parent.number(), name, path));
    if (!present.exists) return std::optional<std::string>();
    return std::optional<std::string>(std::move(present.bytes));
}

base::Result<Folder::Replaced> Folder::replace(std::string_view path, std::string_view bytes,
                                               const std::optional<std::string>& expected) const {
    if (path.empty()) return base::failure(Code::Invalid, "the path is empty");
    if (bytes.size() > MaxFileBytes)
        return base::failure(Code::TooLarge,
                             fmt::format("\"{}\" would be larger than {} MB", path, MaxFileBytes >> 20U));
    std::string name;
    const Descriptor parent = TRY(openParent(path, name));
    const Present present = TRY(presentIn(parent.number(), name, path));
    if (present.exists != expected.has_value()) return Replaced::Changed;
    if (expected && present.bytes != *expected) return Replaced::Changed;
    Temporary temporary{parent.number(), ".inkstone-" + newId() + ".tmp"};
    TRY(fill(temporary, present, bytes, path));
    const Replaced replaced =
        present.exists ? TRY(putOver(temporary, name, present, path)) : TRY(putNew(temporary, name, path));
    if (fsync(parent.number()) != 0) return failed(errno, path);
    return replaced;
}

}  // namespace agents
