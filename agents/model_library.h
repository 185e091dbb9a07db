// The models that can be had and those that are here, as the window shows them: what it is told, and what it
// may ask.
//
// post() and events() may be used from any thread and never wait. Downloads run in the background, one after
// another; stopping keeps what is there.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "engine/base/feed.h"
#include "kernels/base/result.h"

namespace agents {

// One line of the list.
struct LibraryModel {
    enum class Fit { Checking, Fits, Slow, WontFit };
    enum class State { Absent, Unfinished, Waiting, Getting, Here };
    std::string name;
    std::string title, about, aboutChinese, licence;
    std::vector<std::string> languages;
    int64_t parameters = 0, activeParameters = 0;
    int64_t downloadBytes = 0, memoryBytes = 0;
    Fit fit = Fit::Checking;
    double tokensPerSecond = 0;  // at most, by the memory's speed; 0: not known
    State state = State::Absent;
    int64_t done = 0;    // bytes that are there of an unfinished one
    std::string folder;  // where it is, or would be
};

// ---- said
struct LibraryListed {
    std::vector<LibraryModel> models;
    int64_t machineBytes = 0;  // this machine's memory
};
struct LibraryProgress {
    enum class Kind { Listing, Fetching, Waiting, Checking, Unpacking };
    std::string name;
    Kind kind = Kind::Listing;
    int64_t done = 0, total = 0;
    std::string words;  // Waiting: why
};
struct LibraryEnded {
    std::string name;
    std::string folder;
    base::Error error;  // Cancelled: stopped; an empty message: it is here
};
using LibraryEvent = std::variant<LibraryListed, LibraryProgress, LibraryEnded>;

// The newest progress of one model is all that counts.
bool join(LibraryEvent& last, const LibraryEvent& event);

// ---- asked
struct ListLibrary {};
struct GetModel {
    std::string name;
};
struct StopGetting {
    std::string name;
};
using LibraryCommand = std::variant<ListLibrary, GetModel, StopGetting>;

class ModelLibrary {
public:
    virtual ~ModelLibrary() = default;
    virtual void post(LibraryCommand command) = 0;
    virtual engine::Feed<LibraryEvent>& events() = 0;
};

}  // namespace agents
