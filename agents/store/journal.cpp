#include "agents/store/journal.h"

#include <algorithm>
#include <iterator>

#include "agents/identity.h"
#include "kernels/base/log.h"

namespace agents {
namespace {

using namespace std::chrono_literals;
using base::Code;

constexpr auto Lateness = 150ms;  // leaves room for the commit itself within the promised 250
constexpr auto RetryAfter = 2000ms;

// Trouble of the disk, not of the change: it is kept and tried again.
bool mayPass(Code code) {
    return code != Code::Internal && code != Code::Invalid && code != Code::NotFound;
}

}  // namespace

Journal::Journal(Store& store, Listener listener)
    : store_(store), listener_(std::move(listener)), thread_([this] { run(); }) {}

Journal::~Journal() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Journal::write(Change change, When when) {
    {
        const std::lock_guard lock(mutex_);
        const auto due = std::chrono::steady_clock::now() + (when == When::Now ? 0ms : Lateness);
        due_ = due_ ? std::min(*due_, due) : due;
        if (pending_.empty() || !join(pending_.back(), change)) pending_.push_back(std::move(change));
        ++written_;
    }
    changed_.notify_all();
}

bool Journal::flush() {
    std::unique_lock lock(mutex_);
    const uint64_t wanted = written_;
    if (settled_ < wanted) due_ = std::chrono::steady_clock::now();
    changed_.notify_all();
    changed_.wait(lock, [&] { return settled_ >= wanted || (stopping_ && pending_.empty()); });
    return !troubled_;
}

void Journal::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        if (!stopping_ && !due_) {
            changed_.wait(lock);
            continue;
        }
        if (!stopping_ && std::chrono::steady_clock::now() < *due_) {
            changed_.wait_until(lock, *due_);
            continue;
        }
        const bool last = stopping_;
        std::vector<Change> batch = std::exchange(failed_, {});
        batch.insert(batch.end(), std::make_move_iterator(pending_.begin()),
                     std::make_move_iterator(pending_.end()));
        pending_.clear();
        due_.reset();
        const uint64_t upTo = written_;
        lock.unlock();
        if (!batch.empty()) commit(std::move(batch), upTo);
        lock.lock();
        settled_ = upTo;
        if (troubled_ && !due_) due_ = std::chrono::steady_clock::now() + RetryAfter;
        changed_.notify_all();
        if (last && pending_.empty()) return;
    }
}

// A change that the database refuses for its content is a bug of ours; it must not hold back all the others.
void Journal::commit(std::vector<Change> batch, uint64_t upTo) {
    base::Result<> result = store_.apply(batch);
    if (result || mayPass(result.error().code)) return settle(result, std::move(batch), upTo);
    std::vector<Change> later;
    result = {};
    for (Change& change : batch) {
        auto alone = store_.apply(std::span(&change, 1));
        if (alone) continue;
        if (mayPass(alone.error().code)) {
            result = std::move(alone);
            later.push_back(std::move(change));
        } else {
            base::log::error("agents", "a change was not stored: {}", alone.error().message);
        }
    }
    settle(result, std::move(later), upTo);
}

void Journal::settle(const base::Result<>& result, std::vector<Change> batch, uint64_t upTo) {
    Report report;
    {
        const std::lock_guard lock(mutex_);
        if (result) {
            report.savedAt = nowMilliseconds();
            report.changes = upTo;
            report.solved = std::exchange(troubled_, false);
        } else {
            if (!std::exchange(troubled_, true)) report.trouble = result.error();
            failed_ = std::move(batch);
        }
    }
    if (!result && result.error().code == Code::Corrupt) store_.suspect();
    listener_(report);
}

}  // namespace agents
