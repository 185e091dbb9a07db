// inkctl bench: tokens per second for reading and for speaking, the bytes that speaking moves, and what share
// that is of the memory bandwidth measured in the same run.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include "app/ctl/command_line.h"
#include "app/installed.h"
#include "engine/run/trial.h"
#include "kernels/devices.h"

namespace ctl {
namespace {

using engine::Batch;
using engine::mostLikely;
using engine::Trial;
using Clock = std::chrono::steady_clock;

struct Wanted {
    int promptTokens = 512;
    int generateTokens = 128;
};

struct Figures {
    double prefillSeconds = 0;
    double decodeSeconds = 0;
    int64_t bytesMoved = 0;  // while decoding
    double bandwidth = 0;    // bytes per second
};

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// Any ids do: the work does not depend on their meaning, and spreading them spreads the choice of experts.
std::vector<int> promptIds(int count, int vocabulary) {
    std::vector<int> ids(static_cast<size_t>(count));
    for (size_t i = 0; i < ids.size(); ++i)
        ids[i] = static_cast<int>((i * 7919 + 17) % static_cast<size_t>(vocabulary));
    return ids;
}

base::Result<int> read(Trial& trial, std::span<const int> ids) {
    int next = 0;
    while (!ids.empty()) {
        const auto part = ids.first(std::min<size_t>(ids.size(), Trial::ChunkTokens));
        ids = ids.subspan(part.size());
        const auto logits = TRY(trial.append(part, ids.empty() ? Batch::Want::Last : Batch::Want::Nothing));
        if (ids.empty()) next = mostLikely(logits);
    }
    return next;
}

base::Result<Figures> measure(Trial& trial, const Wanted& wanted) {
    const auto& parts = trial.parts();
    const auto ids = promptIds(wanted.promptTokens, parts.config.vocabSize);
    TRY(read(trial, std::span(ids).first(std::min<size_t>(ids.size(), 64))));  // pages in what is mapped
    trial.restart();

    Figures figures;
    auto start = Clock::now();
    int token = TRY(read(trial, ids));
    figures.prefillSeconds = secondsSince(start);
    start = Clock::now();
    for (int i = 0; i < wanted.generateTokens; ++i) {
        figures.bytesMoved += engine::bytesPerToken(parts.config, *parts.weights, trial.position());
        token = mostLikely(TRY(trial.append(std::span(&token, 1), Batch::Want::Last)));
    }
    figures.decodeSeconds = secondsSince(start);
    return figures;
}

void print(const Figures& figures, const Wanted& wanted, const Trial& trial, int threads, bool json) {
    const double prefill = wanted.promptTokens / figures.prefillSeconds;
    const double decode = wanted.generateTokens / figures.decodeSeconds;
    const double perToken = static_cast<double>(figures.bytesMoved) / wanted.generateTokens;
    const double share = perToken * decode / figures.bandwidth;
    const std::string device = trial.parts().backend->name();
    if (json) {
        const engine::Json line = {{"model", trial.parts().folder->name()},
                                   {"backend", device},
                                   {"threads", threads},
                                   {"prompt_tokens", wanted.promptTokens},
                                   {"generate_tokens", wanted.generateTokens},
                                   {"prefill_tokens_per_s", prefill},
                                   {"decode_tokens_per_s", decode},
                                   {"bytes_moved", figures.bytesMoved},
                                   {"bytes_moved_per_token", perToken},
                                   {"memory_bandwidth_bytes_per_s", figures.bandwidth},
                                   {"bandwidth_share", share}};
        fmt::print("{}\n", line.dump(-1, ' ', false, engine::Json::error_handler_t::replace));
        return;
    }
    fmt::print("{} on {}\n", trial.parts().folder->name(), device);
    fmt::print("  prefill           {:>10.1f} tokens/s  ({} tokens)\n", prefill, wanted.promptTokens);
    fmt::print("  decode            {:>10.1f} tokens/s  ({} tokens)\n", decode, wanted.generateTokens);
    fmt::print("  bytes moved       {:>10.2f} MB per decoded token, {:.1f} MB in all\n", perToken / 1e6,
               static_cast<double>(figures.bytesMoved) / 1e6);
    fmt::print("  memory bandwidth  {:>10.1f} GB/s measured now\n", figures.bandwidth / 1e9);
    fmt::print("  share of it       {:>10.1f} %\n", share * 100);
}

}  // namespace

int benchCommand(Arguments arguments) {
    CLI::App app(
        "Measures how fast a model reads and speaks here, beside the memory bandwidth of this machine.",
        "inkctl bench");
    std::string model;
    Wanted wanted;
    engine::LocalOptions options;
    bool json = false;
    app.add_option("--model", model, "a model folder, or a name; the starter when not given");
    app.add_option("--prompt-tokens", wanted.promptTokens, "tokens to read")->check(CLI::Range(1, 1 << 20));
    app.add_option("--generate-tokens", wanted.generateTokens, "tokens to speak")
        ->check(CLI::Range(1, 1 << 20));
    addThreadsOption(app, options.threads);
    addBackendOption(app, options.device);
    addQuantizeOption(app, options);
    app.add_flag("--json", json, "one JSON object on one line");
    if (const auto code = stopAfterParsing(app, std::move(arguments))) return *code;

    const auto folder = app::findModel(model);
    if (!folder) return failed(app, folder.error());
    auto parts = engine::ModelParts::open(*folder, options);
    if (!parts) return failed(app, parts.error());
    auto trial = Trial::open(std::move(*parts), wanted.promptTokens + wanted.generateTokens);
    if (!trial) return failed(app, trial.error());
    auto figures = measure(**trial, wanted);
    if (!figures) return failed(app, figures.error());
    const int threads = options.threads > 0
                            ? options.threads
                            : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    figures->bandwidth = kernels::measureMemoryBandwidth(threads);
    print(*figures, wanted, **trial, threads, json);
    return 0;
}

}  // namespace ctl
