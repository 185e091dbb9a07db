#include "agents/store/instance_lock.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>

namespace agents {

using base::Code;

base::Result<InstanceLock> InstanceLock::take(const std::filesystem::path& file) {
    InstanceLock lock;
    lock.file_ = Descriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock.file_.open()) lock.file_ = Descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!lock.file_.open())
        return base::failure(Code::ReadOnly, fmt::format("{}: {}", file.string(), std::strerror(errno)));
    if (flock(lock.file_.number(), LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno == EWOULDBLOCK)
        return base::failure(Code::Busy,
                             "Inkstone is already running with these conversations. Use its window, or "
                             "close it first.");
    return base::failure(Code::ReadOnly,
                         fmt::format("{} cannot be locked: {}", file.string(), std::strerror(errno)));
}

}  // namespace agents
