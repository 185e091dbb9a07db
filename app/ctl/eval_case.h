// One conversation of the starter's examination: what is said, which tools must be called with what, and what
// must be answered. Values; any thread.
#pragma once

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/json.h"
#include "engine/chat/backend.h"

namespace ctl {

struct EvalCall {
    std::string name;
    engine::Json arguments;
};

struct EvalTurn {
    std::string user;
    std::vector<EvalCall> calls;
    std::string answer;
};

struct EvalCase {
    std::string kind;
    std::string group;  // "tool", "product" or "out_of_scope"
    bool hasFolder = false;
    std::map<std::string, std::string> folder;  // path: text
    std::string now;
    bool deny = false;  // the person refuses to have anything written
    std::vector<EvalTurn> turns;
};

// One JSON object per line. Fails with Invalid, naming the line.
base::Result<std::vector<EvalCase>> readEvalCases(const std::filesystem::path& file);

struct EvalOutcome {
    bool calls = true;           // the same names in the same order, with equal arguments
    bool answer = true;          // the same text
    bool failed = false;         // the engine gave up
    std::vector<EvalTurn> said;  // what really happened, for showing
};

// Runs the whole conversation with the real tools, in a folder of its own that is removed afterwards.
EvalOutcome runEvalCase(const EvalCase& one, engine::ChatBackend& backend, const engine::ModelCard& card,
                        const std::stop_token& stop);

}  // namespace ctl
