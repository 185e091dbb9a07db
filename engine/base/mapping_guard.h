// Mapped files that are cut while we read them. The kernel answers the next touch of a lost page with SIGBUS,
// which ends a program that does not expect it; here the rest of that mapping becomes zeros, the program
// lives on, and whoever reads the file is told by lost().
//
// The first guard installs the handler, for the life of the process; a SIGBUS elsewhere goes to whoever had
// it before.
#pragma once

#include <atomic>
#include <cstddef>

namespace engine {

class MappingGuard {
public:
    // Watches [data, data + bytes), which begins at a page; not watched when thousands are already. Any
    // thread.
    MappingGuard(const std::byte* data, size_t bytes);
    ~MappingGuard();  // before the mapping itself goes
    MappingGuard(const MappingGuard&) = delete;
    MappingGuard& operator=(const MappingGuard&) = delete;

    // True once a page was touched that the file no longer has. Any thread; costs one load.
    bool lost() const;

    // Used by the handler too: only what is safe there.
    struct Slot {
        std::atomic<bool> taken = false;
        std::atomic<const std::byte*> begin = nullptr;  // null: nothing to watch
        std::atomic<size_t> bytes = 0;
        std::atomic<bool> lost = false;
    };

private:
    Slot* slot_ = nullptr;
};

}  // namespace engine
