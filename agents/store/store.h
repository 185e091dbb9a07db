// Everything said, on disk. One connection behind one mutex: safe from any thread, but a call takes
// milliseconds and returns when the bytes are safe, so never from the UI thread.
//
// A damaged database is put aside, never deleted; one that cannot be written is read. What had to be done is
// told by troubles().
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <vector>

#include "agents/store/change.h"
#include "agents/store/database.h"
#include "agents/store/instance_lock.h"

namespace agents {

class Store {
public:
    struct Conversation {
        Heading heading;
        std::vector<Entry> entries;  // the branch that leads to the newest, oldest first
        std::string draft;
        std::set<std::string> grants;
    };

    // Opens, and if it must, repairs or migrates. Busy when another Inkstone has it.
    static base::Result<std::unique_ptr<Store>> open(const std::filesystem::path& file);
    ~Store();

    const std::vector<base::Error>& troubles() const { return troubles_; }
    bool readOnly() const { return readOnly_; }

    // All or nothing, in one transaction; on return it is safe.
    base::Result<> apply(std::span<const Change> changes);

    base::Result<std::vector<Heading>> headings();  // pinned first, then newest; without the trash
    base::Result<std::vector<Heading>> trash();     // last deleted first
    base::Result<Conversation> load(const Id& id);  // NotFound; the trash included
    base::Result<std::vector<Hit>> search(std::string_view words, size_t most = 100);
    base::Result<std::string> integrity();  // "ok", or what is wrong

    // A later failure with Corrupt makes the next open look closely.
    void suspect();
    // For tests of a full disk: no more than so many pages of 4 KiB.
    base::Result<> limitPages(int64_t pages);

private:
    explicit Store(std::filesystem::path file) : file_(std::move(file)) {}
    base::Result<> openForWriting();
    base::Result<> openForReading(const base::Error& why);
    base::Result<> openNothing(base::Code code, std::string words);
    bool openCopy();
    base::Result<> repair(const base::Error& why);
    base::Result<> settleInterrupted();
    base::Result<std::vector<Heading>> headingsThat(const std::string& condition);  // and in which order
    bool worthChecking() const;
    std::filesystem::path beside(const char* ending) const;

    std::filesystem::path file_;
    InstanceLock lock_;
    std::mutex mutex_;
    std::filesystem::path copyFolder_;  // of a database read from a copy; removed at the end
    std::unique_ptr<Database> database_;
    std::vector<base::Error> troubles_;
    bool readOnly_ = false;
};

}  // namespace agents
