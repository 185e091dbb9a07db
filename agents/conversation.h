// A conversation as it is stored and shown. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/chat/event.h"
#include "engine/chat/message.h"

namespace agents {

using Id = std::string;  // UUID text; for conversations, messages, steps, approvals

struct Heading {
    Id id;
    std::string title;      // empty until the first message gave one
    int64_t changedAt = 0;  // milliseconds since 1970
    bool pinned = false;
    std::string folder;  // attached folder, absolute; empty when none
    enum class Mark { None, Running, Waiting, Unread, Failed } mark = Mark::None;
};

enum class AnswerState { Streaming, Done, Stopped, Interrupted, Failed };

// A tool call and what came of it.
struct Step {
    Id id;
    engine::ToolCall call;
    std::string verb;    // "Read a file"
    std::string detail;  // "sales.csv"
    enum class State {
        Running,
        Waiting,
        Done,
        Failed,
        Denied,
        Unknown
    } state = State::Running;  // Unknown: a crash
    std::string result;        // what the model was given
    std::string summary;
    int64_t milliseconds = 0;
};

// One message of the tree that leads to the newest answer. An answer may hold several parts: text, steps,
// text.
struct Part {
    std::string text;  // before the steps
    std::string reasoning;
    std::vector<Step> steps;
};

struct Entry {
    Id id;
    Id parent;  // empty for the first
    engine::Role role = engine::Role::User;
    std::string text;         // user: the words
    std::vector<Part> parts;  // assistant
    AnswerState state = AnswerState::Done;
    base::Error error;  // state Failed
    engine::Usage usage;
    std::string model;  // "Inkstone starter"
    std::string place;  // "Local"
    int64_t at = 0;     // milliseconds since 1970
};

// How an answer grows, for everybody who keeps one: text goes to the last part (a new one when that has
// steps), a step replaces the one with its id or joins the last part.
void addText(Entry& entry, std::string_view text, bool reasoning);
void putStep(Entry& entry, const Step& step);

struct Hit {
    Id conversation;
    std::string title;
    std::string snippet;  // plain text, the found words between U+2068 and U+2069
};

}  // namespace agents
