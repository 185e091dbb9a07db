// What can happen to what is stored, as values: the journal collects them, the store applies them. Any
// thread.
#pragma once

#include <variant>

#include "agents/conversation.h"

namespace agents {

struct PutConversation {
    Heading heading;
};  // new, or everything about it but its trash mark
struct TrashConversation {
    Id id;
    int64_t at = 0;
};  // 0 brings it back
struct PurgeConversation {
    Id id;
};  // with all that was said in it; cannot be undone
struct PutEntry {
    Id conversation;
    Entry entry;
};  // new, or as it ended: with parts and steps
struct AppendText {
    Id entry;
    size_t part = 0;
    std::string text;
    bool reasoning = false;
};
struct PutStep {
    Id entry;
    size_t part = 0;
    size_t position = 0;
    Step step;
};
struct PutDraft {
    Id conversation;
    std::string text;
};  // empty removes it
struct PutGrant {
    Id conversation;
    std::string folder;
};  // writing there needs no question in this conversation

using Change = std::variant<PutConversation, TrashConversation, PurgeConversation, PutEntry, AppendText,
                            PutStep, PutDraft, PutGrant>;

// Text for the same place becomes one; a later draft of the same conversation replaces an earlier one.
bool join(Change& last, const Change& change);

}  // namespace agents
