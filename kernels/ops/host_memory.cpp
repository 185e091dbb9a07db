#include "kernels/ops/host_memory.h"

#include <fmt/core.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "kernels/base/check.h"

namespace kernels {
namespace {

constexpr size_t Alignment = 64;
constexpr size_t MappedFrom = size_t{1} << 20U;

base::Error noMemory(size_t bytes) {
    return {
        base::Code::OutOfMemory,
        fmt::format("cannot get {:.1f} MiB of memory: close other programs, choose a shorter context, or a "
                    "smaller model",
                    static_cast<double>(bytes) / (1 << 20))};
}

base::Result<Buffer> mapPages(size_t bytes) {
    void* pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) return tl::unexpected(noMemory(bytes));
    madvise(pages, bytes, MADV_HUGEPAGE);  // only a wish: fewer TLB misses where the kernel grants it
    return Buffer(static_cast<std::byte*>(pages), bytes, [bytes](std::byte* data) { munmap(data, bytes); });
}

// Calls copy(bytes of one innermost row in the tensor, offset of that row in packed order) for every row.
template <class Copy>
void eachRow(const Tensor& tensor, Copy copy) {
    const auto width = static_cast<size_t>(bytesOf(tensor.type, tensor.dim(tensor.rank - 1)));
    const int64_t rows = tensor.elements() / std::max<int64_t>(tensor.dim(tensor.rank - 1), 1);
    for (int64_t row = 0; row < rows; ++row) {
        int64_t offset = 0;
        int64_t rest = row;
        for (int i = tensor.rank - 2; i >= 0; --i) {
            offset += rest % tensor.dim(i) * tensor.stride[static_cast<size_t>(i)];
            rest /= tensor.dim(i);
        }
        copy(tensor.data + bytesOf(tensor.type, offset), static_cast<size_t>(row) * width, width);
    }
}

void checkSize(const Tensor& tensor, size_t bytes) {
    CHECK(static_cast<size_t>(tensor.bytes()) == bytes,
          "upload, download: the tensor and the bytes differ in size");
}

}  // namespace

base::Result<Buffer> allocateHost(size_t bytes) {
    if (bytes > static_cast<size_t>(PTRDIFF_MAX) - Alignment) return tl::unexpected(noMemory(bytes));
    const size_t rounded = std::max(Alignment, (bytes + Alignment - 1) / Alignment * Alignment);
    if (rounded >= MappedFrom) return mapPages(bytes);
    void* data = std::aligned_alloc(Alignment, rounded);
    if (data == nullptr) return tl::unexpected(noMemory(bytes));
    std::memset(data, 0, rounded);
    return Buffer(static_cast<std::byte*>(data), bytes, [](std::byte* old) { std::free(old); });
}

void uploadHost(const Tensor& to, std::span<const std::byte> from) {
    checkSize(to, from.size());
    eachRow(to, [&](std::byte* row, size_t at, size_t bytes) { std::memcpy(row, from.data() + at, bytes); });
}

void downloadHost(std::span<std::byte> to, const Tensor& from) {
    checkSize(from, to.size());
    eachRow(from,
            [&](const std::byte* row, size_t at, size_t bytes) { std::memcpy(to.data() + at, row, bytes); });
}

}  // namespace kernels
