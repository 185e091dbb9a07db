#include "agents/turn.h"

#include <fmt/core.h>

#include <chrono>

#include "agents/context.h"
#include "agents/cut.h"
#include "agents/identity.h"
#include "agents/reply_stream.h"
#include "engine/base/json.h"

namespace agents {
namespace {

using base::Code;

constexpr int MaxPreviews = 8;  // a file that changes faster than it can be approved

engine::Usage sumOf(const engine::Usage& one, const engine::Usage& other) {
    return {one.promptTokens + other.promptTokens, one.cachedTokens + other.cachedTokens,
            one.answerTokens + other.answerTokens, one.prefillSeconds + other.prefillSeconds,
            one.decodeSeconds + other.decodeSeconds};
}

ToolResult errorResult(const std::string& words) {
    return {.ok = false, .text = "error: " + words, .summary = words};
}

ToolResult denial(const Verdict& verdict) {
    if (verdict.stopped) return errorResult("stopped");
    if (verdict.unasked) return errorResult("not allowed: " + verdict.words);
    return errorResult(verdict.words.empty() ? "the user denied this"
                                             : "the user denied this: " + verdict.words);
}

}  // namespace

TurnResult Turn::run(TurnInput input, std::stop_token stop) {
    input_ = std::move(input);
    if (input_.maxTokens == 0) input_.maxTokens = answerLimit(input_.card);
    for (;;) {
        Reply reply = ask(stop);
        if (stop.stop_requested()) return ended(AnswerState::Stopped);
        if (reply.failed) return ended(AnswerState::Failed, std::move(reply.error));
        if (reply.calls.empty()) return ended(AnswerState::Done);
        input_.messages.push_back(
            {.role = engine::Role::Assistant, .text = std::move(reply.text), .calls = reply.calls});
        for (const engine::ToolCall& call : reply.calls) {
            if (auto limit = limitMet(call)) return ended(AnswerState::Failed, std::move(*limit));
            ToolResult result = runCall(call, stop);
            if (stop.stop_requested()) return ended(AnswerState::Stopped);
            input_.messages.push_back(
                {.role = engine::Role::Tool, .text = std::move(result.text), .callId = call.id});
        }
    }
}

TurnResult Turn::ended(AnswerState state, base::Error error) const {
    return {state, std::move(error), usage_,
            state == AnswerState::Stopped ? engine::FinishReason::Cancelled : reason_};
}

Turn::Reply Turn::ask(const std::stop_token& stop) {
    engine::ChatRequest request;
    request.tools = tools_.specs(input_.folder != nullptr);
    request.messages = fitted(input_.messages, request.tools, input_.card);
    request.sampling = input_.sampling;
    request.maxTokens = input_.maxTokens;
    request.thinking = input_.thinking;
    said_ = Activity::Kind::Idle;
    Reply reply;
    ReplyStream stream(backend_.start(std::move(request)), stop);
    for (auto events = stream.next(); !events.empty() && !reply.ended; events = stream.next())
        for (engine::ChatEvent& event : events)
            if (!reply.ended) hear(event, reply);
    if (!reply.ended && !stop.stop_requested()) {
        reply.failed = true;
        reply.error = {Code::Internal, "The model stopped without saying why. Ask again."};
    }
    return reply;
}

void Turn::heard(const engine::Progress& progress) {
    using Phase = engine::Progress::Phase;
    said_ = progress.phase == Phase::Loading  ? Activity::Kind::Loading
            : progress.phase == Phase::Queued ? Activity::Kind::Queued
                                              : Activity::Kind::Reading;
    listener_.activity(said_, progress.done, progress.total);
}

void Turn::hear(engine::ChatEvent& event, Reply& reply) {
    if (const auto* progress = std::get_if<engine::Progress>(&event)) return heard(*progress);
    if (said_ != Activity::Kind::Generating) {
        said_ = Activity::Kind::Generating;
        listener_.activity(said_, 0, 0);
    }
    if (auto* text = std::get_if<engine::TextDelta>(&event)) {
        listener_.text(text->text, false);
        reply.text += text->text;
    } else if (auto* reasoning = std::get_if<engine::ReasoningDelta>(&event)) {
        listener_.text(reasoning->text, true);
    } else if (auto* made = std::get_if<engine::ToolCallMade>(&event)) {
        if (made->call.id.empty()) made->call.id = newId();
        reply.calls.push_back(std::move(made->call));
    } else if (auto* done = std::get_if<engine::Done>(&event)) {
        usage_ = sumOf(usage_, done->usage);
        reason_ = done->reason;
        reply.ended = true;
    } else if (auto* failed = std::get_if<engine::Failed>(&event)) {
        reply.error = std::move(failed->error);
        reply.failed = reply.ended = true;
    }
}

std::optional<base::Error> Turn::limitMet(const engine::ToolCall& call) {
    if (++steps_ > MaxSteps)
        return base::Error{Code::TooLarge,
                           fmt::format("Stopped after {} steps, the limit for one question. Ask again to "
                                       "let it go on.",
                                       MaxSteps)};
    const auto arguments = engine::parseJson(call.arguments);
    const std::string key = call.name + '\n' + (arguments ? arguments->dump() : call.arguments);
    if (++calls_[key] < MaxIdenticalCalls) return {};
    return base::Error{
        Code::TooLarge,
        fmt::format("Stopped: the model called {} {} times with the same arguments. Ask in other words, "
                    "or load a larger model.",
                    call.name, MaxIdenticalCalls)};
}

ToolResult Turn::runCall(const engine::ToolCall& call, const std::stop_token& stop) {
    Step step{.id = newId(), .call = call, .verb = "Use a tool", .detail = call.name};
    const auto started = std::chrono::steady_clock::now();
    const auto arguments = engine::parseJson(call.arguments.empty() ? "{}" : call.arguments);
    const auto tool = tools_.find(call.name, input_.folder != nullptr);
    ToolResult result;
    if (!tool)
        result = errorResult(tool.error().message);
    else if (!arguments || !arguments->is_object())
        result = errorResult("the arguments are not a JSON object");
    else
        result = runTool(**tool, *arguments, step, stop);
    result.text = fittedResult(result.text);
    const auto passed = std::chrono::steady_clock::now() - started;
    step.milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(passed).count();
    step.result = result.text;
    step.summary = result.summary;
    if (step.state != Step::State::Denied) step.state = result.ok ? Step::State::Done : Step::State::Failed;
    listener_.step(step);
    return result;
}

ToolResult Turn::runTool(Tool& tool, const Json& arguments, Step& step, const std::stop_token& stop) {
    step.verb = tool.verb();
    step.detail = firstLine(tool.detail(arguments), 200);
    ToolContext context{.folder = input_.folder.get(), .stop = stop};
    if (!input_.card.compactTools) context.limits = ResultLimits::wide();
    listener_.step(step);
    if (tool.risk() == Risk::Write) return runWithApproval(tool, arguments, step, context);
    listener_.activity(Activity::Kind::RunningTool, 0, 0);
    return tool.run(arguments, context);
}

// What is done is what was shown. A file that changed between the two is shown again.
ToolResult Turn::runWithApproval(Tool& tool, const Json& arguments, Step& step, ToolContext context) {
    std::string reason = "It changes a file in the attached folder.";
    for (int attempt = 0; attempt < MaxPreviews; ++attempt) {
        const auto preview = tool.preview(arguments, context);
        if (!preview) return errorResult(preview.error().message);
        if (!input_.writingGranted) {
            step.state = Step::State::Waiting;
            listener_.step(step);
            listener_.activity(Activity::Kind::AwaitingApproval, 0, 0);
            const Verdict verdict = listener_.approve({newId(), step.id, tool.spec().name, *preview,
                                                       input_.folder ? input_.folder->path() : "", reason},
                                                      context.stop);
            step.state = verdict.stopped ? Step::State::Running : Step::State::Denied;
            if (verdict.stopped || verdict.decision == Decision::Deny) return denial(verdict);
            input_.writingGranted = verdict.decision == Decision::AllowFolder;
            step.state = Step::State::Running;
            listener_.step(step);
        }
        listener_.activity(Activity::Kind::RunningTool, 0, 0);
        context.approved = &*preview;
        ToolResult result = tool.run(arguments, context);
        if (result.ok) calls_.clear();  // the world is another one now: looking again is not a repetition
        if (!result.stale) return result;
        reason = "The file changed after you were asked; this is what would happen now.";
    }
    return errorResult("the file keeps changing; nothing was written");
}

std::string Turn::fittedResult(std::string_view text) const {
    if (input_.card.compactTools) return cutLines(text, SIZE_MAX, ResultLimits().tokens);
    return cutMiddle(text, MaxResultBytes);
}

}  // namespace agents
