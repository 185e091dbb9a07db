// One program per database: a lock on a file beside it, given back by the kernel whatever happens to us.
#pragma once

#include <filesystem>

#include "agents/folder.h"
#include "kernels/base/result.h"

namespace agents {

class InstanceLock {
public:
    InstanceLock() = default;
    // Busy when somebody else has it, ReadOnly when the file can be neither made nor opened.
    static base::Result<InstanceLock> take(const std::filesystem::path& file);

private:
    Descriptor file_;
};

}  // namespace agents
