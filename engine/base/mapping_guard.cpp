#include "engine/base/mapping_guard.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <mutex>

#include "kernels/base/log.h"

namespace engine {
namespace {

using Slot = MappingGuard::Slot;

// Never freed: the handler may run until the process ends.
std::array<Slot, 4096> slots;
struct sigaction before {};
std::once_flag installed;
uintptr_t pageSize = 4096;

Slot* holding(const std::byte* address) {
    for (Slot& slot : slots) {
        const std::byte* begin = slot.begin.load(std::memory_order_acquire);
        if (begin && address >= begin && address < begin + slot.bytes.load(std::memory_order_relaxed))
            return &slot;
    }
    return nullptr;
}

// mmap is a bare system call on Linux, so it may stand in a signal handler although POSIX does not list it.
bool fillWithZeros(const Slot& slot, const std::byte* address) {
    const std::byte* from = address - (reinterpret_cast<uintptr_t>(address) & (pageSize - 1));
    const std::byte* to = slot.begin.load() + slot.bytes.load();
    return ::mmap(const_cast<std::byte*>(from), static_cast<size_t>(to - from), PROT_READ,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED;
}

void handle(int number, siginfo_t* info, void* context) {
    const int error = errno;
    const auto* address = static_cast<const std::byte*>(info->si_addr);
    Slot* slot = holding(address);
    if (slot && fillWithZeros(*slot, address)) {
        slot->lost.store(true, std::memory_order_release);
    } else if ((before.sa_flags & SA_SIGINFO) && before.sa_sigaction) {
        before.sa_sigaction(number, info, context);
    } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
        before.sa_handler(number);
    } else {
        std::signal(SIGBUS, SIG_DFL);
        std::raise(SIGBUS);  // ends the program, as it should
    }
    errno = error;
}

void install() {
    pageSize = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
    struct sigaction action {};
    action.sa_sigaction = handle;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    if (::sigaction(SIGBUS, &action, &before) != 0)
        base::log::warn("engine", "files that are cut while they are read will end the program");
}

}  // namespace

MappingGuard::MappingGuard(const std::byte* data, size_t bytes) {
    std::call_once(installed, install);
    for (Slot& slot : slots) {
        if (slot.taken.exchange(true)) continue;
        slot.lost = false;
        slot.bytes = bytes;
        slot.begin.store(data, std::memory_order_release);
        slot_ = &slot;
        return;
    }
}

MappingGuard::~MappingGuard() {
    if (!slot_) return;
    slot_->begin = nullptr;
    slot_->taken = false;
}

bool MappingGuard::lost() const {
    return slot_ && slot_->lost.load(std::memory_order_acquire);
}

}  // namespace engine
