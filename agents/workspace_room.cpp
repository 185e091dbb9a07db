#include "agents/workspace_room.h"

#include "agents/identity.h"
#include "agents/utf8.h"
#include "kernels/base/log.h"

namespace agents {

WorkspaceRoom::WorkspaceRoom(WorkspaceOptions options, std::unique_ptr<Store> store)
    : temperature_(options.temperature),
      thinking_(options.thinking),
      time_(std::move(options.time)),
      shelf_(std::move(store), [this](const Journal::Report& report) { letters_.send(report); }),
      model_(std::move(options.backend),
             [this](ModelSlot::Loaded loaded) { letters_.send(std::move(loaded)); }),
      thread_([this] { run(); }) {
    if (!options.modelFolder.empty()) post(LoadModel{options.modelFolder.string(), options.chatFormat});
}

WorkspaceRoom::~WorkspaceRoom() {
    letters_.send(Quit{});
    thread_.join();
}

void WorkspaceRoom::post(WorkspaceCommand command) {
    letters_.send(std::move(command));
}

void WorkspaceRoom::run() {
    for (const base::Error& trouble : shelf_.store().troubles()) sayTrouble(trouble);
    if (const auto read = shelf_.readHeadings(); !read) sayTrouble(read.error());
    sayHeadings();
    sayTrash();
    while (!closing_ || !running_.empty())
        for (Letter& letter : letters_.drain(engine::Wait::Yes)) open(letter);
    shelf_.flush();
    feed_.close();
}

void WorkspaceRoom::open(Letter& letter) {
    if (auto* command = std::get_if<WorkspaceCommand>(&letter)) {
        std::visit([this](const auto& one) { obey(one); }, *command);
    } else if (auto* session = std::get_if<SessionLetter>(&letter)) {
        hear(*session);
    } else if (auto* loaded = std::get_if<ModelSlot::Loaded>(&letter)) {
        settleModel(std::move(*loaded));
    } else if (auto* report = std::get_if<Journal::Report>(&letter)) {
        if (report->trouble) sayTrouble(*report->trouble);
        if (report->solved) say(Trouble{{}, true});
        if (report->savedAt) say(Saved{report->savedAt});
    } else {
        quit();
    }
}

WorkspaceRoom::Conversation* WorkspaceRoom::found(const Id& id) {
    auto conversation = shelf_.find(id);
    if (conversation) return *conversation;
    base::log::warn("agents", "conversation {}: {}", id, conversation.error().message);
    if (conversation.error().code != base::Code::NotFound)
        sayTrouble(conversation.error(), Trouble::Kind::Chat);
    return nullptr;
}

void WorkspaceRoom::tidy(const Id& wanted) {
    std::set<Id> inUse{shown_, wanted};
    for (const auto& [id, running] : running_) inUse.insert(id);
    shelf_.tidy(inUse);
}

// Questions that wait are not told again: whoever shows them has kept them, for all conversations.
void WorkspaceRoom::show(Conversation& conversation) {
    const Id& id = conversation.heading.id;
    say(ConversationOpened{conversation.heading, conversation.entries, conversation.draft});
    const auto running = running_.find(id);
    say(running == running_.end() ? Activity{.conversation = id} : running->second.activity);
}

void WorkspaceRoom::obey(const NewConversation&) {
    tidy({});
    Conversation& conversation = shelf_.create();
    shown_ = conversation.heading.id;
    show(conversation);
}

void WorkspaceRoom::obey(const OpenConversation& command) {
    tidy(command.id);
    Conversation* conversation = found(command.id);
    if (!conversation) return;
    shown_ = command.id;
    const auto mark = conversation->heading.mark;
    if (mark == Heading::Mark::Unread || mark == Heading::Mark::Failed) {
        shelf_.mark(*conversation, Heading::Mark::None);
        sayHeadings();
    }
    show(*conversation);
}

void WorkspaceRoom::obey(const Send& command) {
    Conversation* conversation = found(command.conversation);
    if (!conversation || trimmed(command.text).empty()) return;
    Entry entry;
    entry.id = newId();
    entry.parent = conversation->entries.empty() ? Id() : conversation->entries.back().id;
    entry.role = engine::Role::User;
    entry.text = validText(command.text);
    entry.at = nowMilliseconds();
    if (conversation->heading.title.empty()) conversation->heading.title = titleOf(entry.text);
    conversation->heading.changedAt = entry.at;
    conversation->entries.push_back(entry);
    shelf_.keep(*conversation);
    shelf_.put(*conversation, entry);
    shelf_.setDraft(*conversation, "");
    say(EntryAdded{command.conversation, entry});
    // One that is answering takes the message up when it is done: see endAnswer.
    if (!running_.contains(command.conversation)) beginAnswer(*conversation);
    sayHeadings();
}

void WorkspaceRoom::obey(const Regenerate& command) {
    Conversation* conversation = found(command.conversation);
    if (!conversation || conversation->entries.empty() || running_.contains(command.conversation)) return;
    // The old version stays in the tree on disk; the branch that is shown leads to the newest.
    if (conversation->entries.back().role == engine::Role::Assistant) conversation->entries.pop_back();
    if (!conversation->entries.empty()) beginAnswer(*conversation);
    sayHeadings();
}

void WorkspaceRoom::obey(const Stop& command) {
    const auto running = running_.find(command.conversation);
    if (running == running_.end()) return;
    Conversation* conversation = found(command.conversation);
    if (running->second.session) {
        running->second.session->stop();
        sayActivity(running->second,
                    {.conversation = command.conversation, .kind = Activity::Kind::Stopping});
    } else if (conversation) {
        endAnswer(*conversation, {.state = AnswerState::Stopped});
    }
}

void WorkspaceRoom::obey(const Decide& command) {
    const auto running = running_.find(command.conversation);
    if (running == running_.end() || !running->second.session || !running->second.asked) return;
    if (running->second.asked->approval != command.approval) return;
    running->second.session->decide(command.approval, command.decision, command.words);
}

void WorkspaceRoom::obey(const Rename& command) {
    Conversation* conversation = found(command.conversation);
    const std::string title = firstCharacters(trimmed(validText(command.title)), 200);
    if (!conversation || title.empty()) return;
    conversation->heading.title = title;
    shelf_.keep(*conversation);
    sayHeadings();
}

void WorkspaceRoom::obey(const Delete& command) {
    Conversation* conversation = found(command.conversation);
    if (!conversation) return;
    obey(Stop{command.conversation});
    shelf_.setTrashed(*conversation, true);
    sayHeadings();
    sayTrash();
}

void WorkspaceRoom::obey(const Restore& command) {
    Conversation* conversation = found(command.conversation);
    if (!conversation) return;
    shelf_.setTrashed(*conversation, false);
    sayHeadings();
    sayTrash();
}

void WorkspaceRoom::obey(const EmptyTrash&) {
    std::set<Id> inUse{shown_};
    for (const auto& [id, running] : running_) inUse.insert(id);
    shelf_.emptyTrash(inUse);
    sayTrash();
}

void WorkspaceRoom::obey(const Pin& command) {
    Conversation* conversation = found(command.conversation);
    if (!conversation) return;
    conversation->heading.pinned = command.pinned;
    shelf_.keep(*conversation);
    sayHeadings();
}

void WorkspaceRoom::obey(const SaveDraft& command) {
    Conversation* conversation = found(command.conversation);
    if (!conversation) return;
    const bool stored = conversation->stored;
    shelf_.setDraft(*conversation, validText(command.text));
    if (stored != conversation->stored) sayHeadings();
}

void WorkspaceRoom::obey(const AttachFolder& command) {
    Conversation* conversation = found(command.conversation);
    if (!conversation) return;
    if (command.path.empty()) {
        conversation->heading.folder.clear();
    } else {
        const auto folder = Folder::open(command.path);
        if (!folder) return sayTrouble(folder.error(), Trouble::Kind::Folder);
        conversation->heading.folder = (*folder)->path();
    }
    say(Trouble{{}, true, Trouble::Kind::Folder});
    shelf_.keep(*conversation);
    sayHeadings();
}

void WorkspaceRoom::obey(const Search& command) {
    auto hits = shelf_.search(command.query);
    say(Trouble{hits ? base::Error() : hits.error(), hits.has_value(), Trouble::Kind::Search});
    say(SearchDone{command.query, hits ? std::move(*hits) : std::vector<Hit>()});
}

void WorkspaceRoom::obey(const LoadModel& command) {
    model_.load(command.folder, command.chatFormat);
    say(ModelChanged{.state = ModelChanged::State::Loading, .card = model_.card()});
}

void WorkspaceRoom::obey(const SetTemperature& command) {
    temperature_ = command.temperature;
}

void WorkspaceRoom::obey(const SetThinking& command) {
    thinking_ = command.thinking;
}

}  // namespace agents
