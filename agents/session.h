// One running turn on a thread of its own. What it says goes through `say`, which must be safe to call from
// that thread. stop() and decide() from any thread; the destructor stops the turn and waits for its end.
#pragma once

#include <functional>
#include <thread>

#include "agents/session_event.h"

namespace agents {

class Session {
public:
    using Say = std::function<void(SessionEvent)>;

    Session(std::shared_ptr<engine::ChatBackend> backend, TurnInput input, const TimeSource& time, Say say);
    ~Session();

    void stop() { thread_.request_stop(); }
    void decide(Id approval, Decision decision, std::string words);

private:
    void run(const std::stop_token& stop);

    std::shared_ptr<engine::ChatBackend> backend_;
    TurnInput input_;
    Say say_;
    Toolbox tools_;
    Approvals approvals_;
    std::jthread thread_;  // last: it uses all of the above
};

}  // namespace agents
