// The pool: every piece once, nothing after the return, many short jobs in a row.
#include "kernels/cpu/pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace kernels::cpu {
namespace {

TEST(Pool, EveryPieceOnceForEverySizeAndGrain) {
    for (const int threads : {1, 2, 5}) {
        Pool pool(threads);
        EXPECT_EQ(pool.threads(), threads);
        for (const int64_t count : {0, 1, 2, 63, 1000}) {
            for (const int64_t grain : {0, 1, 7, 64, 5000}) {
                std::vector<int> visits(static_cast<size_t>(count));
                pool.parallelFor(count, grain, [&](int64_t first, int64_t last, int worker) {
                    ASSERT_TRUE(worker >= 0 && worker < threads);
                    for (int64_t i = first; i < last; ++i) ++visits[static_cast<size_t>(i)];
                });
                EXPECT_TRUE(std::all_of(visits.begin(), visits.end(), [](int n) { return n == 1; }));
            }
        }
    }
}

TEST(Pool, ManyShortJobsOneAfterTheOther) {
    Pool pool(4);
    int64_t sum = 0;
    std::vector<int64_t> part(64);
    for (int64_t job = 0; job < 70'000; ++job) {  // more than the job number's 65,536
        pool.parallelFor(
            4, 1, [&](int64_t first, int64_t, int) { part[static_cast<size_t>(first)] = job + first; });
        sum += part[0] + part[1] + part[2] + part[3] - 4 * job;
    }
    EXPECT_EQ(sum, 70'000 * 6);
}

TEST(Pool, WorkersThatSleptWakeAndHelp) {
    Pool pool(2);
    std::atomic<bool> helped{false};
    for (int attempt = 0; attempt < 50 && !helped; ++attempt) {
        std::this_thread::yield();
        pool.parallelFor(2, 1, [&](int64_t, int64_t, int worker) {
            // Long enough for the other to come, but never waiting for it forever.
            for (int i = 0; i < 20'000 && !helped; ++i) {
                if (worker == 1) helped = true;
                std::this_thread::yield();
            }
        });
    }
    EXPECT_TRUE(helped);
}

TEST(Pool, SmallWorkStaysOnTheCaller) {
    Pool pool(3);
    const auto caller = std::this_thread::get_id();
    pool.parallelFor(10, 10, [&](int64_t first, int64_t last, int worker) {
        EXPECT_EQ(std::this_thread::get_id(), caller);
        EXPECT_EQ(worker, 0);
        EXPECT_EQ(last - first, 10);
    });
}

TEST(Pool, ScratchIsAlignedAndGrows) {
    Pool pool(2);
    std::byte* small = pool.scratch(0, 10);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(small) % 64, 0U);
    EXPECT_EQ(pool.scratch(0, 5), small);
    std::byte* large = pool.scratch(0, 1 << 16);
    large[(1 << 16) - 1] = std::byte{1};
    EXPECT_NE(pool.scratch(1, 10), large);
}

}  // namespace
}  // namespace kernels::cpu
