// Reading memory as fast as one thread can, for measuring it. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kernels::cpu {

// Reads every byte (bytes: a multiple of 256, data 64-byte aligned) and returns something that depends on
// each.
uint32_t readThrough(const std::byte* data, int64_t bytes);

}  // namespace kernels::cpu
