// Letters to a thread that owns some state: any thread sends, the owner drains. Closing wakes the owner.
#pragma once

#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace engine {

enum class Wait { No, Yes };

template <class Letter>
class Mailbox {
public:
    // False when closed: the letter is dropped.
    bool send(Letter letter) {
        {
            std::lock_guard lock(mutex_);
            if (closed_) return false;
            letters_.push_back(std::move(letter));
        }
        changed_.notify_one();
        return true;
    }

    // All letters there are, in order; with Wait::Yes waits for the first one or for close().
    std::vector<Letter> drain(Wait wait) {
        std::unique_lock lock(mutex_);
        if (wait == Wait::Yes) changed_.wait(lock, [&] { return !letters_.empty() || closed_; });
        return std::exchange(letters_, {});
    }

    void close() {
        {
            std::lock_guard lock(mutex_);
            closed_ = true;
        }
        changed_.notify_all();
    }

    bool closed() const {
        std::lock_guard lock(mutex_);
        return closed_;
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Letter> letters_;
    bool closed_ = false;
};

}  // namespace engine
