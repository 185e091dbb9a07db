#include "agents/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "agents/utf8.h"

namespace agents {
namespace {

using base::Code;

constexpr size_t MaxItems = 50'000;

// The kernel asks to try again when a rename ran against a ".." in the path; a few times is enough.
int openat2(int folder, const char* path, int flags, uint64_t resolve) {
    open_how how{};
    how.flags = static_cast<uint64_t>(flags) | O_CLOEXEC | (flags & O_PATH ? 0U : O_NOCTTY);
    how.resolve = resolve;
    int opened = -1;
    for (int attempt = 0; attempt < 16; ++attempt) {
        opened = static_cast<int>(syscall(SYS_openat2, folder, path, &how, sizeof how));
        if (opened >= 0 || (errno != EAGAIN && errno != EINTR)) return opened;
    }
    return opened;
}

constexpr uint64_t Beneath = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;

base::Error errorFor(int number, std::string_view path, std::string_view what) {
    switch (number) {
        case ENOENT:
        case ENOTDIR: return {Code::NotFound, fmt::format("no {} \"{}\"", what, path)};
        case EXDEV: return {Code::Denied, fmt::format("\"{}\" is outside the attached folder", path)};
        case ELOOP: return {Code::Denied, fmt::format("\"{}\" is a link that cannot be followed", path)};
        case EACCES:
        case EPERM: return {Code::Denied, fmt::format("\"{}\" cannot be opened: permission denied", path)};
        case ENAMETOOLONG: return {Code::Invalid, "the path is too long"};
        case EISDIR: return {Code::Invalid, fmt::format("\"{}\" is a folder", path)};
        case EROFS: return {Code::ReadOnly, "the attached folder cannot be written: read-only file system"};
        case ENOSPC:
        case EFBIG:
        case EDQUOT: return {Code::DiskFull, "the disk is full"};
        default: return {Code::Io, fmt::format("\"{}\": {}", path, std::strerror(number))};
    }
}

tl::unexpected<base::Error> failed(std::string_view path, std::string_view what) {
    return tl::unexpected(errorFor(errno, path, what));
}

base::Result<> checkPath(std::string_view path) {
    if (path.find('\0') != std::string_view::npos)
        return base::failure(Code::Invalid, "the path contains a zero character");
    if (path.size() >= 4096) return base::failure(Code::Invalid, "the path is too long");
    return {};
}

base::Result<struct stat> regularFile(int file, std::string_view path) {
    struct stat status {};
    if (fstat(file, &status) != 0) return failed(path, "file");
    if (S_ISDIR(status.st_mode)) return base::failure(Code::Invalid, fmt::format("\"{}\" is a folder", path));
    if (!S_ISREG(status.st_mode))
        return base::failure(Code::Invalid, fmt::format("\"{}\" is not a regular file", path));
    return status;
}

struct CloseDirectory {
    void operator()(DIR* directory) const { closedir(directory); }
};

base::Result<std::vector<std::string>> namesIn(Descriptor folder, std::string_view path) {
    const std::unique_ptr<DIR, CloseDirectory> directory(fdopendir(folder.number()));
    if (!directory) return failed(path, "folder");
    folder.release();  // closedir closes it
    std::vector<std::string> names;
    while (const dirent* entry = readdir(directory.get())) {
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..") continue;
        if (names.size() == MaxItems)
            return base::failure(Code::TooLarge,
                                 fmt::format("\"{}\" has more than {} items", path, MaxItems));
        names.emplace_back(name);
    }
    return names;
}

}  // namespace

base::Result<std::string> readRegularFile(int file, std::string_view path) {
    const struct stat status = TRY(regularFile(file, path));
    const auto tooLarge = [&] {
        return base::failure(Code::TooLarge, fmt::format("\"{}\" is too large to read: the limit is {} MB",
                                                         path, Folder::MaxFileBytes >> 20U));
    };
    if (status.st_size > static_cast<off_t>(Folder::MaxFileBytes)) return tooLarge();
    std::string bytes;
    std::string block(size_t{64} << 10U, '\0');
    for (;;) {
        const ssize_t count = ::read(file, block.data(), block.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failed(path, "file");
        if (count == 0) return bytes;
        bytes.append(block, 0, static_cast<size_t>(count));
        if (bytes.size() > Folder::MaxFileBytes) return tooLarge();  // it grew while it was read
    }
}

Descriptor::~Descriptor() {
    if (number_ >= 0) close(number_);
}

base::Result<std::shared_ptr<const Folder>> Folder::open(const std::filesystem::path& path) {
    std::error_code error;
    const std::filesystem::path whole = std::filesystem::canonical(path, error);
    if (error)
        return base::failure(Code::NotFound,
                             fmt::format("The folder {} cannot be opened: {}. Choose another one.",
                                         path.string(), error.message()));
    Descriptor root(::open(whole.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!root.open())
        return base::failure(Code::NotFound,
                             fmt::format("{} cannot be opened as a folder: {}. Choose another one.",
                                         whole.string(), std::strerror(errno)));
    const Descriptor probe(openat2(root.number(), ".", O_RDONLY | O_DIRECTORY, Beneath));
    if (!probe.open() && (errno == ENOSYS || errno == EINVAL || errno == E2BIG || errno == EPERM))
        return base::failure(
            Code::Unsupported,
            "This system cannot confine file access to a folder (its kernel lacks openat2; Linux "
            "5.6 or newer is needed), so no folder can be attached here.");
    if (!probe.open())
        return base::failure(Code::Denied,
                             fmt::format("The folder {} cannot be read: {}. Check its permissions.",
                                         whole.string(), std::strerror(errno)));
    return std::shared_ptr<const Folder>(new Folder(whole.string(), std::move(root)));
}

// A big model may give the whole path of a file it saw; only the text is changed, the kernel still decides.
std::string Folder::relative(std::string_view path) const {
    if (path.size() > path_.size() && path.starts_with(path_) && path[path_.size()] == '/')
        path.remove_prefix(path_.size() + 1);
    else if (path == path_)
        path = {};
    return path.empty() ? "." : std::string(path);
}

base::Result<Descriptor> Folder::openBeneath(std::string_view path, int flags, std::string_view what) const {
    TRY(checkPath(path));
    Descriptor opened(openat2(root_.number(), relative(path).c_str(), flags, Beneath));
    if (!opened.open()) return failed(path, what);
    return opened;
}

base::Result<std::vector<Folder::Item>> Folder::list(std::string_view path) const {
    Descriptor folder = TRY(openBeneath(path, O_RDONLY | O_DIRECTORY, "folder"));
    const std::string prefix = relative(path) + "/";
    const std::vector<std::string> names = TRY(namesIn(std::move(folder), path));
    std::vector<Item> items;
    for (const std::string& name : names) {
        const Descriptor item(openat2(root_.number(), (prefix + name).c_str(), O_PATH, Beneath));
        struct stat status {};
        if (!item.open() || fstat(item.number(), &status) != 0)
            continue;  // a link that leaves, or gone meanwhile
        if (S_ISDIR(status.st_mode)) items.push_back({name, true, 0});
        if (S_ISREG(status.st_mode)) items.push_back({name, false, status.st_size});
    }
    std::sort(items.begin(), items.end(), [](const Item& one, const Item& two) {
        return one.folder != two.folder ? one.folder : one.name < two.name;
    });
    return items;
}

base::Result<std::string> Folder::read(std::string_view path) const {
    if (path.empty()) return base::failure(Code::Invalid, "the path is empty");
    {
        // Looked at before it is opened for reading: opening a device can have an effect of its own.
        const Descriptor looked = TRY(openBeneath(path, O_PATH, "file"));
        TRY(regularFile(looked.number(), path));
    }
    const Descriptor file = TRY(openBeneath(path, O_RDONLY | O_NONBLOCK, "file"));
    return readRegularFile(file.number(), path);
}

base::Result<Folder::Walk> Folder::walk(std::string_view path, const WalkLimits& limits,
                                        std::stop_token stop) const {
    TRY(openBeneath(path, O_PATH | O_DIRECTORY, "folder"));
    Walk walk;
    const std::string start = relative(path);
    walkInto(start == "." ? "" : start, 0, limits, std::chrono::steady_clock::now() + limits.time, stop,
             walk);
    std::sort(walk.files.begin(), walk.files.end());
    return walk;
}

void Folder::walkInto(const std::string& path, int depth, const WalkLimits& limits,
                      std::chrono::steady_clock::time_point end, const std::stop_token& stop,
                      Walk& walk) const {
    auto folder = openBeneath(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, "folder");
    if (!folder) return;  // gone, a link, or not ours to read: the rest is still worth searching
    auto names = namesIn(std::move(*folder), path);
    if (!names) {
        walk.complete = false;
        return;
    }
    std::sort(names->begin(), names->end());
    for (const std::string& name : *names) {
        if (stop.stop_requested() || std::chrono::steady_clock::now() > end ||
            walk.files.size() >= limits.files) {
            walk.complete = false;
            return;
        }
        if (name.starts_with('.')) continue;
        const std::string whole = path.empty() ? name : path + "/" + name;
        const Descriptor item(openat2(root_.number(), whole.c_str(), O_PATH | O_NOFOLLOW, Beneath));
        struct stat status {};
        if (!item.open() || fstat(item.number(), &status) != 0) continue;
        if (S_ISREG(status.st_mode)) walk.files.push_back(whole);
        if (!S_ISDIR(status.st_mode)) continue;
        if (depth + 1 < limits.depth)
            walkInto(whole, depth + 1, limits, end, stop, walk);
        else
            walk.complete = false;
    }
}

bool isText(std::string_view bytes) {
    const std::string_view front = bytes.substr(0, size_t{8} << 10U);
    if (front.find('\0') != std::string_view::npos) return false;
    return badBytes(front) * 20 <= front.size();
}

}  // namespace agents
