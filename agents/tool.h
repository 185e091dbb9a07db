// Something the model can use. A tool is called from its session's thread, one call at a time; it may take
// long and must obey context.stop. Tools hold no conversation state.
#pragma once

#include <stop_token>
#include <string>

#include "engine/base/json.h"
#include "engine/chat/message.h"
#include "kernels/base/result.h"

namespace agents {

using engine::Json;

enum class Risk {
    None,   // computes only
    Read,   // reads inside the attached folder: no question
    Write,  // changes files: asks
};

class Folder;  // the attached folder, opened beneath (agents/folder.h)

struct Preview;

// How much of a result a model can use. As it stands: the starter's; wide() is for models trained at large.
struct ResultLimits {
    int tokens = 400;    // estimated, see agents/cut.h
    size_t lines = 40;   // of a file
    size_t matches = 8;  // of a search
    static ResultLimits wide() { return {.tokens = 21'000, .lines = 2000, .matches = 100}; }
};

struct ToolContext {
    const Folder* folder = nullptr;  // null when none is attached
    std::stop_token stop;
    const Preview* approved = nullptr;  // Risk::Write: what was shown; exactly this is done or nothing
    ResultLimits limits;
};

// What the model reads, and one line for the person. ok == false: text begins with "error: ".
struct ToolResult {
    bool ok = true;
    std::string text;     // given to the model, at most 64 KiB
    std::string summary;  // "3 files", "397.8": shown on the card
    bool stale = false;   // nothing was done: what was approved is no longer what would happen; ask again
};

// What a person is asked to approve, exactly as it will happen.
struct Preview {
    std::string verb;       // "Write 1 file"
    std::string object;     // "todo.txt"
    std::string before;     // the present text of the file, empty when new
    std::string after;      // the exact bytes that will be in it
    bool existing = false;  // the file is there already
    bool operator==(const Preview&) const = default;
};

class Tool {
public:
    virtual ~Tool() = default;
    virtual const engine::ToolSpec& spec() const = 0;
    virtual Risk risk() const = 0;
    virtual bool needsFolder() const { return false; }
    // For the card, before it runs: verb and detail, e.g. {"Calculate", "17/100*2340"}.
    virtual std::string verb() const = 0;
    virtual std::string detail(const Json& arguments) const = 0;
    // Only called for Risk::Write. Fails like run() would.
    virtual base::Result<Preview> preview(const Json& arguments, const ToolContext& context) const;
    virtual ToolResult run(const Json& arguments, const ToolContext& context) = 0;
};

}  // namespace agents
