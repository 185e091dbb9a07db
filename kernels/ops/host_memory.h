// Buffers in ordinary memory, for every backend that computes on the CPU. Any thread.
#pragma once

#include <span>

#include "kernels/base/result.h"
#include "kernels/ops/buffer.h"

namespace kernels {

// 64-byte aligned, zeroed; large ones get their pages only when they are touched. Fails with OutOfMemory.
base::Result<Buffer> allocateHost(size_t bytes);

// Copies between packed bytes and a tensor with or without gaps; the sizes must agree (own bug otherwise).
void uploadHost(const Tensor& to, std::span<const std::byte> from);
void downloadHost(std::span<std::byte> to, const Tensor& from);

}  // namespace kernels
