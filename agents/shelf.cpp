#include "agents/shelf.h"

#include <algorithm>

#include "agents/cut.h"
#include "agents/identity.h"

namespace agents {
namespace {

constexpr size_t TitleCharacters = 60;
constexpr size_t KeptOpen = 24;

}  // namespace

std::string titleOf(std::string_view text) {
    return firstLine(text, TitleCharacters);
}

Entry* Shelf::Conversation::find(const Id& entry) {
    for (Entry& one : entries)
        if (one.id == entry) return &one;
    return nullptr;
}

Shelf::Shelf(std::unique_ptr<Store> store, Journal::Listener listener) : store_(std::move(store)) {
    if (!store_->readOnly()) journal_ = std::make_unique<Journal>(*store_, std::move(listener));
}

base::Result<> Shelf::readHeadings() {
    for (Heading& heading : TRY(store_->headings())) headings_[heading.id] = std::move(heading);
    trash_ = TRY(store_->trash());
    return {};
}

std::vector<Heading> Shelf::headings() const {
    std::vector<Heading> sorted;
    sorted.reserve(headings_.size());
    for (const auto& [id, heading] : headings_) sorted.push_back(heading);
    std::stable_sort(sorted.begin(), sorted.end(), [](const Heading& one, const Heading& two) {
        return one.pinned != two.pinned ? one.pinned : one.changedAt > two.changedAt;
    });
    return sorted;
}

Shelf::Conversation& Shelf::create() {
    auto conversation = std::make_unique<Conversation>();
    conversation->heading.id = newId();
    conversation->heading.changedAt = nowMilliseconds();
    Conversation& made = *conversation;
    open_[made.heading.id] = std::move(conversation);
    return made;
}

base::Result<Shelf::Conversation*> Shelf::find(const Id& id) {
    if (const auto found = open_.find(id); found != open_.end()) return found->second.get();
    flush();
    Store::Conversation loaded = TRY(store_->load(id));
    auto conversation = std::make_unique<Conversation>();
    conversation->heading = std::move(loaded.heading);
    conversation->entries = std::move(loaded.entries);
    conversation->draft = std::move(loaded.draft);
    conversation->grants = std::move(loaded.grants);
    conversation->stored = true;
    const auto known = headings_.find(id);
    conversation->trashed = known == headings_.end();
    if (known != headings_.end()) conversation->heading.mark = known->second.mark;
    return (open_[id] = std::move(conversation)).get();
}

base::Result<std::vector<Hit>> Shelf::search(const std::string& words) {
    flush();
    return store_->search(words);
}

void Shelf::write(Change change, Journal::When when) {
    if (journal_) journal_->write(std::move(change), when);
}

void Shelf::keep(Conversation& conversation) {
    conversation.stored = true;
    if (!conversation.trashed) headings_[conversation.heading.id] = conversation.heading;
    write(PutConversation{conversation.heading});
}

void Shelf::mark(Conversation& conversation, Heading::Mark mark) {
    conversation.heading.mark = mark;
    const auto known = headings_.find(conversation.heading.id);
    if (known != headings_.end()) known->second.mark = mark;
}

void Shelf::put(const Conversation& conversation, const Entry& entry) {
    write(PutEntry{conversation.heading.id, entry});
}

void Shelf::append(const Id& entry, size_t part, const std::string& text, bool reasoning) {
    write(AppendText{entry, part, text, reasoning}, Journal::When::Soon);
}

void Shelf::put(const Entry& entry, const Step& step) {
    for (size_t part = 0; part < entry.parts.size(); ++part)
        for (size_t position = 0; position < entry.parts[part].steps.size(); ++position)
            if (entry.parts[part].steps[position].id == step.id)
                write(PutStep{entry.id, part, position, step});
}

void Shelf::setDraft(Conversation& conversation, const std::string& text) {
    if (conversation.draft == text) return;
    conversation.draft = text;
    if (!conversation.stored) keep(conversation);
    write(PutDraft{conversation.heading.id, text}, Journal::When::Soon);
}

void Shelf::setTrashed(Conversation& conversation, bool trashed) {
    conversation.trashed = trashed;
    const Id& id = conversation.heading.id;
    headings_.erase(id);
    std::erase_if(trash_, [&](const Heading& one) { return one.id == id; });
    if (!conversation.stored) return;
    if (trashed)
        trash_.insert(trash_.begin(), conversation.heading);
    else
        headings_[id] = conversation.heading;
    write(TrashConversation{id, trashed ? nowMilliseconds() : 0});
}

void Shelf::emptyTrash(const std::set<Id>& inUse) {
    for (const Heading& heading : trash_) {
        if (inUse.contains(heading.id)) continue;
        open_.erase(heading.id);
        write(PurgeConversation{heading.id});
    }
    std::erase_if(trash_, [&](const Heading& one) { return !inUse.contains(one.id); });
}

void Shelf::grant(Conversation& conversation, const std::string& folder) {
    if (conversation.grants.insert(folder).second) write(PutGrant{conversation.heading.id, folder});
}

void Shelf::tidy(const std::set<Id>& inUse) {
    // Without a journal memory is the only place where what is new is kept.
    if (open_.size() <= KeptOpen || !journal_ || !flush()) return;
    std::erase_if(open_, [&](const auto& one) { return !inUse.contains(one.first); });
}

bool Shelf::flush() {
    return !journal_ || journal_->flush();
}

}  // namespace agents
