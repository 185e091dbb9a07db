// What this machine has. Any thread.
#pragma once

#include <cstdint>

namespace engine {

int64_t machineMemory();  // bytes; 0 when it cannot be told

}  // namespace engine
