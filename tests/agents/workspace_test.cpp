#include <gtest/gtest.h>

#include <atomic>

#include "tests/agents/workspace_fixture.h"

namespace {

using namespace agents;
using tests::ScriptedBackend;

class WorkspaceTurns : public tests::WorkspaceTest {};

TEST_F(WorkspaceTurns, AMessageGoesToTheDisk) {
    backend_->say("The answer.", 9);
    const Id id = newConversation();
    post(Send{id, "First line of it\nsecond"});
    const auto asked = await<EntryAdded>();
    EXPECT_EQ(asked.entry.role, engine::Role::User);
    const auto begun = await<EntryAdded>();
    EXPECT_EQ(begun.entry.parent, asked.entry.id);
    EXPECT_EQ(begun.entry.state, AnswerState::Streaming);
    const auto ended = await<AnswerEnded>();
    EXPECT_EQ(ended.entry.id, begun.entry.id);
    EXPECT_EQ(ended.entry.state, AnswerState::Done);
    EXPECT_EQ(ended.entry.usage.answerTokens, 9);
    EXPECT_EQ(ended.entry.model, "Scripted");
    const auto changed = await<HeadingsChanged>();
    ASSERT_EQ(changed.headings.size(), 1U);
    EXPECT_EQ(changed.headings[0].title, "First line of it");
    EXPECT_EQ(changed.headings[0].mark, Heading::Mark::None);
    await<Saved>();

    const auto back = reopened(id);
    ASSERT_EQ(back.entries.size(), 2U);
    EXPECT_EQ(back.entries[0].text, "First line of it\nsecond");
    EXPECT_EQ(back.entries[1].parts[0].text, "The answer.");
    EXPECT_EQ(back.entries[1].state, AnswerState::Done);
}

TEST_F(WorkspaceTurns, TheSecondQuestionKnowsTheFirst) {
    backend_->say("one");
    backend_->say("two");
    const Id id = newConversation();
    answerTo(id, "a");
    answerTo(id, "b");
    const auto messages = backend_->requests()[1].messages;
    ASSERT_EQ(messages.size(), 3U);
    EXPECT_EQ(messages[1].text, "one");
    EXPECT_EQ(messages[2].text, "b");
}

TEST_F(WorkspaceTurns, WhatIsChosenReachesTheModel) {
    EXPECT_EQ(chatFormat_, "");
    post(LoadModel{"/models/scripted", "qwen2"});
    await<ModelChanged>([](const ModelChanged& one) { return one.state == ModelChanged::State::Ready; });
    EXPECT_EQ(chatFormat_, "qwen2");
    for (const bool thinking : {true, false}) {
        post(SetThinking{thinking});
        backend_->say("one");
        answerTo(newConversation(), "a");
        EXPECT_EQ(backend_->requests().back().thinking, thinking);
    }
}

TEST_F(WorkspaceTurns, NothingIsStoredForAnEmptyConversation) {
    newConversation();
    const Id second = newConversation();
    post(SaveDraft{second, "a thought"});
    EXPECT_EQ(await<HeadingsChanged>([](const auto& one) { return !one.headings.empty(); }).headings[0].id,
              second);
    const auto back = reopened(second);
    EXPECT_EQ(back.draft, "a thought");
    post(Send{second, "a thought, sent"});
    backend_->say("ok");
    await<AnswerEnded>();
    EXPECT_EQ(reopened(second).draft, "");
}

TEST_F(WorkspaceTurns, ApprovalOnceFolderAndDenied) {
    place_.write("work/x.txt", "");
    const std::string folder = std::filesystem::canonical(place_ / "work").string();
    const Id id = newConversation();
    post(AttachFolder{id, folder});
    EXPECT_EQ(await<HeadingsChanged>().headings[0].folder, folder);
    const auto call = [&](const std::string& text) {
        backend_->call("write_note", "{\"path\": \"todo.txt\", \"text\": \"" + text + "\"}");
        backend_->say("Saved.");
        post(Send{id, "write " + text});
    };
    call("one");
    auto asked = await<ApprovalAsked>();
    EXPECT_EQ(asked.preview.after, "one\n");
    EXPECT_EQ(asked.place, folder);
    EXPECT_FALSE(std::filesystem::exists(place_ / "work/todo.txt"));
    post(Decide{id, "another", Decision::AllowOnce, ""});  // not this one: nothing happens
    post(Decide{id, asked.approval, Decision::AllowOnce, ""});
    const auto decided = await<ApprovalDecided>();
    EXPECT_TRUE(decided.allowed);
    EXPECT_TRUE(decided.words.starts_with("You allowed once: todo.txt, ")) << decided.words;
    EXPECT_EQ(await<AnswerEnded>().entry.parts[0].steps[0].state, Step::State::Done);
    EXPECT_EQ(place_.read("work/todo.txt"), "one\n");

    call("two");
    post(Decide{id, await<ApprovalAsked>().approval, Decision::Deny, "no"});
    EXPECT_FALSE(await<ApprovalDecided>().allowed);
    const Entry denied = await<AnswerEnded>().entry;
    EXPECT_EQ(denied.parts[0].steps[0].state, Step::State::Denied);
    EXPECT_EQ(denied.parts[0].steps[0].result, "error: the user denied this: no");
    EXPECT_EQ(place_.read("work/todo.txt"), "one\n");

    call("three");
    post(Decide{id, await<ApprovalAsked>().approval, Decision::AllowFolder, ""});
    await<AnswerEnded>();
    call("four");
    await<AnswerEnded>();
    EXPECT_EQ(place_.read("work/todo.txt"), "one\nthree\nfour\n") << "without another question";
    reopen();
    post(OpenConversation{id});
    call("five");
    await<AnswerEnded>();
    EXPECT_EQ(place_.read("work/todo.txt"), "one\nthree\nfour\nfive\n") << "the grant was stored";

    const Id other = newConversation();
    post(AttachFolder{other, folder});
    backend_->call("write_note", "{\"path\": \"todo.txt\", \"text\": \"x\"}");
    backend_->say("no");
    post(Send{other, "write"});
    asked = await<ApprovalAsked>();
    EXPECT_EQ(asked.conversation, other) << "a grant is for one conversation";
    post(Stop{other});
    EXPECT_EQ(await<AnswerEnded>().entry.state, AnswerState::Stopped);
}

TEST_F(WorkspaceTurns, StopKeepsWhatWasSaid) {
    backend_->hang("I was going to");
    const Id id = newConversation();
    post(Send{id, "go"});
    await<TextAppended>();
    post(Stop{id});
    const Entry entry = await<AnswerEnded>().entry;
    EXPECT_EQ(entry.state, AnswerState::Stopped);
    EXPECT_EQ(entry.parts[0].text, "I was going to");
    EXPECT_EQ(await<Activity>().kind, Activity::Kind::Idle);
    const auto back = reopened(id);
    EXPECT_EQ(back.entries[1].state, AnswerState::Stopped);
    EXPECT_EQ(back.entries[1].parts[0].text, "I was going to");
}

TEST_F(WorkspaceTurns, ClosingInTheMiddleIsAnInterruption) {
    backend_->hang("half");
    const Id id = newConversation();
    post(Send{id, "go"});
    await<TextAppended>();
    const auto back = reopened(id);
    EXPECT_EQ(back.entries[1].state, AnswerState::Interrupted);
    EXPECT_EQ(back.entries[1].parts[0].text, "half");
}

TEST_F(WorkspaceTurns, AFailureIsSaidAndCanBeTriedAgain) {
    backend_->fail({base::Code::OutOfMemory, "no memory"}, "start");
    backend_->say("now it works");
    const Id id = newConversation();
    const Entry failed = answerTo(id, "go");
    EXPECT_EQ(failed.state, AnswerState::Failed);
    EXPECT_EQ(failed.error.message, "no memory");
    post(Regenerate{id});
    const auto begun = await<EntryAdded>();
    EXPECT_EQ(begun.entry.parent, failed.parent);
    EXPECT_EQ(await<AnswerEnded>().entry.parts[0].text, "now it works");
    const auto back = reopened(id);
    ASSERT_EQ(back.entries.size(), 2U);
    EXPECT_EQ(back.entries[1].parts[0].text, "now it works");
}

TEST_F(WorkspaceTurns, AMessageSentMeanwhileIsAnsweredNext) {
    std::shared_ptr<ScriptedBackend::Feed> first;
    backend_->reply([&](const engine::ChatRequest&, const std::shared_ptr<ScriptedBackend::Feed>& feed) {
        first = feed;  // before the text that the test waits for
        feed->append(engine::TextDelta{"first"});
    });
    backend_->say("second");
    const Id id = newConversation();
    post(Send{id, "one"});
    await<TextAppended>();
    post(Send{id, "two"});
    const auto queued = await<EntryAdded>([](const EntryAdded& one) { return one.entry.text == "two"; });
    ScriptedBackend::finish(*first, engine::FinishReason::Stop);
    EXPECT_EQ(queued.entry.parent, await<AnswerEnded>().entry.id);
    EXPECT_EQ(await<AnswerEnded>().entry.parts[0].text, "second");
    EXPECT_EQ(backend_->requests()[1].messages.back().text, "two");
    const auto back = reopened(id);
    ASSERT_EQ(back.entries.size(), 4U);
    EXPECT_EQ(back.entries[3].parts[0].text, "second");
}

TEST_F(WorkspaceTurns, SeveralConversationsAtOnce) {
    std::vector<std::shared_ptr<ScriptedBackend::Feed>> feeds;
    std::mutex mutex;
    backend_->always(
        [&](const engine::ChatRequest& request, const std::shared_ptr<ScriptedBackend::Feed>& feed) {
            {
                const std::lock_guard lock(mutex);
                feeds.push_back(feed);
            }
            feed->append(engine::TextDelta{"to " + request.messages.back().text});
        });
    std::vector<Id> ids;
    for (int i = 0; i < 4; ++i) {
        ids.push_back(newConversation());
        post(Send{ids.back(), std::to_string(i)});
        await<TextAppended>();
    }
    for (const auto& feed : feeds) ScriptedBackend::finish(*feed, engine::FinishReason::Stop);
    for (int i = 0; i < 4; ++i) await<AnswerEnded>();
    for (int i = 0; i < 4; ++i) {
        post(OpenConversation{ids[static_cast<size_t>(i)]});
        const auto opened = await<ConversationOpened>();
        EXPECT_EQ(opened.entries[1].parts[0].text, "to " + std::to_string(i));
    }
}

TEST_F(WorkspaceTurns, MarksSayWhatHappensElsewhere) {
    std::shared_ptr<ScriptedBackend::Feed> feed;
    backend_->reply([&](const engine::ChatRequest&, const std::shared_ptr<ScriptedBackend::Feed>& one) {
        feed = one;  // before the text that the test waits for
        one->append(engine::TextDelta{"x"});
    });
    const Id id = newConversation();
    post(Send{id, "one"});
    const auto mark = [&](Heading::Mark wanted) {
        return await<HeadingsChanged>([&](const HeadingsChanged& one) {
            for (const Heading& heading : one.headings)
                if (heading.id == id) return heading.mark == wanted;
            return false;
        });
    };
    mark(Heading::Mark::Running);
    await<TextAppended>();
    newConversation();
    ScriptedBackend::finish(*feed, engine::FinishReason::Stop);
    mark(Heading::Mark::Unread);
    post(OpenConversation{id});
    mark(Heading::Mark::None);
}

TEST_F(WorkspaceTurns, DeletingARunningOneStopsIt) {
    backend_->hang("on and on");
    const Id id = newConversation();
    post(Send{id, "go"});
    await<TextAppended>();
    post(Delete{id});
    EXPECT_EQ(await<AnswerEnded>().entry.state, AnswerState::Stopped);
    await<HeadingsChanged>([](const auto& one) { return one.headings.empty(); });
}

// A model that takes its time: what is sent meanwhile waits, and may be stopped.
class SlowModel : public ScriptedBackend {
public:
    base::Result<std::vector<engine::ModelCard>> models() override {
        ready.wait(false);
        return ScriptedBackend::models();
    }
    std::atomic<bool> ready{false};
};

TEST_F(WorkspaceTurns, WaitsForTheModel) {
    workspace_.reset();
    auto slow = std::make_shared<SlowModel>();
    backend_ = slow;
    open(false);
    const Id stopped = newConversation(), waiting = newConversation();
    post(Send{stopped, "x"});
    EXPECT_EQ(await<Activity>([](const auto& one) { return one.kind != Activity::Kind::Idle; }).kind,
              Activity::Kind::Loading);
    post(Send{waiting, "y"});
    post(Stop{stopped});
    EXPECT_EQ(await<AnswerEnded>().entry.state, AnswerState::Stopped);
    slow->say("there you are");
    slow->ready = true;
    slow->ready.notify_all();
    const auto ended = await<AnswerEnded>();
    EXPECT_EQ(ended.conversation, waiting);
    EXPECT_EQ(ended.entry.parts[0].text, "there you are");
    EXPECT_EQ(ended.entry.model, "Scripted");
}

}  // namespace
