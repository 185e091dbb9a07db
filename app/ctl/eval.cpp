// inkctl eval starter: whole conversations with the real engine and the real tools, on wordings, names and
// numbers that training never saw; prints four figures and a table.
#include <fmt/core.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <thread>

#include "app/config.h"
#include "app/ctl/command_line.h"
#include "app/ctl/eval_case.h"
#include "app/ctl/interrupts.h"
#include "app/ctl/terminal.h"
#include "app/installed.h"
#include "engine/run/local_backend.h"

namespace ctl {
namespace {

using engine::Json;

struct Wanted {
    std::string what;
    std::string model;
    std::string cases;
    size_t limit = 0;
    int jobs = 8;
    bool json = false;
    bool failures = false;
    engine::LocalOptions options;
};

struct Count {
    int cases = 0, calls = 0, answers = 0;
    double share(int right) const { return cases ? 100.0 * right / cases : 0; }
};

struct Figures {
    std::map<std::string, Count> kinds;  // "group/kind"
    std::map<std::string, Count> groups;
    int failed = 0;
    int turns = 0;
    double seconds = 0;

    void add(const EvalCase& one, const EvalOutcome& outcome) {
        for (Count* count : {&kinds[one.group + "/" + one.kind], &groups[one.group]}) {
            ++count->cases;
            count->calls += outcome.calls;
            count->answers += outcome.answer;
        }
        failed += outcome.failed;
        turns += static_cast<int>(one.turns.size());
    }
};

std::string callsText(const EvalTurn& turn) {
    std::string text;
    for (const EvalCall& call : turn.calls)
        text += fmt::format("{}{} {}", text.empty() ? "" : "; ", call.name,
                            call.arguments.dump(-1, ' ', false, Json::error_handler_t::replace));
    return text.empty() ? "no tool" : text;
}

void printFailure(const EvalCase& one, const EvalOutcome& outcome) {
    fmt::print("{}/{}\n", one.group, one.kind);
    for (size_t i = 0; i < one.turns.size() && i < outcome.said.size(); ++i) {
        const EvalTurn &wanted = one.turns[i], &said = outcome.said[i];
        fmt::print("  user    {}\n", shownText(wanted.user));
        if (callsText(wanted) != callsText(said))
            fmt::print("  wanted  {}\n  called  {}\n", shownText(callsText(wanted)),
                       shownText(callsText(said)));
        if (wanted.answer != said.answer)
            fmt::print("  wanted  {}\n  said    {}\n", shownText(wanted.answer), shownText(said.answer));
    }
    std::fflush(stdout);
}

// Several conversations at once: the engine reads and speaks for all of them in one step.
Figures examine(const std::vector<EvalCase>& cases, engine::ChatBackend& backend,
                const engine::ModelCard& card, const Wanted& wanted, const std::stop_token& stop) {
    Figures figures;
    std::mutex mutex;
    std::atomic<size_t> next = 0;
    const auto start = std::chrono::steady_clock::now();
    const auto work = [&] {
        for (size_t i = next++; i < cases.size() && !stop.stop_requested(); i = next++) {
            const EvalOutcome outcome = runEvalCase(cases[i], backend, card, stop);
            if (stop.stop_requested()) return;
            const std::lock_guard lock(mutex);
            figures.add(cases[i], outcome);
            if (wanted.failures && !(outcome.calls && outcome.answer)) printFailure(cases[i], outcome);
        }
    };
    {
        std::vector<std::jthread> threads;
        threads.reserve(static_cast<size_t>(wanted.jobs));
        for (int i = 0; i < wanted.jobs; ++i) threads.emplace_back(work);
    }
    figures.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return figures;
}

void printLine(const char* words, const Count& count, int right) {
    fmt::print("{:<40} {:6.2f} %   {:>5} of {}\n", words, count.share(right), right, count.cases);
}

void printFigures(Figures& figures) {
    const Count &tool = figures.groups["tool"], &product = figures.groups["product"],
                &outside = figures.groups["out_of_scope"];
    fmt::print("{:<30} {:>6} {:>9} {:>9}\n", "kind", "cases", "tools", "answers");
    for (const auto& [kind, count] : figures.kinds)
        fmt::print("{:<30} {:>6} {:>7.1f} % {:>7.1f} %\n", kind, count.cases, count.share(count.calls),
                   count.share(count.answers));
    fmt::print("\n");
    printLine("right tool with exact arguments", tool, tool.calls);
    printLine("right final answer", tool, tool.answers);
    printLine("product questions", product, product.answers);
    printLine("out of scope admitted", outside, outside.answers);
    fmt::print("\n{} questions in {:.1f} s; {} conversations ended in an error\n", figures.turns,
               figures.seconds, figures.failed);
}

Json figureOf(const Count& count, int right) {
    return {{"percent", count.share(right)}, {"right", right}, {"cases", count.cases}};
}

void printJson(Figures& figures) {
    const Count &tool = figures.groups["tool"], &product = figures.groups["product"],
                &outside = figures.groups["out_of_scope"];
    Json kinds = Json::object();
    for (const auto& [kind, count] : figures.kinds)
        kinds[kind] = {{"cases", count.cases}, {"calls", count.calls}, {"answers", count.answers}};
    const Json all = {{"tool_arguments", figureOf(tool, tool.calls)},
                      {"tool_answers", figureOf(tool, tool.answers)},
                      {"product", figureOf(product, product.answers)},
                      {"out_of_scope", figureOf(outside, outside.answers)},
                      {"kinds", kinds},
                      {"turns", figures.turns},
                      {"errors", figures.failed},
                      {"seconds", figures.seconds}};
    fmt::print("{}\n", all.dump());
}

int run(const CLI::App& app, const Wanted& wanted) {
    std::stop_source stop;
    const Interrupts interrupts([&] { stop.request_stop(); });
    auto cases = readEvalCases(wanted.cases.empty() ? app::starterFolder() / "eval.jsonl"
                                                    : std::filesystem::path(wanted.cases));
    if (!cases) return failed(app, cases.error());
    if (wanted.limit && wanted.limit < cases->size()) cases->resize(wanted.limit);
    const auto model = app::findModel(wanted.model);
    if (!model) return failed(app, model.error());
    const auto backend = engine::LocalBackend::open(*model, wanted.options);
    const auto models = backend->models();
    if (!models) return failed(app, models.error());
    if (models->empty()) return failed(app, {base::Code::NotFound, "there is no model in that folder"});
    Figures figures = examine(*cases, *backend, models->front(), wanted, stop.get_token());
    if (stop.stop_requested()) return failed(app, {base::Code::Cancelled, "stopped"});
    wanted.json ? printJson(figures) : printFigures(figures);
    return 0;
}

}  // namespace

int evalCommand(Arguments arguments) {
    CLI::App app("Examines the starter model.", "inkctl eval");
    Wanted wanted;
    app.add_option("what", wanted.what, "starter")->required()->check(CLI::IsMember({"starter"}));
    app.add_option("--model", wanted.model, "another model to examine the same way: a folder or a name");
    app.add_option("--cases", wanted.cases,
                   "the cases, one JSON object per line; eval.jsonl of the starter when not given");
    app.add_option("--limit", wanted.limit, "only the first so many cases; 0 = all");
    app.add_option("--jobs", wanted.jobs, "conversations at once")->check(CLI::Range(1, 64));
    app.add_flag("--json", wanted.json, "one JSON object");
    app.add_flag("--failures", wanted.failures, "shows every conversation that went wrong");
    addBackendOption(app, wanted.options.device);
    addQuantizeOption(app, wanted.options);
    addThreadsOption(app, wanted.options.threads);
    if (const auto code = stopAfterParsing(app, std::move(arguments))) return *code;
    return run(app, wanted);
}

}  // namespace ctl
