// inkctl models get: a model from the catalogue, a hub, an address or a Python package into the models
// folder.
#include "app/ctl/models_get.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "app/config.h"
#include "app/ctl/command_line.h"
#include "app/ctl/interrupts.h"
#include "app/ctl/progress_line.h"
#include "app/installed.h"
#include "app/network_settings.h"
#include "engine/base/json.h"
#include "engine/base/machine.h"
#include "kernels/devices.h"

namespace ctl {
namespace {

using engine::DownloadProgress;
using engine::sizeWords;
using State = DownloadProgress::State;

class DownloadLine {
public:
    void show(const DownloadProgress& now) {
        const bool waiting = now.state == State::Waiting;  // each has its reason
        line_.show(words(now), fmt::format("{} {} {} {}", static_cast<int>(now.state), now.file,
                                           tenthOf(now.done, now.total), waiting ? ++waits_ : 0));
    }
    void end() { line_.end(); }

private:
    std::string words(const DownloadProgress& now) {
        const std::string which =
            now.files > 1 ? fmt::format("{} ({} of {}), ", now.file, now.at, now.files) : now.file + ", ";
        const std::string much = amountWords(now.done, now.total);
        switch (now.state) {
            case State::Listing: return "looking for the files";
            case State::Waiting: return "waiting: " + now.words;
            case State::Checking: return fmt::format("{}comparing with its sum, {}", which, much);
            case State::Unpacking: return fmt::format("{}unpacking, {}", which, much);
            case State::Done: return "done, " + much;
            case State::Fetching: break;
        }
        return which + much + pace_.words(now.done, now.total);
    }

    ProgressLine line_;
    Pace pace_;
    int waits_ = 0;
};

struct Wanted {
    std::string model, source, to;
    app::NetworkChoice network;
    int connections = engine::Network{}.connections;
};

struct Got {
    std::string name;
    std::filesystem::path folder;
};

base::Result<Got> get(const Wanted& wanted, DownloadLine& line, const std::stop_token& stop) {
    const auto source = engine::sourceNamed(wanted.source);
    app::Order order = TRY(app::orderOf(wanted.model, source));
    engine::Network network = TRY(app::networkFor(order.order.kind, wanted.network));
    network.connections = wanted.connections;
    const std::filesystem::path folder =
        wanted.to.empty() ? app::modelsFolder() / order.name : std::filesystem::path(wanted.to);
    const auto told = [&](const DownloadProgress& now) { line.show(now); };
    TRY(engine::fetchModel(network, order.order, folder, told, stop));
    return Got{wanted.to.empty() ? order.name : folder.string(), folder};
}

void addOptions(CLI::App& app, Wanted& wanted) {
    app.add_option(
           "MODEL", wanted.model,
           "a name of the catalogue, ORG/NAME, ORG/NAME:Q4_K_M, ORG/NAME@REVISION, modelscope:ORG/NAME, "
           "pypi:PACKAGE, or an address of a .gguf file (#sha256=... is compared) or of a folder with an "
           "index.json")
        ->required();
    app.add_option("--source", wanted.source, "where a name is looked for")
        ->check(CLI::IsMember({"huggingface", "modelscope", "pypi"}));
    app.add_option("--mirror", wanted.network.mirror,
                   "an address in place of the source's own (or HF_ENDPOINT)");
    app.add_option("--token", wanted.network.token, "an access token for the source (or HF_TOKEN)");
    app.add_option("--proxy", wanted.network.proxy, "in place of what http_proxy and https_proxy say");
    app.add_option("--to", wanted.to,
                   "another folder than the model's own in " + app::modelsFolder().string());
    app.add_option("--connections", wanted.connections, "at once, for large files")->check(CLI::Range(1, 32));
}

const char* fitWords(engine::Fit fit) {
    switch (fit) {
        case engine::Fit::Fits: return "fits";
        case engine::Fit::Slow: return "slow";
        case engine::Fit::WontFit: break;
    }
    return "won't fit";
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string counted(int64_t number) {
    const double billions = static_cast<double>(number) / 1e9;
    return billions < 1 ? fmt::format("{:.0f} M", billions * 1000) : fmt::format("{:.1f} B", billions);
}

// "here", "unfinished, 12.0 MB of 92.9 MB", or nothing.
std::string stateWords(const std::string& name, const std::vector<app::InstalledModel>& installed) {
    for (const app::InstalledModel& one : installed) {
        if (one.name != name) continue;
        if (!one.unfinished) return "here";
        return fmt::format("unfinished, {} of {}", sizeWords(one.unfinished->done),
                           sizeWords(one.unfinished->bytes));
    }
    return {};
}

void printModel(const engine::CatalogueModel& model, const engine::Outlook& outlook,
                const std::string& state) {
    fmt::print("{:<15} {}{}\n", model.name, model.title, state.empty() ? "" : "  [" + state + "]");
    fmt::print("                {}\n", model.about);
    fmt::print("                {} parameters, {} active; {}; {}; {}\n", counted(model.parameters),
               counted(model.activeParameters), model.formats, joined(model.languages), model.licence);
    const std::string speed =
        outlook.tokensPerSecond > 0
            ? fmt::format(", at most about {:.3g} tokens/s here", outlook.tokensPerSecond)
            : "";
    fmt::print("                {}{} to download, needs about {} of memory: {}{}\n\n",
               model.estimated ? "about " : "", sizeWords(model.downloadBytes), sizeWords(model.memoryBytes),
               fitWords(outlook.fit), speed);
}

engine::Json jsonOf(const engine::CatalogueModel& model, const engine::Outlook& outlook,
                    const std::string& state) {
    return {{"name", model.name},
            {"title", model.title},
            {"parameters", model.parameters},
            {"active_parameters", model.activeParameters},
            {"licence", model.licence},
            {"languages", model.languages},
            {"formats", model.formats},
            {"huggingface", model.huggingFace},
            {"modelscope", model.modelScope},
            {"pypi", model.python},
            {"download_bytes", model.downloadBytes},
            {"memory_bytes", model.memoryBytes},
            {"estimated", model.estimated},
            {"bytes_per_token", model.bytesPerToken()},
            {"fit", fitWords(outlook.fit)},
            {"tokens_per_s_at_most", outlook.tokensPerSecond},
            {"state", state.empty()               ? "absent"
                      : state.starts_with("here") ? "here"
                                                  : "unfinished"}};
}

}  // namespace

int modelsGet(Arguments arguments) {
    CLI::App app(
        "Gets a model. What was fetched before is kept: after Ctrl+C, a kill or a broken connection the same "
        "command "
        "goes on where it was.",
        "inkctl models get");
    Wanted wanted;
    addOptions(app, wanted);
    if (const auto code = stopAfterParsing(app, std::move(arguments))) return *code;
    std::stop_source stop;
    const Interrupts interrupts([&] {
        if (!stop.request_stop()) _exit(130);  // pressed again: at once
    });
    DownloadLine line;
    const auto got = get(wanted, line, stop.get_token());
    line.end();
    if (got) {
        fmt::print("{} is here: {}\nTalk to it with: inkctl chat --model {}\n", got->name,
                   got->folder.string(), got->name);
        return 0;
    }
    return failed(app, got.error());
}

int listCatalogue(bool json) {
    const auto known = app::catalogue();
    if (!known) {
        fmt::print(stderr, "inkctl models: {}\n", known.error().message);
        return 1;
    }
    const int threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    const double bandwidth = kernels::measureMemoryBandwidth(threads);
    const int64_t memory = engine::machineMemory();
    const auto installed = app::installedModels(app::modelsFolder());
    engine::Json all = engine::Json::array();
    if (!json)
        fmt::print(
            "To be had with \"inkctl models get NAME\". This machine has {} of memory and reads {}/s of it; "
            "a speed "
            "is that divided by the bytes one token reads: an upper bound, not a measurement.\n\n",
            sizeWords(memory), sizeWords(static_cast<int64_t>(bandwidth)));
    for (const engine::CatalogueModel& model : *known) {
        const engine::Outlook outlook = engine::outlookFor(model, memory, bandwidth);
        const std::string state = stateWords(model.name, installed);
        if (json)
            all.push_back(jsonOf(model, outlook, state));
        else
            printModel(model, outlook, state);
    }
    if (json) fmt::print("{}\n", all.dump(2, ' ', false, engine::Json::error_handler_t::replace));
    return 0;
}

}  // namespace ctl
