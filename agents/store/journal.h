// The one writer: collects what happens and commits it in batches, a growing answer at most a quarter of a
// second late. write() never waits; one thread of its own does. What cannot be written is kept and tried
// again.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "agents/store/store.h"

namespace agents {

class Journal {
public:
    // What became of it, told on the journal's thread: the listener only passes it on.
    struct Report {
        int64_t savedAt = 0;                 // not 0: so much is on disk now
        uint64_t changes = 0;                // how many of all changes that were ever written
        std::optional<base::Error> trouble;  // it cannot be saved now
        bool solved = false;                 // the trouble is over
    };
    using Listener = std::function<void(const Report&)>;
    enum class When { Now, Soon };  // Soon: with the next batch, within a quarter of a second

    Journal(Store& store, Listener listener);
    ~Journal();  // writes the rest

    void write(Change change, When when = When::Now);
    // Waits until everything written so far is on disk; false when it cannot be now.
    bool flush();

private:
    void run();
    void commit(std::vector<Change> batch, uint64_t upTo);
    void settle(const base::Result<>& result, std::vector<Change> batch, uint64_t upTo);

    Store& store_;
    Listener listener_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Change> pending_;
    std::vector<Change> failed_;  // of the journal's thread: comes before pending_
    std::optional<std::chrono::steady_clock::time_point> due_;
    uint64_t written_ = 0, settled_ = 0;  // how many changes came in, how many were tried
    bool troubled_ = false;
    bool stopping_ = false;
    std::jthread thread_;
};

}  // namespace agents
