// The conversations as the workspace knows them: the ones in use in memory, all of them on disk through the
// journal. What is in memory is what is true; the disk follows. Used by the workspace's thread only.
#pragma once

#include <map>
#include <memory>

#include "agents/store/journal.h"
#include "agents/store/store.h"

namespace agents {

class Shelf {
public:
    struct Conversation {
        Heading heading;
        std::vector<Entry> entries;
        std::string draft;
        std::set<std::string> grants;
        bool stored = false;  // has something in it that is worth keeping
        bool trashed = false;
        Entry* find(const Id& entry);
    };

    Shelf(std::unique_ptr<Store> store, Journal::Listener listener);

    const Store& store() const { return *store_; }
    base::Result<> readHeadings();
    std::vector<Heading> headings() const;                        // pinned first, then newest
    const std::vector<Heading>& trash() const { return trash_; }  // last deleted first

    Conversation& create();
    base::Result<Conversation*> find(const Id& id);  // loads it when it must; the pointer lasts until tidy()
    base::Result<std::vector<Hit>> search(const std::string& words);

    // Each writes what it changed; `keep` stores the conversation itself (title, folder, time, pin).
    void keep(Conversation& conversation);
    void mark(Conversation& conversation, Heading::Mark mark);
    void put(const Conversation& conversation, const Entry& entry);
    void append(const Id& entry, size_t part, const std::string& text, bool reasoning);
    void put(const Entry& entry, const Step& step);
    void setDraft(Conversation& conversation, const std::string& text);
    void setTrashed(Conversation& conversation, bool trashed);
    void emptyTrash(const std::set<Id>& inUse);  // for good, but for those in use
    void grant(Conversation& conversation, const std::string& folder);

    // Lets go of conversations that nobody uses and that are safe on disk.
    void tidy(const std::set<Id>& inUse);
    bool flush();

private:
    void write(Change change, Journal::When when = Journal::When::Now);

    std::unique_ptr<Store> store_;
    std::map<Id, Heading> headings_;
    std::vector<Heading> trash_;
    std::map<Id, std::unique_ptr<Conversation>> open_;
    std::unique_ptr<Journal> journal_;  // null when the store can only be read; first to go
};

// The first user message makes the title: its first line, at most 60 characters.
std::string titleOf(std::string_view text);

}  // namespace agents
