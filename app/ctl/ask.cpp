// inkctl ask: one question answered, with tools; the answer on standard output, the steps on standard error.
#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

#include "agents/turn.h"
#include "app/ctl/command_line.h"
#include "app/ctl/interrupts.h"
#include "app/ctl/terminal.h"
#include "app/installed.h"
#include "engine/base/json.h"
#include "engine/run/local_backend.h"

namespace ctl {
namespace {

using agents::AnswerState;
using agents::Decision;
using agents::Step;
using agents::TurnResult;
using agents::Verdict;
using Ordered = nlohmann::ordered_json;  // "type" comes first

constexpr size_t MaxQuestionBytes = size_t{4} << 20U;

struct Wanted {
    std::string question;
    std::string model;
    std::string folder;
    bool yes = false;  // changes nothing: reading never asks
    bool write = false;
    bool json = false;
    engine::Sampling sampling;
    int maxTokens = 0;
    bool thinking = false;
    engine::LocalOptions options;
};

// What both forms of the answer share: who decides about writing, and the exit code.
class Output : public agents::TurnListener {
public:
    explicit Output(bool write) : write_(write) {}

    void activity(agents::Activity::Kind, int64_t, int64_t) override {}
    Verdict approve(const agents::ApprovalRequest& request, const std::stop_token&) override {
        if (write_) return {.decision = Decision::AllowFolder};
        if (canAsk()) return {.decision = askOnTerminal(request.preview, request.place)};
        unasked_ = true;
        fmt::print(stderr, "inkctl ask: nobody can be asked here about writing: --yes-write allows it\n");
        return {.words = "nobody could be asked", .unasked = true};
    }

protected:
    int codeOf(const TurnResult& result) const {
        return result.state == AnswerState::Done && !unasked_ ? 0 : 1;
    }

private:
    bool write_;
    bool unasked_ = false;
};

// The answer as text for people.
class TextOutput : public Output {
public:
    explicit TextOutput(bool write) : Output(write), plain_(!isatty(STDOUT_FILENO)) {}

    void text(std::string_view text, bool reasoning) override {
        if (reasoning) return;
        if (afterStep_ && !first_) std::fputc('\n', stdout);
        afterStep_ = first_ = false;
        fmt::print("{}", plain_ ? std::string(text) : shownText(text));
        lineOpen_ = !text.ends_with('\n');
        flushOutput();
    }
    void step(const Step& step) override {
        endLine();
        printStep(step);
        afterStep_ = true;
    }
    void endLine() {
        if (std::exchange(lineOpen_, false)) std::fputc('\n', stdout);
        flushOutput();
    }
    int end(const TurnResult& result) {
        endLine();
        if (result.state == AnswerState::Failed) fmt::print(stderr, "inkctl ask: {}\n", result.error.message);
        if (result.state == AnswerState::Stopped) fmt::print(stderr, "inkctl ask: stopped\n");
        return codeOf(result);
    }

private:
    bool plain_;
    bool lineOpen_ = false;
    bool first_ = true;
    bool afterStep_ = false;
};

// One event per line, for programs.
class JsonOutput : public Output {
public:
    using Output::Output;

    void text(std::string_view text, bool reasoning) override {
        if (reasoning) return put({{"type", "reasoning"}, {"text", text}});
        text_ += text;
        put({{"type", "text"}, {"text", text}});
    }
    void step(const Step& step) override {
        const bool over = step.state != Step::State::Running && step.state != Step::State::Waiting;
        if (calls_.insert(step.id).second)
            put({{"type", "tool_call"}, {"name", step.call.name}, {"arguments", argumentsOf(step.call)}});
        if (over)
            put({{"type", "tool_result"},
                 {"name", step.call.name},
                 {"ok", step.state == Step::State::Done},
                 {"text", step.result}});
    }
    int end(const TurnResult& result) {
        if (result.state == AnswerState::Failed)
            put({{"type", "error"},
                 {"code", base::nameOf(result.error.code)},
                 {"message", result.error.message}});
        const bool failed = result.state == AnswerState::Failed;
        put({{"type", "done"},
             {"text", text_},
             {"finish_reason", failed ? "error" : nameOf(result.reason)},
             {"usage",
              {{"prompt_tokens", result.usage.promptTokens},
               {"cached_tokens", result.usage.cachedTokens},
               {"completion_tokens", result.usage.answerTokens},
               {"tokens_per_second", result.usage.tokensPerSecond()}}}});
        return codeOf(result);
    }

private:
    // As an object where it is one; the model's own words where it is not.
    static Ordered argumentsOf(const engine::ToolCall& call) {
        if (call.arguments.empty()) return Ordered::object();
        if (!engine::parseJson(call.arguments)) return call.arguments;
        return Ordered::parse(call.arguments, nullptr, false);
    }
    static void put(const Ordered& event) {
        fmt::print("{}\n", event.dump(-1, ' ', false, Ordered::error_handler_t::replace));
        flushOutput();
    }

    std::string text_;
    std::set<agents::Id> calls_;
};

base::Result<TurnResult> answer(const Wanted& wanted, agents::TurnListener& listener,
                                const std::stop_token& stop) {
    agents::TurnInput input;
    if (!wanted.folder.empty()) input.folder = TRY(agents::Folder::open(wanted.folder));
    const auto backend = engine::LocalBackend::open(TRY(app::findModel(wanted.model)), wanted.options);
    const auto models = TRY(backend->models());
    if (models.empty()) return base::failure(base::Code::NotFound, "there is no model in that folder");
    input.card = models.front();
    input.messages.push_back({.role = engine::Role::User, .text = wanted.question});
    input.sampling = wanted.sampling;
    input.maxTokens = wanted.maxTokens;
    input.thinking = wanted.thinking;
    const agents::Toolbox tools;
    return agents::Turn(*backend, tools, listener).run(std::move(input), stop);
}

template <class Output>
int run(const Wanted& wanted) {
    std::stop_source stop;
    const Interrupts interrupts([&] {
        if (!stop.request_stop()) _exit(130);  // pressed again: at once
    });
    Output output(wanted.write);
    auto result = answer(wanted, output, stop.get_token());
    if (!result) result = TurnResult{.state = AnswerState::Failed, .error = result.error()};
    return output.end(*result);
}

void addOptions(CLI::App& app, Wanted& wanted) {
    app.add_option("question", wanted.question, "what to ask; standard input when not given");
    app.add_option("--model", wanted.model,
                   "a model folder, or a name (inkctl models lists them); the starter when not given");
    app.add_option("--folder", wanted.folder,
                   "a folder whose files may be read, and written after a question");
    app.add_flag("--yes", wanted.yes, "no questions for reading (there are none anyway); writing still asks");
    app.add_flag("--yes-write", wanted.write, "no questions for writing either");
    app.add_option("--temperature", wanted.sampling.temperature, "0 = always the likeliest token")
        ->check(CLI::Range(0.0F, 2.0F) & finite());
    app.add_option("--seed", wanted.sampling.seed, "for a temperature above 0: the same answer again")
        ->check(unsignedNumber());
    app.add_option("--max-tokens", wanted.maxTokens, "of each reply; 0 = the model's limit")
        ->check(CLI::Range(0, 1 << 20));
    app.add_flag("--json", wanted.json, "one JSON object per line for every event; the last is \"done\"");
    addBackendOption(app, wanted.options.device);
    app.add_flag("--thinking", wanted.thinking, "ask a model to think that thinks only when asked to");
    app.add_option("--chat-format", wanted.options.chatFormat,
                   "for a model whose own is not recognised; a wrong name lists those there are");
    addQuantizeOption(app, wanted.options);
    addThreadsOption(app, wanted.options.threads);
}

}  // namespace

int askCommand(Arguments arguments) {
    CLI::App app("Answers one question, with tools.", "inkctl ask");
    Wanted wanted;
    addOptions(app, wanted);
    if (const auto code = stopAfterParsing(app, std::move(arguments))) return *code;
    if (wanted.question.empty() || wanted.question == "-") {
        auto input = readStandardInput(MaxQuestionBytes);
        if (!input) return failed(app, input.error());
        wanted.question = std::move(*input);
    }
    if (wanted.question.find_first_not_of(" \t\r\n") == std::string::npos)
        return failed(app, {base::Code::Invalid, "there is no question: inkctl ask \"...\""});
    return wanted.json ? run<JsonOutput>(wanted) : run<TextOutput>(wanted);
}

}  // namespace ctl
