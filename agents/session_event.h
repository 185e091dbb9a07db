// What a running turn says to the workspace, from the session's thread. Values.
#pragma once

#include <variant>

#include "agents/approvals.h"
#include "agents/turn.h"

namespace agents {

struct SessionActivity {
    Activity::Kind kind = Activity::Kind::Idle;
    int64_t done = 0, total = 0;
};
struct SessionText {
    std::string text;
    bool reasoning = false;
};
struct SessionStep {
    Step step;
};
struct SessionQuestion {
    ApprovalRequest request;
};
struct SessionDecision {
    Id approval, step;
    Decision decision = Decision::Deny;
    std::string words;  // "You allowed once: todo.txt, 10:42"; empty when the turn was stopped instead
};
struct SessionEnd {  // the last one
    TurnResult result;
};

using SessionEvent =
    std::variant<SessionActivity, SessionText, SessionStep, SessionQuestion, SessionDecision, SessionEnd>;

}  // namespace agents
