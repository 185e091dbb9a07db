#include "app/ctl/eval_case.h"

#include <fmt/core.h>

#include <cstdlib>
#include <fstream>

#include "agents/context.h"
#include "agents/turn.h"

namespace ctl {
namespace {

namespace fs = std::filesystem;
using agents::Verdict;
using engine::Json;

EvalTurn turnOf(const Json& json) {
    EvalTurn turn;
    turn.user = json.at("user").get<std::string>();
    turn.answer = json.at("answer").get<std::string>();
    for (const Json& call : json.at("calls"))
        turn.calls.push_back({call.at("name").get<std::string>(), call.at("arguments")});
    return turn;
}

EvalCase caseOf(const Json& json) {
    EvalCase one;
    one.kind = json.at("kind").get<std::string>();
    one.group = json.at("group").get<std::string>();
    one.now = json.at("now").get<std::string>();
    one.deny = json.value("deny", false);
    one.hasFolder = !json.at("folder").is_null();
    if (one.hasFolder) one.folder = json.at("folder").get<std::map<std::string, std::string>>();
    for (const Json& turn : json.at("turns")) one.turns.push_back(turnOf(turn));
    return one;
}

// A folder with the case's files, gone with it.
class EvalFolder {
public:
    explicit EvalFolder(const EvalCase& one) {
        if (!one.hasFolder) return;
        std::string name = (fs::temp_directory_path() / "inkstone-eval-XXXXXX").string();
        if (!mkdtemp(name.data())) return;
        path_ = name;
        for (const auto& [file, text] : one.folder) {
            fs::create_directories((path_ / file).parent_path());
            std::ofstream(path_ / file, std::ios::binary) << text;
        }
    }
    ~EvalFolder() {
        std::error_code error;
        if (!path_.empty()) fs::remove_all(path_, error);
    }
    EvalFolder(const EvalFolder&) = delete;
    EvalFolder& operator=(const EvalFolder&) = delete;

    std::shared_ptr<const agents::Folder> open() const {
        if (path_.empty()) return nullptr;
        auto folder = agents::Folder::open(path_);
        return folder ? std::move(*folder) : nullptr;
    }

private:
    fs::path path_;
};

class Examiner : public agents::TurnListener {
public:
    explicit Examiner(bool deny) : deny_(deny) { entry_.role = engine::Role::Assistant; }

    void activity(agents::Activity::Kind, int64_t, int64_t) override {}
    void text(std::string_view text, bool reasoning) override { addText(entry_, text, reasoning); }
    void step(const agents::Step& step) override { putStep(entry_, step); }
    Verdict approve(const agents::ApprovalRequest&, const std::stop_token&) override {
        return {.decision = deny_ ? agents::Decision::Deny : agents::Decision::AllowOnce};
    }

    const agents::Entry& entry() const { return entry_; }
    EvalTurn said(const std::string& user) const {
        EvalTurn turn{.user = user};
        for (const agents::Part& part : entry_.parts) {
            turn.answer = part.steps.empty() ? part.text : std::string();
            for (const agents::Step& step : part.steps) {
                auto arguments = engine::parseJson(step.call.arguments);
                turn.calls.push_back(
                    {step.call.name, arguments ? std::move(*arguments) : Json(step.call.arguments)});
            }
        }
        return turn;
    }

private:
    bool deny_;
    agents::Entry entry_;
};

bool sameCalls(const std::vector<EvalCall>& one, const std::vector<EvalCall>& other) {
    return std::equal(
        one.begin(), one.end(), other.begin(), other.end(),
        [](const EvalCall& a, const EvalCall& b) { return a.name == b.name && a.arguments == b.arguments; });
}

}  // namespace

base::Result<std::vector<EvalCase>> readEvalCases(const fs::path& file) {
    std::ifstream stream(file);
    if (!stream)
        return base::failure(base::Code::NotFound, fmt::format("{} cannot be opened", file.string()));
    std::vector<EvalCase> cases;
    std::string line;
    for (int number = 1; std::getline(stream, line); ++number) {
        const auto json = engine::parseJson(line);
        if (!json)
            return base::failure(base::Code::Invalid,
                                 fmt::format("{}, line {}: {}", file.string(), number, json.error().message));
        try {
            cases.push_back(caseOf(*json));
        } catch (const Json::exception& wrong) {
            return base::failure(base::Code::Invalid,
                                 fmt::format("{}, line {}: {}", file.string(), number, wrong.what()));
        }
    }
    return cases;
}

EvalOutcome runEvalCase(const EvalCase& one, engine::ChatBackend& backend, const engine::ModelCard& card,
                        const std::stop_token& stop) {
    EvalOutcome outcome;
    const auto time = agents::fixedTime(one.now);
    const EvalFolder folder(one);
    const agents::Toolbox tools(time ? *time : agents::systemTime);
    std::vector<agents::Entry> entries;
    for (const EvalTurn& wanted : one.turns) {
        agents::Entry question;
        question.text = wanted.user;
        entries.push_back(std::move(question));
        agents::TurnInput input{.messages = agents::messagesOf(entries), .card = card};
        input.folder = folder.open();
        Examiner examiner(one.deny);
        const auto result = agents::Turn(backend, tools, examiner).run(std::move(input), stop);
        outcome.said.push_back(examiner.said(wanted.user));
        outcome.failed = outcome.failed || result.state != agents::AnswerState::Done;
        outcome.calls = outcome.calls && sameCalls(wanted.calls, outcome.said.back().calls);
        outcome.answer = outcome.answer && wanted.answer == outcome.said.back().answer;
        entries.push_back(examiner.entry());
    }
    return outcome;
}

}  // namespace ctl
