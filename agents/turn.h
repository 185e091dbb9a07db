// One question answered: ask the model, run the tools it calls, ask again. Straight code on the caller's
// thread; it waits for the model, for tools and for approvals, and ends at once when stopped.
#pragma once

#include <map>
#include <memory>

#include "agents/approvals.h"
#include "agents/folder.h"
#include "agents/toolbox.h"
#include "agents/workspace_event.h"

namespace agents {

// Who hears what a turn does, on the turn's thread.
class TurnListener {
public:
    virtual ~TurnListener() = default;
    virtual void activity(Activity::Kind kind, int64_t done, int64_t total) = 0;
    virtual void text(std::string_view text, bool reasoning) = 0;
    virtual void step(const Step& step) = 0;  // new or changed
    // May wait. Only asked for Risk::Write, and not again after AllowFolder.
    virtual Verdict approve(const ApprovalRequest& request, const std::stop_token& stop) = 0;
};

struct TurnInput {
    std::vector<engine::Message> messages;  // ends with the user's
    engine::ModelCard card;
    engine::Sampling sampling;
    int maxTokens = 0;                     // of each reply; 0 = the model's limit (answerLimit)
    bool thinking = false;                 // see engine::ChatRequest
    std::shared_ptr<const Folder> folder;  // null when none is attached
    bool writingGranted = false;           // in this folder, for this conversation
};

struct TurnResult {
    AnswerState state = AnswerState::Done;  // Done, Stopped or Failed
    base::Error error;                      // Failed
    engine::Usage usage;                    // of all replies together
    engine::FinishReason reason = engine::FinishReason::Stop;
};

class Turn {
public:
    static constexpr int MaxSteps = 50;
    static constexpr int MaxIdenticalCalls = 3;
    static constexpr size_t MaxResultBytes = size_t{64} << 10U;

    Turn(engine::ChatBackend& backend, const Toolbox& tools, TurnListener& listener)
        : backend_(backend), tools_(tools), listener_(listener) {}

    TurnResult run(TurnInput input, std::stop_token stop);

private:
    struct Reply {
        std::string text;
        std::vector<engine::ToolCall> calls;
        bool ended = false;  // said Done or Failed
        base::Error error;
        bool failed = false;
    };

    Reply ask(const std::stop_token& stop);
    void hear(engine::ChatEvent& event, Reply& reply);
    void heard(const engine::Progress& progress);
    // The plain words when the turn must not go on with this call.
    std::optional<base::Error> limitMet(const engine::ToolCall& call);
    ToolResult runCall(const engine::ToolCall& call, const std::stop_token& stop);
    ToolResult runTool(Tool& tool, const Json& arguments, Step& step, const std::stop_token& stop);
    ToolResult runWithApproval(Tool& tool, const Json& arguments, Step& step, ToolContext context);
    std::string fittedResult(std::string_view text) const;
    TurnResult ended(AnswerState state, base::Error error = {}) const;

    engine::ChatBackend& backend_;
    const Toolbox& tools_;
    TurnListener& listener_;
    TurnInput input_;
    engine::Usage usage_;
    engine::FinishReason reason_ = engine::FinishReason::Stop;
    Activity::Kind said_ = Activity::Kind::Idle;
    int steps_ = 0;
    std::map<std::string, int> calls_;  // name and arguments: how often since something was written
};

}  // namespace agents
