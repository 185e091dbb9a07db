// Events on their way from the thread that makes them to the one that uses them.
//
// The writer never waits for the reader. The reader takes all there is in one swap. onReady is called once
// per take, however many events came in between, from the writer's thread: it may only wake somebody.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace engine {

// Overload beside an event type to merge what waits together: return true when `event` was folded into
// `last`.
template <class Event>
bool join(Event&, const Event&) {
    return false;
}

template <class Event>
class Feed {
public:
    // Writer. After close() nothing more may be appended.
    void append(Event event);
    void close();

    // Reader. take() never waits (UI thread); wait() waits for the first event or the end, then takes all.
    std::vector<Event> take();
    std::vector<Event> wait();
    bool done() const;                         // closed and everything taken
    void onReady(std::function<void()> wake);  // called at once if something came before anyone listened

    // The reader wants no more; the writer looks at stopped() once per step.
    void stop();
    bool stopped() const;

private:
    void announce(std::unique_lock<std::mutex>& lock);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Event> pending_;
    std::function<void()> wake_;
    bool announced_ = false;
    bool closed_ = false;
    bool stopped_ = false;
};

template <class Event>
void Feed<Event>::append(Event event) {
    std::unique_lock lock(mutex_);
    if (pending_.empty() || !join(pending_.back(), event)) pending_.push_back(std::move(event));
    announce(lock);
}

template <class Event>
void Feed<Event>::close() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    announce(lock);
}

template <class Event>
std::vector<Event> Feed<Event>::take() {
    std::lock_guard lock(mutex_);
    announced_ = false;
    return std::exchange(pending_, {});
}

template <class Event>
std::vector<Event> Feed<Event>::wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !pending_.empty() || closed_; });
    announced_ = false;
    return std::exchange(pending_, {});
}

template <class Event>
bool Feed<Event>::done() const {
    std::lock_guard lock(mutex_);
    return closed_ && pending_.empty();
}

template <class Event>
void Feed<Event>::onReady(std::function<void()> wake) {
    std::unique_lock lock(mutex_);
    wake_ = std::move(wake);
    announced_ = false;
    if (!pending_.empty() || closed_) announce(lock);
}

template <class Event>
void Feed<Event>::stop() {
    std::lock_guard lock(mutex_);
    stopped_ = true;
}

template <class Event>
bool Feed<Event>::stopped() const {
    std::lock_guard lock(mutex_);
    return stopped_;
}

// The wake function runs without the lock: it may call into a toolkit that takes locks of its own.
template <class Event>
void Feed<Event>::announce(std::unique_lock<std::mutex>& lock) {
    changed_.notify_all();
    if (announced_ || !wake_) return;
    announced_ = true;
    auto wake = wake_;
    lock.unlock();
    wake();
}

}  // namespace engine
