#include "agents/approvals.h"

#include <fmt/core.h>

#include <ctime>

namespace agents {

Verdict Approvals::wait(const Id& approval, const std::stop_token& stop) {
    const std::stop_callback wake(stop, [this] { letters_.send({}); });
    while (!stop.stop_requested())
        for (Letter& letter : letters_.drain(engine::Wait::Yes))
            if (letter.approval == approval) return {letter.decision, std::move(letter.words), false};
    return {.stopped = true};
}

void Approvals::decide(Id approval, Decision decision, std::string words) {
    letters_.send({std::move(approval), decision, std::move(words)});
}

std::string decisionWords(const Verdict& verdict, const std::string& object) {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    const char* what = verdict.decision == Decision::Deny        ? "You denied"
                       : verdict.decision == Decision::AllowOnce ? "You allowed once"
                                                                 : "You allowed in this folder";
    return fmt::format("{}: {}, {:02}:{:02}", what, object, local.tm_hour, local.tm_min);
}

}  // namespace agents
