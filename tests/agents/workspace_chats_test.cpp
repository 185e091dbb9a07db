#include <gtest/gtest.h>

#include "tests/agents/workspace_fixture.h"

namespace {

using namespace agents;
using tests::ScriptedBackend;

class WorkspaceChats : public tests::WorkspaceTest {};

TEST_F(WorkspaceChats, DeleteAndUndo) {
    backend_->say("about lighthouses");
    const Id id = newConversation();
    answerTo(id, "tell me");
    post(Delete{id});
    await<HeadingsChanged>([](const auto& one) { return one.headings.empty(); });
    post(Search{"lighthouses"});
    EXPECT_TRUE(await<SearchDone>().hits.empty());
    post(Restore{id});
    await<HeadingsChanged>([](const auto& one) { return one.headings.size() == 1; });
    post(Search{"lighthouses"});
    EXPECT_EQ(await<SearchDone>().hits.size(), 1U);
    post(Delete{id});
    reopen();
    post(Search{"lighthouses"});
    EXPECT_TRUE(await<SearchDone>().hits.empty());
    post(Restore{id});
    await<HeadingsChanged>([](const auto& one) { return one.headings.size() == 1; });
    EXPECT_EQ(reopened(id).entries.size(), 2U);
}

TEST_F(WorkspaceChats, TheTrashCanBeEmptied) {
    backend_->say("about lighthouses");
    backend_->say("about harbours");
    const Id first = newConversation();
    answerTo(first, "tell me");
    const Id second = newConversation();
    answerTo(second, "and then");
    newConversation();  // what is shown is not erased
    post(Delete{first});
    post(Delete{second});
    const auto trash = await<TrashChanged>([](const auto& one) { return one.headings.size() == 2; });
    EXPECT_EQ(trash.headings[0].id, second);
    reopen();
    post(Restore{first});
    await<TrashChanged>([](const auto& one) { return one.headings.size() == 1; });
    post(EmptyTrash{});
    await<TrashChanged>([](const auto& one) { return one.headings.empty(); });
    reopen();
    post(Restore{second});
    post(OpenConversation{second});
    post(OpenConversation{first});
    EXPECT_EQ(await<ConversationOpened>().entries.size(), 2U);
    post(Delete{first});
    EXPECT_EQ(await<TrashChanged>().headings.size(), 1U) << "the erased one is not there";
}

TEST_F(WorkspaceChats, RenamePinSearch) {
    backend_->say("一个关于灯塔的回答");
    backend_->say("other");
    const Id id = newConversation();
    answerTo(id, "告诉我");
    const Id other = newConversation();
    answerTo(other, "x");
    post(Rename{id, "  灯塔 and more \n"});
    post(Rename{id, "   "});
    post(Pin{id, true});
    const auto changed = await<HeadingsChanged>([](const auto& one) { return one.headings[0].pinned; });
    EXPECT_EQ(changed.headings[0].id, id);
    EXPECT_EQ(changed.headings[0].title, "灯塔 and more");
    post(Search{"灯塔"});
    const auto hits = await<SearchDone>().hits;
    ASSERT_EQ(hits.size(), 1U);
    EXPECT_EQ(hits[0].conversation, id);
    post(Search{""});
    EXPECT_TRUE(await<SearchDone>().hits.empty());
}

TEST_F(WorkspaceChats, UnknownIdsAreHarmless) {
    post(OpenConversation{"nowhere"});
    post(Send{"nowhere", "x"});
    post(Stop{"nowhere"});
    post(Decide{"nowhere", "x"});
    post(Regenerate{"nowhere"});
    post(Delete{"nowhere"});
    post(AttachFolder{"nowhere", "/"});
    const Id id = newConversation();
    post(Regenerate{id});
    post(Stop{id});
    post(Send{id, "   "});
    backend_->say("fine");
    EXPECT_EQ(answerTo(id, "x").parts[0].text, "fine");
}

TEST_F(WorkspaceChats, AFolderThatIsGoneIsSaid) {
    const Id id = newConversation();
    post(AttachFolder{id, (place_ / "nowhere").string()});
    const auto refused = await<Trouble>();
    EXPECT_EQ(refused.kind, Trouble::Kind::Folder) << "nothing that was said is in danger";
    EXPECT_NE(refused.error.message.find("nowhere"), std::string::npos);
    std::filesystem::create_directory(place_ / "there");
    post(AttachFolder{id, (place_ / "there").string()});
    const auto attached = await<Trouble>();
    EXPECT_EQ(attached.kind, Trouble::Kind::Folder);
    EXPECT_TRUE(attached.solved);
    await<HeadingsChanged>();
    std::filesystem::remove(place_ / "there");
    const Entry failed = answerTo(id, "list");
    EXPECT_EQ(failed.state, AnswerState::Failed);
    EXPECT_NE(failed.error.message.find("cannot be opened"), std::string::npos);
    post(AttachFolder{id, ""});
    backend_->say("ok");
    EXPECT_EQ(answerTo(id, "again").state, AnswerState::Done);
}

TEST_F(WorkspaceChats, TwoInstances) {
    WorkspaceOptions options;
    options.database = place_ / "data/inkstone.db";
    const auto second = Workspace::open(std::move(options));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, base::Code::Busy);
}

TEST_F(WorkspaceChats, WithoutAModelTheAnswerSaysSo) {
    workspace_.reset();
    backend_ = nullptr;
    open(false);
    const auto failed =
        await<ModelChanged>([](const auto& one) { return one.state == ModelChanged::State::Failed; });
    EXPECT_FALSE(failed.error.message.empty());
    const Id id = newConversation();
    EXPECT_EQ(answerTo(id, "x").state, AnswerState::Failed);
}

TEST_F(WorkspaceChats, ManyConversationsStayOnDisk) {
    backend_->always(
        [](const engine::ChatRequest& request, const std::shared_ptr<ScriptedBackend::Feed>& feed) {
            feed->append(engine::TextDelta{"re: " + request.messages.back().text});
            ScriptedBackend::finish(*feed, engine::FinishReason::Stop);
        });
    std::vector<Id> ids;
    for (int i = 0; i < 40; ++i) {
        ids.push_back(newConversation());
        answerTo(ids.back(), "number " + std::to_string(i));
    }
    for (int i = 0; i < 40; ++i) {
        post(OpenConversation{ids[static_cast<size_t>(i)]});
        const auto opened = await<ConversationOpened>();
        ASSERT_EQ(opened.entries.size(), 2U);
        EXPECT_EQ(opened.entries[1].parts[0].text, "re: number " + std::to_string(i));
    }
}

}  // namespace
