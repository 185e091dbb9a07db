#include "kernels/cpu/pool.h"

#include <algorithm>

#include "kernels/base/check.h"
#include "kernels/ops/host_memory.h"

namespace kernels::cpu {
namespace {

// Some 20 to 50 microseconds: longer than the pause between two operations, shorter than anybody would
// notice.
constexpr int SpinsBeforeSleep = 1000;
// A worker inside a job has at most one piece left to do; if it takes long, its core was given to somebody
// else.
constexpr int SpinsBeforeYield = 4000;

void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

}  // namespace

Pool::Pool(int threads) : scratch_(static_cast<size_t>(std::max(threads, 1))) {
    for (int worker = 1; worker < threads; ++worker) {
        workers_.emplace_back([this, worker] { live(worker); });
    }
}

Pool::~Pool() {
    stop_.store(true, std::memory_order_relaxed);
    state_.fetch_add(NumberStep, std::memory_order_release);
    state_.notify_all();
    for (std::thread& worker : workers_) worker.join();
}

std::byte* Pool::scratch(int worker, size_t bytes) {
    Buffer& buffer = scratch_[static_cast<size_t>(worker)];
    if (buffer.bytes() < bytes) {
        auto larger = allocateHost(bytes);
        CHECK(larger, "no memory for a worker's scratch space");
        buffer = std::move(*larger);
    }
    return buffer.data();
}

void Pool::start(const Job& job) {
    CHECK((state_.load(std::memory_order_relaxed) & Open) == 0,
          "parallelFor inside parallelFor, or from two threads");
    job_ = job;
    next_.store(0, std::memory_order_relaxed);
    const uint32_t number = (state_.load(std::memory_order_relaxed) & Number) + NumberStep;
    state_.store(number | Open, std::memory_order_release);
    state_.notify_all();
    workOn(0);
    state_.fetch_and(~Open, std::memory_order_acq_rel);
    for (int spins = 0; (state_.load(std::memory_order_acquire) & Inside) != 0; ++spins) {
        if (spins < SpinsBeforeYield) {
            pause();
        } else {
            std::this_thread::yield();
        }
    }
}

void Pool::workOn(int worker) {
    const Job job = job_;
    while (true) {
        const int64_t first = next_.fetch_add(job.grain, std::memory_order_relaxed);
        if (first >= job.count) return;
        job.call(job.context, first, std::min(first + job.grain, job.count), worker);
    }
}

// Steps inside the present job if it is open and not the one seen last.
bool Pool::join(uint32_t& seen) {
    uint32_t state = state_.load(std::memory_order_relaxed);
    while ((state & Open) != 0 && (state & Number) != seen) {
        if (state_.compare_exchange_weak(state, state + 1, std::memory_order_acquire,
                                         std::memory_order_relaxed)) {
            seen = state & Number;
            return true;
        }
    }
    return false;
}

void Pool::live(int worker) {
    uint32_t seen = 0;
    int spins = 0;
    while (!stop_.load(std::memory_order_relaxed)) {
        if (join(seen)) {
            workOn(worker);
            state_.fetch_sub(1, std::memory_order_release);
            spins = 0;
        } else if (spins < SpinsBeforeSleep) {
            ++spins;
            pause();
        } else {
            const uint32_t state = state_.load(std::memory_order_acquire);
            const bool joinable = (state & Open) != 0 && (state & Number) != seen;
            if (!joinable && !stop_.load(std::memory_order_relaxed))
                state_.wait(state, std::memory_order_acquire);
        }
    }
}

}  // namespace kernels::cpu
