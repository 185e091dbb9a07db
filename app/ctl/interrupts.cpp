#include "app/ctl/interrupts.h"

#include <pthread.h>

#include <csignal>

namespace ctl {
namespace {

sigset_t interruptSignal() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    return set;
}

}  // namespace

Interrupts::Interrupts(std::function<void()> pressed) {
    const sigset_t set = interruptSignal();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    thread_ = std::thread([this, set, pressed = std::move(pressed)] {
        int signal = 0;
        while (sigwait(&set, &signal) == 0 && !over_) pressed();
    });
}

Interrupts::~Interrupts() {
    over_ = true;
    pthread_kill(thread_.native_handle(), SIGINT);
    thread_.join();
    const sigset_t set = interruptSignal();
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace ctl
