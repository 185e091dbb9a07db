// inkctl quantize: a smaller copy of a model, matrices in blocks of 8 or 4 bits a number.
#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>

#include "app/config.h"
#include "app/ctl/command_line.h"
#include "app/ctl/interrupts.h"
#include "app/ctl/progress_line.h"
#include "app/installed.h"
#include "engine/base/disk.h"
#include "engine/run/quantized.h"

namespace ctl {
namespace {

using engine::QuantizeOrder;
using engine::QuantizeProgress;
using engine::sizeWords;

// Looks often enough to be calm: the engine tells every few milliseconds.
class Shown {
public:
    void operator()(const QuantizeProgress& now) {
        using Clock = std::chrono::steady_clock;
        const bool another = now.at != at_;
        if (!another && now.done < now.total && Clock::now() - last_ < std::chrono::milliseconds(100)) return;
        last_ = Clock::now();
        at_ = now.at;
        line_.show(fmt::format("{} ({} of {}), {}{}", now.file, now.at, now.files,
                               amountWords(now.done, now.total), pace_.words(now.done, now.total)),
                   fmt::format("{} {}", now.at, tenthOf(now.done, now.total)));
    }
    void end() { line_.end(); }

private:
    ProgressLine line_;
    Pace pace_;
    size_t at_ = 0;
    std::chrono::steady_clock::time_point last_;
};

void report(const engine::Quantized& made, const QuantizeOrder& order) {
    const std::string folder = order.target.string();
    fmt::print("{} {}: {}, from {}\n", folder, made.already ? "was there already" : "is done",
               sizeWords(made.bytesAfter), sizeWords(made.bytesBefore));
    fmt::print("  {} tensors as Q8_0, {} as Q4_0, {} as they were\n", made.q8, made.q4, made.kept);
    if (order.to == engine::Quantization::Q4 && made.q4 == 0)
        fmt::print("  The model has no routed experts that become blocks: this is what --to q8 makes.\n");
    fmt::print("Talk to it with: inkctl chat --model {}\n", folder);
}

QuantizeOrder orderOf(const std::filesystem::path& source, const std::string& to, const std::string& out,
                      int threads) {
    QuantizeOrder order{.to = *engine::quantizationNamed(to), .target = out, .threads = threads};
    if (!out.empty()) return order;
    std::error_code error;
    const auto whole = std::filesystem::canonical(source, error);
    order.target = app::modelsFolder() / fmt::format("{}-{}", whole.filename().string(), to);
    return order;
}

}  // namespace

int quantizeCommand(Arguments arguments) {
    CLI::App app(
        "Makes a smaller copy of a model folder, which every command takes as --model. Norms, biases and the "
        "router stay as they are. Needs little memory, whatever the model's size. What is finished is kept: "
        "after Ctrl+C, a kill or a loss of power the same command goes on where it was.",
        "inkctl quantize");
    std::string source, to, out;
    int threads = 0;
    app.add_option("SOURCE", source, "a model folder of safetensors, or a name (inkctl models lists them)")
        ->required();
    app.add_option("--to", to, "q8: all matrices at 8 bit; q4: the routed experts at 4, the rest at 8")
        ->required()
        ->check(CLI::IsMember({"q8", "q4"}));
    app.add_option(
        "--out", out,
        "a folder that is new or empty; NAME-q4 in " + app::modelsFolder().string() + " when not given");
    addThreadsOption(app, threads);
    if (const auto code = stopAfterParsing(app, std::move(arguments))) return *code;

    const auto folder = app::findModel(source);
    if (!folder) return failed(app, folder.error());
    std::stop_source stop;
    const Interrupts interrupts([&] {
        if (!stop.request_stop()) _exit(130);  // pressed again: at once
    });
    const QuantizeOrder order = orderOf(*folder, to, out, threads);
    Shown shown;
    const auto made = engine::quantizeModel(*folder, order, std::ref(shown), stop.get_token());
    shown.end();
    if (!made) return failed(app, made.error());
    report(*made, order);
    return 0;
}

}  // namespace ctl
