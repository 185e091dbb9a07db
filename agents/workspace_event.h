// What the workspace says to whoever shows it, in order, and what can be asked of it. Values.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "agents/conversation.h"
#include "agents/tool.h"
#include "engine/chat/backend.h"

namespace agents {

// ---- said
// --------------------------------------------------------------------------------------------------

struct HeadingsChanged {
    std::vector<Heading> headings;  // pinned first, then newest first
};
struct TrashChanged {
    std::vector<Heading> headings;  // last deleted first
};
struct ConversationOpened {
    Heading heading;
    std::vector<Entry> entries;  // oldest first
    std::string draft;
};
struct SearchDone {
    std::string query;
    std::vector<Hit> hits;
};
struct EntryAdded {  // stands behind its parent; what stood there before gives way (another version of an
                     // answer)
    Id conversation;
    Entry entry;
};
struct TextAppended {
    Id conversation, entry;
    std::string text;  // to the last part
    bool reasoning = false;
};
struct StepChanged {  // new or changed; belongs to the entry's last part (a new part starts when text
                      // follows)
    Id conversation, entry;
    Step step;
};
// What is going on in one conversation; the interface shows each as a visible state of its own.
struct Activity {
    enum class Kind { Idle, Loading, Queued, Reading, Generating, RunningTool, AwaitingApproval, Stopping };
    Id conversation;
    Kind kind = Kind::Idle;
    int64_t done = 0, total = 0;  // Loading: bytes; Reading: tokens
};
struct ApprovalAsked {
    Id conversation, entry, approval, step;
    std::string tool;
    Preview preview;
    std::string place;   // the folder
    std::string reason;  // why it is asked
};
struct ApprovalDecided {
    Id conversation, approval, step;
    bool allowed = false;
    std::string words;  // "You allowed once: todo.txt, 10:42"
};
struct AnswerEnded {
    Id conversation;
    Entry entry;  // final form
};
struct Saved {  // the last safe write
    int64_t at = 0;
};
struct ModelChanged {
    enum class State { Loading, Ready, Failed } state = State::Loading;
    engine::ModelCard card;
    int64_t done = 0, total = 0;
    base::Error error;
};
struct Trouble {  // shown as a banner until the same kind is solved
    enum class Kind {
        Storage,  // read-only, disk full, corrupt copy put aside: what is said now may not be saved
        Folder,   // it was not attached; from here on, nothing that was said is in danger
        Chat,     // it was not opened
        Search
    };
    base::Error error;
    bool solved = false;
    Kind kind = Kind::Storage;
};

using WorkspaceEvent = std::variant<HeadingsChanged, TrashChanged, ConversationOpened, SearchDone, EntryAdded,
                                    TextAppended, StepChanged, Activity, ApprovalAsked, ApprovalDecided,
                                    AnswerEnded, Saved, ModelChanged, Trouble>;

// TextAppended to the same entry and kind become one.
bool join(WorkspaceEvent& last, const WorkspaceEvent& event);

// ---- asked
// -------------------------------------------------------------------------------------------------

enum class Decision { AllowOnce, AllowFolder, Deny };

struct NewConversation {
};  // answered by ConversationOpened; nothing is stored until the first message or draft
struct OpenConversation {
    Id id;
};
struct Send {
    Id conversation;
    std::string text;
};
struct Regenerate {
    Id conversation;
};  // the last answer once more, as another version
struct Stop {
    Id conversation;
};
struct Decide {
    Id conversation, approval;
    Decision decision = Decision::Deny;
    std::string words;
};
struct Rename {
    Id conversation;
    std::string title;
};
struct Delete {
    Id conversation;
};
struct Restore {
    Id conversation;
};
struct EmptyTrash {};  // for good
struct Pin {
    Id conversation;
    bool pinned = true;
};
struct SaveDraft {
    Id conversation;
    std::string text;
};
struct AttachFolder {
    Id conversation;
    std::string path;
};  // empty path detaches
struct Search {
    std::string query;
};
struct LoadModel {
    std::string folder;
    std::string chatFormat;  // empty: the model's own
};
struct SetTemperature {
    float temperature = 0;
};
struct SetThinking {
    bool thinking = false;
};

using WorkspaceCommand =
    std::variant<NewConversation, OpenConversation, Send, Regenerate, Stop, Decide, Rename, Delete, Restore,
                 EmptyTrash, Pin, SaveDraft, AttachFolder, Search, LoadModel, SetTemperature, SetThinking>;

}  // namespace agents
