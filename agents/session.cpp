#include "agents/session.h"

namespace agents {
namespace {

class Speaker : public TurnListener {
public:
    Speaker(const Session::Say& say, Approvals& approvals) : say_(say), approvals_(approvals) {}

    void activity(Activity::Kind kind, int64_t done, int64_t total) override {
        say_(SessionActivity{kind, done, total});
    }
    void text(std::string_view text, bool reasoning) override {
        say_(SessionText{std::string(text), reasoning});
    }
    void step(const Step& step) override { say_(SessionStep{step}); }

    Verdict approve(const ApprovalRequest& request, const std::stop_token& stop) override {
        say_(SessionQuestion{request});
        Verdict verdict = approvals_.wait(request.id, stop);
        say_(SessionDecision{
            request.id, request.step, verdict.decision,
            verdict.stopped ? std::string() : decisionWords(verdict, request.preview.object)});
        return verdict;
    }

private:
    const Session::Say& say_;
    Approvals& approvals_;
};

}  // namespace

Session::Session(std::shared_ptr<engine::ChatBackend> backend, TurnInput input, const TimeSource& time,
                 Say say)
    : backend_(std::move(backend)),
      input_(std::move(input)),
      say_(std::move(say)),
      tools_(time),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Session::~Session() = default;  // the jthread stops and joins first

void Session::decide(Id approval, Decision decision, std::string words) {
    approvals_.decide(std::move(approval), decision, std::move(words));
}

void Session::run(const std::stop_token& stop) {
    Speaker speaker(say_, approvals_);
    Turn turn(*backend_, tools_, speaker);
    say_(SessionEnd{turn.run(std::move(input_), stop)});
}

}  // namespace agents
