// Ctrl+C as a call on a thread of its own, from construction to destruction. Make it before any other thread,
// because the signal is blocked for all that start later.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace ctl {

class Interrupts {
public:
    explicit Interrupts(std::function<void()> pressed);
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

private:
    std::atomic<bool> over_ = false;
    std::thread thread_;
};

}  // namespace ctl
