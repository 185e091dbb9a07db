// Worker threads for one operation at a time: parallelFor hands out pieces of [0, count) until none is left.
//
// Called by one thread (the backend's), which works too and never waits for a worker that has not begun: a
// short operation costs no more than alone. Idle workers spin for some microseconds, then sleep.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <type_traits>
#include <vector>

#include "kernels/ops/buffer.h"

namespace kernels::cpu {

class Pool {
public:
    explicit Pool(int threads);  // the caller's thread counts as one of them
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    int threads() const { return static_cast<int>(workers_.size()) + 1; }

    // body(first, last, worker) for pieces of at most `grain`, in no order, worker in [0, threads()). Returns
    // when all are done. One piece or less runs on the caller alone, without waking anybody.
    template <class Body>
    void parallelFor(int64_t count, int64_t grain, Body&& body) {
        if (count <= 0) return;
        if (workers_.empty() || count <= grain) {
            body(int64_t{0}, count, 0);
            return;
        }
        using Plain = std::remove_reference_t<Body>;
        start({[](void* context, int64_t first, int64_t last, int worker) {
                   (*static_cast<Plain*>(context))(first, last, worker);
               },
               const_cast<void*>(static_cast<const void*>(&body)), count, grain < 1 ? 1 : grain});
    }

    // At least `bytes` of 64-byte aligned memory that is this worker's alone until its next call. Contents
    // are left over from earlier.
    std::byte* scratch(int worker, size_t bytes);

private:
    struct Job {
        void (*call)(void* context, int64_t first, int64_t last, int worker) = nullptr;
        void* context = nullptr;
        int64_t count = 0;
        int64_t grain = 1;
    };

    void start(const Job& job);
    void workOn(int worker);
    bool join(uint32_t& seen);
    void live(int worker);

    // One word holds all that threads must agree on: the job's number, whether it may be joined, how many are
    // inside.
    static constexpr uint32_t Open = 1U << 15U;
    static constexpr uint32_t Inside = Open - 1;
    static constexpr uint32_t Number = ~(Open | Inside);
    static constexpr uint32_t NumberStep = 1U << 16U;

    Job job_;  // written while closed and empty, read by those inside
    alignas(64) std::atomic<uint32_t> state_{0};
    alignas(64) std::atomic<int64_t> next_{0};
    std::atomic<bool> stop_{false};
    std::vector<Buffer> scratch_;
    std::vector<std::thread> workers_;
};

// Items per piece so that a piece takes about fifteen microseconds: less is not worth handing to another
// thread. workPerItem is in multiply-adds or bytes read, whichever is more; a core does some ten of them per
// nanosecond.
constexpr int64_t grainOf(int64_t workPerItem) {
    constexpr int64_t Piece = 150'000;
    return workPerItem >= Piece ? 1 : Piece / (workPerItem > 0 ? workPerItem : 1);
}

}  // namespace kernels::cpu
