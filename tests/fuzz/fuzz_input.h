// What the fuzz targets share: the input as text, and a file that holds it. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/files/tensor_file.h"
#include "tests/support/temporary_folder.h"

// What libFuzzer calls, again and again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace tests {

inline std::string_view textOf(const uint8_t* data, size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

// One folder for all inputs: the target's TMPDIR, which run_target.sh makes in memory and takes away.
inline const TemporaryFolder& fuzzFolder() {
    static const TemporaryFolder folder;
    return folder;
}

// Reads every byte that a tensor says it has, and breaks off where it is not as large as its shape.
inline void readThrough(const engine::TensorInfo& tensor) {
    unsigned sum = 0;
    for (const std::byte byte : tensor.data) sum += static_cast<unsigned>(byte);
    [[maybe_unused]] static volatile unsigned kept;
    kept = sum;
    const auto block = kernels::blockOf(tensor.type);
    if (tensor.data.size() != static_cast<size_t>(tensor.elements() / block.elements * block.bytes))
        __builtin_trap();
}

}  // namespace tests
