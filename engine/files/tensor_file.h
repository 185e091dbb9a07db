// A named tensor inside a file of weights. A value: it views bytes that the file keeps mapped, so it lives no
// longer than the Safetensors, Gguf or ModelFolder it came from. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/ops/tensor.h"

namespace engine {

struct TensorInfo {
    std::string name;
    kernels::Type type = kernels::Type::F32;
    std::vector<int64_t> shape;       // outermost first, each >= 0; empty for a scalar; at most 8 long
    std::span<const std::byte> data;  // bytesOf(type, elements()) bytes, aligned for the type

    int64_t elements() const {
        int64_t product = 1;
        for (const int64_t size : shape) product *= size;
        return product;  // cannot overflow: checked against the file's size when it was opened
    }
};

}  // namespace engine
