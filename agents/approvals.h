// Where a turn waits for a person. One desk per turn: wait() on the turn's thread, decide() from any thread.
#pragma once

#include <stop_token>
#include <string>

#include "agents/workspace_event.h"
#include "engine/base/mailbox.h"

namespace agents {

// What a person is asked, exactly as it will be done.
struct ApprovalRequest {
    Id id;
    Id step;
    std::string tool;
    Preview preview;
    std::string place;   // the folder
    std::string reason;  // why it is asked
};

struct Verdict {
    Decision decision = Decision::Deny;
    std::string words;     // said with a denial
    bool unasked = false;  // a denial because nobody was there to decide; words say so
    bool stopped = false;  // nobody decided: the turn is over
};

class Approvals {
public:
    // Until this approval is decided, or stop. A decision about another one is late and changes nothing.
    Verdict wait(const Id& approval, const std::stop_token& stop);
    void decide(Id approval, Decision decision, std::string words);

private:
    struct Letter {
        Id approval;  // empty: look at the stop token
        Decision decision;
        std::string words;
    };
    engine::Mailbox<Letter> letters_;
};

// "You allowed once: todo.txt, 10:42"
std::string decisionWords(const Verdict& verdict, const std::string& object);

}  // namespace agents
