// The workspace's part in an answer: begin it, keep what it says, end it.
#include "agents/context.h"
#include "agents/identity.h"
#include "agents/workspace_room.h"

namespace agents {

void WorkspaceRoom::sayActivity(Running& running, Activity activity) {
    running.activity = activity;
    say(std::move(activity));
}

void WorkspaceRoom::beginAnswer(Conversation& conversation) {
    const Id& id = conversation.heading.id;
    Entry entry;
    entry.id = newId();
    entry.parent = conversation.entries.back().id;
    entry.role = engine::Role::Assistant;
    entry.state = AnswerState::Streaming;
    entry.model = model_.card().title.empty() ? model_.card().id : model_.card().title;
    entry.place = "Local";
    entry.at = nowMilliseconds();
    conversation.entries.push_back(entry);
    shelf_.put(conversation, entry);
    say(EntryAdded{id, entry});
    Running& running = running_[id];
    running.entry = entry.id;
    shelf_.mark(conversation, Heading::Mark::Running);
    switch (model_.state()) {
        case ModelSlot::State::Loading:
            sayActivity(running, {.conversation = id, .kind = Activity::Kind::Loading});
            break;
        case ModelSlot::State::Failed:
            endAnswer(conversation, {.state = AnswerState::Failed, .error = model_.error()});
            break;
        case ModelSlot::State::Ready: startSession(conversation); break;
    }
}

void WorkspaceRoom::startSession(Conversation& conversation) {
    const Id id = conversation.heading.id;
    Running& running = running_[id];
    TurnInput input;
    if (!conversation.heading.folder.empty()) {
        auto folder = Folder::open(conversation.heading.folder);
        if (!folder) return endAnswer(conversation, {.state = AnswerState::Failed, .error = folder.error()});
        input.folder = std::move(*folder);
        input.writingGranted = conversation.grants.contains(conversation.heading.folder);
    }
    input.messages = messagesOf(conversation.entries);
    input.card = model_.card();
    input.sampling.temperature = temperature_;
    input.thinking = thinking_;
    sayActivity(running, {.conversation = id, .kind = Activity::Kind::Reading});
    running.session = std::make_unique<Session>(model_.backend(), std::move(input), time_,
                                                [this, id, entry = running.entry](SessionEvent event) {
                                                    letters_.send(SessionLetter{id, entry, std::move(event)});
                                                });
}

void WorkspaceRoom::hear(const SessionLetter& letter) {
    const auto running = running_.find(letter.conversation);
    if (running == running_.end() || running->second.entry != letter.entry) return;
    Conversation* conversation = found(letter.conversation);
    if (!conversation) return;
    std::visit([&](const auto& event) { heard(*conversation, running->second, event); }, letter.event);
}

void WorkspaceRoom::heard(Conversation& conversation, Running& running, const SessionActivity& activity) {
    if (running.activity.kind == Activity::Kind::Stopping) return;
    sayActivity(running, {conversation.heading.id, activity.kind, activity.done, activity.total});
}

void WorkspaceRoom::heard(Conversation& conversation, Running& running, const SessionText& text) {
    Entry* entry = conversation.find(running.entry);
    addText(*entry, text.text, text.reasoning);
    shelf_.append(entry->id, entry->parts.size() - 1, text.text, text.reasoning);
    say(TextAppended{conversation.heading.id, entry->id, text.text, text.reasoning});
}

void WorkspaceRoom::heard(Conversation& conversation, Running& running, const SessionStep& step) {
    Entry* entry = conversation.find(running.entry);
    putStep(*entry, step.step);
    shelf_.put(*entry, step.step);
    say(StepChanged{conversation.heading.id, entry->id, step.step});
}

void WorkspaceRoom::heard(Conversation& conversation, Running& running, const SessionQuestion& question) {
    const ApprovalRequest& request = question.request;
    running.asked =
        ApprovalAsked{conversation.heading.id, running.entry, request.id,    request.step, request.tool,
                      request.preview,         request.place, request.reason};
    shelf_.mark(conversation, Heading::Mark::Waiting);
    say(*running.asked);
    sayHeadings();
}

void WorkspaceRoom::heard(Conversation& conversation, Running& running, const SessionDecision& decision) {
    const std::string place = running.asked ? running.asked->place : "";
    running.asked.reset();
    if (decision.decision == Decision::AllowFolder && !place.empty()) shelf_.grant(conversation, place);
    shelf_.mark(conversation, Heading::Mark::Running);
    say(ApprovalDecided{conversation.heading.id, decision.approval, decision.step,
                        decision.decision != Decision::Deny, decision.words});
    sayHeadings();
}

void WorkspaceRoom::heard(Conversation& conversation, Running&, const SessionEnd& end) {
    endAnswer(conversation, end.result);
}

void WorkspaceRoom::endAnswer(Conversation& conversation, const TurnResult& result) {
    const Id id = conversation.heading.id;
    const Id answer = running_[id].entry;
    running_.erase(id);
    Entry* entry = conversation.find(answer);
    entry->state = closing_ && result.state == AnswerState::Stopped ? AnswerState::Interrupted : result.state;
    entry->error = result.error;
    entry->usage = result.usage;
    conversation.heading.changedAt = nowMilliseconds();
    const bool failed = result.state == AnswerState::Failed;
    shelf_.mark(conversation, failed         ? Heading::Mark::Failed
                              : id == shown_ ? Heading::Mark::None
                                             : Heading::Mark::Unread);
    shelf_.keep(conversation);
    shelf_.put(conversation, *entry);
    say(AnswerEnded{id, *entry});
    say(Activity{.conversation = id});
    // Something was sent meanwhile: it is answered now, unless the person said stop.
    const bool waiting = conversation.entries.back().role == engine::Role::User;
    if (waiting && result.state != AnswerState::Stopped && !closing_ && !conversation.trashed)
        beginAnswer(conversation);
    sayHeadings();
}

void WorkspaceRoom::settleModel(ModelSlot::Loaded loaded) {
    if (!model_.settle(std::move(loaded))) return;
    const bool ready = model_.state() == ModelSlot::State::Ready;
    ModelChanged changed{.state = ready ? ModelChanged::State::Ready : ModelChanged::State::Failed,
                         .card = model_.card()};
    if (!ready) changed.error = model_.error();
    say(std::move(changed));
    std::vector<Id> waiting;
    for (const auto& [id, running] : running_)
        if (!running.session) waiting.push_back(id);
    for (const Id& id : waiting) {
        Conversation* conversation = found(id);
        if (!conversation) continue;
        if (Entry* entry = conversation->find(running_[id].entry)) entry->model = model_.card().title;
        if (ready)
            startSession(*conversation);
        else
            endAnswer(*conversation, {.state = AnswerState::Failed, .error = model_.error()});
    }
}

// Every answer is stopped; the thread goes on until the last of them has said its end.
void WorkspaceRoom::quit() {
    closing_ = true;
    std::vector<Id> open;
    for (const auto& [id, running] : running_) open.push_back(id);
    for (const Id& id : open) obey(Stop{id});
}

}  // namespace agents
