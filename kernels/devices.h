// Which devices are here, and a backend for one of them. Any thread.
#pragma once

#include <memory>
#include <string_view>

#include "kernels/ops/backend.h"

namespace kernels {

// `name`: "reference" (plain loops, double sums: the truth) or "cpu" (threads and SIMD).
// threads: 0 = as many as this machine has cores. Fails with Invalid on another name.
base::Result<std::unique_ptr<Backend>> makeBackend(std::string_view name, int threads = 0);

// Bytes per second this machine reads from memory with `threads` threads, measured now (about 0.2 s); 0 when
// there is no room for it.
double measureMemoryBandwidth(int threads);

}  // namespace kernels
