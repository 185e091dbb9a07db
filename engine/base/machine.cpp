#include "engine/base/machine.h"

#include <unistd.h>

namespace engine {

int64_t machineMemory() {
    const long pages = sysconf(_SC_PHYS_PAGES), bytes = sysconf(_SC_PAGESIZE);
    return pages > 0 && bytes > 0 ? int64_t{pages} * bytes : 0;
}

}  // namespace engine
