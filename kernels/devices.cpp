#include "kernels/devices.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include "kernels/cpu/cpu_backend.h"
#include "kernels/cpu/stream.h"
#include "kernels/ops/host_memory.h"
#include "kernels/reference/reference_backend.h"

namespace kernels {
namespace {

int threadsOr(int wanted) {
    return wanted > 0 ? wanted : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

base::Result<std::unique_ptr<Backend>> makeBackend(std::string_view name, int threads) {
    constexpr int MostThreads = 1024;
    if (threads < 0 || threads > MostThreads) {
        return base::failure(
            base::Code::Invalid,
            fmt::format("{} threads: choose 0 (as many as there are cores) to {}", threads, MostThreads));
    }
    if (name == "cpu") return std::make_unique<CpuBackend>(threadsOr(threads));
    if (name == "reference") return std::make_unique<ReferenceBackend>();
    return base::failure(
        base::Code::Invalid,
        fmt::format("there is no device \"{}\" here: choose \"cpu\" or \"reference\"", name));
}

double measureMemoryBandwidth(int threads) {
    constexpr int64_t Piece = int64_t{1} << 20;  // bytes
    constexpr int64_t Pieces = 256;
    constexpr int Passes = 4;
    auto buffer = allocateHost(static_cast<size_t>(Piece * Pieces));
    if (!buffer) return 0.0;
    cpu::Pool pool(threadsOr(threads));
    std::vector<uint32_t> sums(static_cast<size_t>(Pieces));
    double best = 0.0;
    for (int pass = 0; pass <= Passes; ++pass) {
        const auto start = std::chrono::steady_clock::now();
        pool.parallelFor(Pieces, 1, [&](int64_t first, int64_t last, int) {
            for (int64_t i = first; i < last; ++i) {
                std::byte* piece = buffer->data() + i * Piece;
                // The first pass writes: until then all pages are the same page of zeros, which the cache
                // holds.
                if (pass == 0) {
                    std::fill_n(piece, Piece, static_cast<std::byte>(i));
                } else {
                    sums[static_cast<size_t>(i)] ^= cpu::readThrough(piece, Piece);
                }
            }
        });
        if (pass > 0) best = std::max(best, static_cast<double>(Piece * Pieces) / secondsSince(start));
    }
    return best;
}

}  // namespace kernels
