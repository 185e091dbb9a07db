#include "agents/turn.h"

#include <gtest/gtest.h>

#include <thread>

#include "engine/base/json.h"
#include "tests/support/scripted_backend.h"
#include "tests/support/temporary_folder.h"

namespace {

using namespace agents;
using tests::ScriptedBackend;

// Keeps what a turn says, and answers its questions as the test wants.
class Recorder : public TurnListener {
public:
    void activity(Activity::Kind kind, int64_t, int64_t) override { activities.push_back(kind); }
    void text(std::string_view words, bool reasoning) override {
        addText(entry, words, reasoning);
        if (onText) onText();
    }
    void step(const Step& step) override {
        putStep(entry, step);
        states.push_back(step.state);
    }
    Verdict approve(const ApprovalRequest& request, const std::stop_token&) override {
        asked.push_back(request);
        if (onAsk) onAsk(request);
        return verdict;
    }

    std::string text() const {
        std::string all;
        for (const Part& part : entry.parts) all += part.text;
        return all;
    }
    std::vector<Step> steps() const {
        std::vector<Step> all;
        for (const Part& part : entry.parts) all.insert(all.end(), part.steps.begin(), part.steps.end());
        return all;
    }

    Entry entry;
    std::vector<Activity::Kind> activities;
    std::vector<Step::State> states;
    std::vector<ApprovalRequest> asked;
    Verdict verdict{Decision::AllowOnce, "", false};
    std::function<void()> onText;
    std::function<void(const ApprovalRequest&)> onAsk;
};

class TurnTest : public testing::Test {
protected:
    TurnResult run(const std::string& question, std::stop_token stop = {}) {
        TurnInput input;
        input.messages.push_back({.role = engine::Role::User, .text = question});
        input.card = card_;
        input.folder = folder_;
        input.writingGranted = granted_;
        return Turn(backend_, tools_, recorder_).run(std::move(input), std::move(stop));
    }
    void attach() { folder_ = *Folder::open(place_.path()); }
    std::string lastToolMessage() const { return backend_.requests().back().messages.back().text; }

    tests::TemporaryFolder place_;
    ScriptedBackend backend_;
    Toolbox tools_{*fixedTime("2026-11-23T14:05")};
    Recorder recorder_;
    engine::ModelCard card_ = ScriptedBackend::starter();
    std::shared_ptr<const Folder> folder_;
    bool granted_ = false;
};

TEST_F(TurnTest, JustText) {
    backend_.say("Hello!", 7);
    const TurnResult result = run("Hi");
    EXPECT_EQ(result.state, AnswerState::Done);
    EXPECT_EQ(recorder_.text(), "Hello!");
    EXPECT_EQ(result.usage.answerTokens, 7);
    EXPECT_EQ(result.reason, engine::FinishReason::Stop);
    const auto request = backend_.requests()[0];
    EXPECT_EQ(request.messages.size(), 1U) << "no system text for a model trained on tool names alone";
    EXPECT_EQ(request.tools.size(), 3U);
}

TEST_F(TurnTest, CallsAToolAndGoesOn) {
    backend_.call("calculate", "{\"expression\": \"17/100*2340\"}", "Let me see. ");
    backend_.say("The result is 397.8.");
    const TurnResult result = run("What is 17 % of 2,340?");
    EXPECT_EQ(result.state, AnswerState::Done);
    EXPECT_EQ(recorder_.text(), "Let me see. The result is 397.8.");
    ASSERT_EQ(recorder_.entry.parts.size(), 2U) << "text after a step is a new part";
    const auto steps = recorder_.steps();
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_EQ(steps[0].verb, "Calculate");
    EXPECT_EQ(steps[0].detail, "17/100*2340");
    EXPECT_EQ(steps[0].summary, "397.8");
    EXPECT_EQ(steps[0].state, Step::State::Done);
    EXPECT_EQ(recorder_.states, (std::vector{Step::State::Running, Step::State::Done}));
    const auto messages = backend_.requests()[1].messages;
    ASSERT_EQ(messages.size(), 3U);
    EXPECT_EQ(messages[1].text, "Let me see. ");
    EXPECT_EQ(messages[1].calls.size(), 1U);
    EXPECT_FALSE(messages[1].calls[0].id.empty());
    EXPECT_EQ(messages[2].text, "397.8");
    EXPECT_EQ(messages[2].callId, messages[1].calls[0].id);
    EXPECT_EQ(result.usage.promptTokens, 20) << "of both requests";
}

TEST_F(TurnTest, ToolErrorsGoToTheModel) {
    backend_.call("calculate", "{\"expression\": \"1/0\"}");
    backend_.call("launch_rocket", "{}");
    backend_.call("calculate", "{\"expression\": ");
    backend_.call("calculate", "[1]");
    backend_.call("read_file", "{\"path\": \"x\"}");
    backend_.call("calculate", "{\"expression\": \"1\", \"expression\": \"2\"}");
    backend_.say("That did not work: division by zero.");
    EXPECT_EQ(run("?").state, AnswerState::Done);
    const auto messages = backend_.requests().back().messages;
    std::vector<std::string> results;
    for (const auto& message : messages)
        if (message.role == engine::Role::Tool) results.push_back(message.text);
    ASSERT_EQ(results.size(), 6U);
    EXPECT_EQ(results[0], "error: division by zero");
    EXPECT_EQ(results[1], "error: there is no tool \"launch_rocket\"; there are calculate, clock, convert");
    EXPECT_EQ(results[2], "error: the arguments are not a JSON object");
    EXPECT_EQ(results[3], "error: the arguments are not a JSON object");
    EXPECT_EQ(results[4], "error: no folder is attached");
    EXPECT_EQ(results[5], "error: the arguments are not a JSON object");
    for (const Step& step : recorder_.steps()) EXPECT_EQ(step.state, Step::State::Failed);
}

TEST_F(TurnTest, DeepJsonIsNoTrap) {
    backend_.call("calculate", std::string(200'000, '[') + std::string(200'000, ']'));
    backend_.say("no");
    EXPECT_EQ(run("?").state, AnswerState::Done);
}

TEST_F(TurnTest, ReadingAsksNobody) {
    attach();
    place_.write("notes.txt", "buy milk\n");
    backend_.call("read_file", "{\"path\": \"notes.txt\"}");
    backend_.say("buy milk");
    EXPECT_EQ(run("?").state, AnswerState::Done);
    EXPECT_TRUE(recorder_.asked.empty());
    EXPECT_EQ(backend_.requests()[0].tools.size(), 7U);
    EXPECT_EQ(lastToolMessage(), "buy milk");
}

TEST_F(TurnTest, WritingAsksAndDoesWhatWasShown) {
    attach();
    backend_.call("write_note", "{\"path\": \"todo.txt\", \"text\": \"buy milk\"}");
    backend_.say("Saved to todo.txt.");
    recorder_.onAsk = [&](const ApprovalRequest&) {
        EXPECT_EQ(place_.read("todo.txt"), "") << "nothing before it is allowed";
    };
    EXPECT_EQ(run("?").state, AnswerState::Done);
    ASSERT_EQ(recorder_.asked.size(), 1U);
    EXPECT_EQ(recorder_.asked[0].preview.object, "todo.txt");
    EXPECT_EQ(recorder_.asked[0].preview.after, "buy milk\n");
    EXPECT_EQ(recorder_.asked[0].tool, "write_note");
    EXPECT_EQ(recorder_.asked[0].place, folder_->path());
    EXPECT_EQ(place_.read("todo.txt"), recorder_.asked[0].preview.after);
    EXPECT_EQ(lastToolMessage(), "wrote 8 bytes to todo.txt");
    EXPECT_EQ(recorder_.states, (std::vector{Step::State::Running, Step::State::Waiting, Step::State::Running,
                                             Step::State::Done}));
}

TEST_F(TurnTest, DenialWritesNothing) {
    attach();
    recorder_.verdict = {Decision::Deny, "", false};
    backend_.call("write_note", "{\"path\": \"todo.txt\", \"text\": \"buy milk\"}");
    backend_.say("Nothing was written.");
    EXPECT_EQ(run("?").state, AnswerState::Done);
    EXPECT_FALSE(std::filesystem::exists(place_ / "todo.txt"));
    EXPECT_EQ(lastToolMessage(), "error: the user denied this");
    EXPECT_EQ(recorder_.steps()[0].state, Step::State::Denied);
}

TEST_F(TurnTest, DenialWithWords) {
    attach();
    recorder_.verdict = {Decision::Deny, "use plan.md", false};
    backend_.call("write_note", "{\"text\": \"x\"}");
    backend_.say("ok");
    run("?");
    EXPECT_EQ(lastToolMessage(), "error: the user denied this: use plan.md");
}

TEST_F(TurnTest, AllowingTheFolderAsksOnce) {
    attach();
    recorder_.verdict = {Decision::AllowFolder, "", false};
    for (const char* text : {"a", "b", "c"})
        backend_.call("write_note", std::string("{\"path\": \"x.txt\", \"text\": \"") + text + "\"}");
    backend_.say("done");
    EXPECT_EQ(run("?").state, AnswerState::Done);
    EXPECT_EQ(recorder_.asked.size(), 1U);
    EXPECT_EQ(place_.read("x.txt"), "a\nb\nc\n");
}

TEST_F(TurnTest, AGrantFromBeforeAsksNobody) {
    attach();
    granted_ = true;
    backend_.call("write_note", "{\"text\": \"x\"}");
    backend_.say("done");
    run("?");
    EXPECT_TRUE(recorder_.asked.empty());
    EXPECT_EQ(place_.read("note.txt"), "x\n");
}

TEST_F(TurnTest, AFileThatChangedIsShownAgain) {
    attach();
    place_.write("todo.txt", "one\n");
    backend_.call("write_note", "{\"path\": \"todo.txt\", \"text\": \"mine\"}");
    backend_.say("done");
    recorder_.onAsk = [&](const ApprovalRequest&) {
        if (recorder_.asked.size() == 1) place_.write("todo.txt", "one\ntwo\n");
    };
    EXPECT_EQ(run("?").state, AnswerState::Done);
    ASSERT_EQ(recorder_.asked.size(), 2U);
    EXPECT_EQ(recorder_.asked[0].preview.after, "one\nmine\n");
    EXPECT_EQ(recorder_.asked[1].preview.after, "one\ntwo\nmine\n");
    EXPECT_NE(recorder_.asked[0].id, recorder_.asked[1].id);
    EXPECT_EQ(place_.read("todo.txt"), "one\ntwo\nmine\n");
}

TEST_F(TurnTest, AFileThatNeverRestsIsGivenUp) {
    attach();
    backend_.call("write_note", "{\"path\": \"todo.txt\", \"text\": \"mine\"}");
    backend_.say("done");
    recorder_.onAsk = [&](const ApprovalRequest&) {
        place_.write("todo.txt", std::to_string(recorder_.asked.size()));
    };
    EXPECT_EQ(run("?").state, AnswerState::Done);
    EXPECT_EQ(lastToolMessage(), "error: the file keeps changing; nothing was written");
}

TEST_F(TurnTest, AFailedBackendFailsTheAnswer) {
    backend_.fail({base::Code::BadModel, "layer 3 is damaged"}, "Half of ");
    const TurnResult result = run("?");
    EXPECT_EQ(result.state, AnswerState::Failed);
    EXPECT_EQ(result.error.code, base::Code::BadModel);
    EXPECT_EQ(result.error.message, "layer 3 is damaged");
    EXPECT_EQ(recorder_.text(), "Half of ");
}

TEST_F(TurnTest, AFeedThatEndsWithoutAWordFails) {
    backend_.reply([](const engine::ChatRequest&, const std::shared_ptr<ScriptedBackend::Feed>& feed) {
        feed->close();
    });
    EXPECT_EQ(run("?").state, AnswerState::Failed);
}

TEST_F(TurnTest, StopWhileTheModelSaysNothing) {
    std::stop_source stop;
    backend_.hang("I think ");
    recorder_.onText = [&] { stop.request_stop(); };
    const auto start = std::chrono::steady_clock::now();
    const TurnResult result = run("?", stop.get_token());
    EXPECT_EQ(result.state, AnswerState::Stopped);
    EXPECT_EQ(recorder_.text(), "I think ");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST_F(TurnTest, StopTellsTheBackendAndTakesItsLastWords) {
    std::stop_source stop;
    std::jthread writer;
    backend_.reply([&](const engine::ChatRequest&, const std::shared_ptr<ScriptedBackend::Feed>& feed) {
        feed->append(engine::TextDelta{"begin"});
        writer = std::jthread([feed] {
            while (!feed->stopped()) std::this_thread::yield();
            ScriptedBackend::finish(*feed, engine::FinishReason::Cancelled, 42);
        });
    });
    recorder_.onText = [&] { stop.request_stop(); };
    const TurnResult result = run("?", stop.get_token());
    EXPECT_EQ(result.state, AnswerState::Stopped);
    EXPECT_EQ(result.reason, engine::FinishReason::Cancelled);
    EXPECT_EQ(result.usage.answerTokens, 42);
}

TEST_F(TurnTest, StopBeforeAnything) {
    std::stop_source stop;
    stop.request_stop();
    backend_.hang("");
    EXPECT_EQ(run("?", stop.get_token()).state, AnswerState::Stopped);
}

TEST_F(TurnTest, FiftyStepsAreTheLimit) {
    int number = 0;
    backend_.always([&](const engine::ChatRequest&, const std::shared_ptr<ScriptedBackend::Feed>& feed) {
        feed->append(engine::ToolCallMade{
            {"", "calculate", "{\"expression\": \"" + std::to_string(number++) + "\"}"}});
        ScriptedBackend::finish(*feed, engine::FinishReason::ToolCalls);
    });
    const TurnResult result = run("?");
    EXPECT_EQ(result.state, AnswerState::Failed);
    EXPECT_NE(result.error.message.find("50 steps"), std::string::npos);
    EXPECT_EQ(recorder_.steps().size(), 50U);
}

TEST_F(TurnTest, IdenticalCallsAreStopped) {
    for (const char* arguments : {"{\"a\": 1, \"expression\": \"1\"}", "{\"expression\":\"1\",\"a\":1}",
                                  "{ \"expression\" : \"1\", \"a\":1 }"})
        backend_.call("calculate", arguments);
    const TurnResult result = run("?");
    EXPECT_EQ(result.state, AnswerState::Failed);
    EXPECT_NE(result.error.message.find("calculate 3 times"), std::string::npos) << result.error.message;
    EXPECT_EQ(recorder_.steps().size(), 2U);
}

TEST_F(TurnTest, LookingAgainAfterWritingIsNoRepetition) {
    attach();
    granted_ = true;
    for (int i = 0; i < 4; ++i) {
        backend_.call("list_files", "{}");
        backend_.call("write_note", "{\"path\": \"" + std::to_string(i) + "\", \"text\": \"x\"}");
    }
    backend_.say("done");
    EXPECT_EQ(run("?").state, AnswerState::Done);
}

TEST_F(TurnTest, LongResultsAreCut) {
    attach();
    std::string text;
    for (int i = 0; i < 30'000; ++i) text += "line " + std::to_string(i) + "\n";
    place_.write("long.txt", text);
    backend_.call("read_file", "{\"path\": \"long.txt\"}");
    backend_.say("a");
    run("?");
    EXPECT_TRUE(lastToolMessage().ends_with("[cut: 40 of 30000 lines]")) << lastToolMessage();
    card_.compactTools = false;
    card_.contextTokens = 100'000;
    backend_.call("read_file", "{\"path\": \"long.txt\"}");
    backend_.say("a");
    run("?");
    EXPECT_TRUE(lastToolMessage().ends_with("[cut: 2000 of 30000 lines]"));
    EXPECT_LE(lastToolMessage().size(), Turn::MaxResultBytes);
    EXPECT_EQ(backend_.requests().back().messages[0].role, engine::Role::System);
}

}  // namespace
