// A workspace with a scripted model and a database of its own, and a way to wait for what it says.
#pragma once

#include <gtest/gtest.h>

#include "agents/workspace.h"
#include "tests/support/scripted_backend.h"
#include "tests/support/temporary_folder.h"

namespace tests {

using namespace agents;

class WorkspaceTest : public testing::Test {
protected:
    void SetUp() override { open(); }

    void open(bool ready = true) {
        WorkspaceOptions options;
        options.database = place_ / "data/inkstone.db";
        options.modelFolder = "/models/scripted";
        options.backend = [this](const std::filesystem::path&, const std::string& chatFormat) {
            chatFormat_ = chatFormat;
            return backend_;
        };
        auto opened = Workspace::open(std::move(options));
        ASSERT_TRUE(opened) << opened.error().message;
        workspace_ = std::move(*opened);
        if (ready)
            await<ModelChanged>(
                [](const ModelChanged& one) { return one.state == ModelChanged::State::Ready; });
    }
    void reopen() {
        workspace_.reset();
        seen_.clear();
        next_ = 0;
        open();
    }
    void post(WorkspaceCommand command) { workspace_->post(std::move(command)); }

    // The next event of this kind that the test wants; everything on the way is kept in seen_.
    template <class Event>
    Event await(std::function<bool(const Event&)> wanted = [](const Event&) { return true; }) {
        for (;;) {
            while (next_ < seen_.size()) {
                const auto* event = std::get_if<Event>(&seen_[next_++]);
                if (event && wanted(*event)) return *event;
            }
            auto events = workspace_->events().wait();
            if (events.empty() && workspace_->events().done()) {
                ADD_FAILURE() << "the workspace ended";
                return {};
            }
            if (next_ == seen_.size()) next_ = 0, seen_.clear();
            for (auto& event : events) seen_.push_back(std::move(event));
        }
    }
    Id newConversation() {
        post(NewConversation{});
        return await<ConversationOpened>().heading.id;
    }
    Entry answerTo(const Id& conversation, const std::string& text) {
        post(Send{conversation, text});
        return await<AnswerEnded>().entry;
    }
    // What is on disk now, told by the workspace that opens it anew.
    ConversationOpened reopened(const Id& conversation) {
        reopen();
        post(OpenConversation{conversation});
        return await<ConversationOpened>();
    }
    tests::TemporaryFolder place_;
    std::shared_ptr<ScriptedBackend> backend_ = std::make_shared<ScriptedBackend>();
    std::string chatFormat_;  // last asked for; read after ModelChanged
    std::unique_ptr<Workspace> workspace_;
    std::vector<WorkspaceEvent> seen_;
    size_t next_ = 0;
};

}  // namespace tests
