// The workspace's thread: it owns the conversations, the sessions and the model, and takes letters about them
// from everywhere (commands, running turns, the journal, the loader). post() and events() from any thread.
#pragma once

#include <map>
#include <optional>
#include <thread>

#include "agents/model_slot.h"
#include "agents/session.h"
#include "agents/shelf.h"
#include "agents/workspace.h"
#include "engine/base/mailbox.h"

namespace agents {

class WorkspaceRoom : public Workspace {
public:
    WorkspaceRoom(WorkspaceOptions options, std::unique_ptr<Store> store);
    ~WorkspaceRoom() override;

    void post(WorkspaceCommand command) override;
    engine::Feed<WorkspaceEvent>& events() override { return feed_; }

private:
    using Conversation = Shelf::Conversation;
    struct SessionLetter {
        Id conversation, entry;
        SessionEvent event;
    };
    struct Quit {};
    using Letter = std::variant<WorkspaceCommand, SessionLetter, Journal::Report, ModelSlot::Loaded, Quit>;

    // An answer on its way. Without a session it waits for the model.
    struct Running {
        Id entry;
        std::unique_ptr<Session> session;
        Activity activity;
        std::optional<ApprovalAsked> asked;
    };

    void run();
    void open(Letter& letter);
    void say(WorkspaceEvent event) { feed_.append(std::move(event)); }
    void sayHeadings() { say(HeadingsChanged{shelf_.headings()}); }
    void sayTrash() { say(TrashChanged{shelf_.trash()}); }
    void sayTrouble(const base::Error& error, Trouble::Kind kind = Trouble::Kind::Storage) {
        say(Trouble{error, false, kind});
    }
    void sayActivity(Running& running, Activity activity);
    void show(Conversation& conversation);
    void tidy(const Id& wanted);
    Conversation* found(const Id& id);

    void obey(const NewConversation&);
    void obey(const OpenConversation& command);
    void obey(const Send& command);
    void obey(const Regenerate& command);
    void obey(const Stop& command);
    void obey(const Decide& command);
    void obey(const Rename& command);
    void obey(const Delete& command);
    void obey(const Restore& command);
    void obey(const EmptyTrash&);
    void obey(const Pin& command);
    void obey(const SaveDraft& command);
    void obey(const AttachFolder& command);
    void obey(const Search& command);
    void obey(const LoadModel& command);
    void obey(const SetTemperature& command);
    void obey(const SetThinking& command);

    // In workspace_turns.cpp: answers from their beginning to their end.
    void beginAnswer(Conversation& conversation);
    void startSession(Conversation& conversation);
    void hear(const SessionLetter& letter);
    void heard(Conversation& conversation, Running& running, const SessionActivity& activity);
    void heard(Conversation& conversation, Running& running, const SessionText& text);
    void heard(Conversation& conversation, Running& running, const SessionStep& step);
    void heard(Conversation& conversation, Running& running, const SessionQuestion& question);
    void heard(Conversation& conversation, Running& running, const SessionDecision& decision);
    void heard(Conversation& conversation, Running& running, const SessionEnd& end);
    void endAnswer(Conversation& conversation, const TurnResult& result);
    void settleModel(ModelSlot::Loaded loaded);
    void quit();

    engine::Feed<WorkspaceEvent> feed_;
    engine::Mailbox<Letter> letters_;
    float temperature_;
    bool thinking_;
    TimeSource time_;
    Shelf shelf_;
    ModelSlot model_;
    std::map<Id, Running> running_;  // by conversation
    Id shown_;
    bool closing_ = false;
    std::jthread thread_;
};

}  // namespace agents
