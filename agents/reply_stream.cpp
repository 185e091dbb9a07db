#include "agents/reply_stream.h"

namespace agents {
namespace {

constexpr std::chrono::milliseconds LastWords(150);

}  // namespace

ReplyStream::ReplyStream(std::shared_ptr<Feed> feed, std::stop_token stop)
    : feed_(std::move(feed)), stop_(std::move(stop)) {
    feed_->onReady([bell = bell_] {
        {
            const std::lock_guard lock(bell->mutex);
            bell->rung = true;
        }
        bell->changed.notify_all();
    });
}

ReplyStream::~ReplyStream() {
    feed_->stop();
}

std::vector<engine::ChatEvent> ReplyStream::next() {
    while (!feed_->done()) {
        if (!waitForBell()) return {};
        auto events = feed_->take();
        if (!events.empty()) return events;
    }
    return {};
}

// False when the moment after a stop is over.
bool ReplyStream::waitForBell() {
    const auto rung = [this] { return bell_->rung; };
    std::unique_lock lock(bell_->mutex);
    bell_->changed.wait(lock, stop_, rung);
    if (stop_.stop_requested()) {
        const auto now = std::chrono::steady_clock::now();
        if (leaveAt_ == std::chrono::steady_clock::time_point()) {
            leaveAt_ = now + LastWords;
            lock.unlock();
            feed_->stop();
            lock.lock();
        }
        if (!bell_->changed.wait_until(lock, leaveAt_, rung)) return false;
    }
    bell_->rung = false;
    return true;
}

}  // namespace agents
