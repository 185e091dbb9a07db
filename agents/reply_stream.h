// A backend's feed as a turn reads it: waits for events or for the stop, whichever comes first. One thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

#include "engine/chat/backend.h"

namespace agents {

class ReplyStream {
public:
    using Feed = engine::Feed<engine::ChatEvent>;

    ReplyStream(std::shared_ptr<Feed> feed, std::stop_token stop);
    ~ReplyStream();

    // What came; empty when there is no more. After a stop the backend is told at once and has a moment to
    // say how far it got; then it is left alone, however long it takes to notice.
    std::vector<engine::ChatEvent> next();

private:
    struct Bell {
        std::mutex mutex;
        std::condition_variable_any changed;
        bool rung = false;
    };
    bool waitForBell();

    std::shared_ptr<Feed> feed_;
    std::stop_token stop_;
    std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();  // the feed may ring after we are gone
    std::chrono::steady_clock::time_point leaveAt_{};
};

}  // namespace agents
