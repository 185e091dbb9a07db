// Memory that owns itself, on whatever device made it. Move-only; freed with the deleter its backend gave it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "kernels/ops/tensor.h"

namespace kernels {

class Buffer {
public:
    Buffer() = default;
    Buffer(std::byte* data, size_t bytes, std::function<void(std::byte*)> release)
        : data_(data, std::move(release)), bytes_(bytes) {}

    std::byte* data() const { return data_.get(); }
    size_t bytes() const { return bytes_; }
    // A contiguous tensor at `offset` bytes; must lie inside.
    Tensor tensor(Type type, std::initializer_list<int64_t> shape, size_t offset = 0) const;

private:
    std::unique_ptr<std::byte, std::function<void(std::byte*)>> data_{nullptr, [](std::byte*) {}};
    size_t bytes_ = 0;
};

}  // namespace kernels
