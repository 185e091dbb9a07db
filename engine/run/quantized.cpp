#include "engine/run/quantized.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/files/unfinished_copy.h"
#include "kernels/base/log.h"
#include "kernels/devices.h"

namespace engine {
namespace {

namespace fs = std::filesystem;

constexpr int64_t Steps = 200;  // of progress, at most

// Finished, and sound as far as opening it tells.
bool isSound(const fs::path& copy) {
    const auto folder = ModelFolder::open(copy);
    if (folder) return true;
    if (folder.error().code != base::Code::NotFound)
        base::log::info("run", "not used: {}", folder.error().message);
    return false;
}

// What a kill left is gone on with; anything else that is no model has no use.
void clearUnlessBegun(const fs::path& copy) {
    std::error_code error;
    if (!fs::exists(copy / "config.json", error) && UnfinishedCopy::read(copy)) return;
    if (fs::exists(copy, error)) base::log::warn("run", "{}: is damaged: made anew", copy.string());
    fs::remove_all(copy, error);
}

// As loading would, but for the numbers: those are all looked at when they become blocks.
base::Result<> check(const ModelFolder& folder, const std::stop_token& stop) {
    const Config config = TRY(Config::parse(folder.config()));
    const auto backend = TRY(kernels::makeBackend("reference"));
    TRY(Weights::open(folder, config, *backend,
                      {.checkOnly = true, .progress = [&](int64_t) { return !stop.stop_requested(); }}));
    return {};
}

base::Result<> makeCopy(const fs::path& source, const QuantizeOrder& order, const LoadProgress& progress) {
    std::stop_source stop;
    int64_t shown = -1;
    const auto told = [&](const QuantizeProgress& now) {
        const int64_t step = now.total > 0 ? now.done * Steps / now.total : 0;
        if (std::exchange(shown, step) == step) return;
        if (!progress(now.done, now.total)) stop.request_stop();
    };
    const auto made = TRY(quantizeModel(source, order, told, stop.get_token()));
    base::log::info("run", "quantised {} to {}: {} of {} bytes", source.string(), order.target.string(),
                    made.bytesAfter, made.bytesBefore);
    return {};
}

}  // namespace

base::Result<Quantized> quantizeModel(const fs::path& source, const QuantizeOrder& order,
                                      const QuantizeTold& told, const std::stop_token& stop) {
    TRY(checkArchitecture(source));
    const auto folder = TRY(ModelFolder::open(source));
    TRY(checkQuantizable(*folder));
    if (auto sound = check(*folder, stop); !sound)
        return tl::unexpected(std::move(sound).error().within(folder->path().string()));
    return quantizeFolder(*folder, order, told, stop);
}

base::Result<fs::path> placeOf(const fs::path& source, const LocalOptions& options,
                               const LoadProgress& progress) {
    if (options.quantize == Quantization::None) return source;
    if (options.quantizedFolder.empty())
        return base::failure(base::Code::Invalid,
                             "a quantised model was asked for, but no folder to keep it in: choose one");
    const auto folder = TRY(ModelFolder::open(source));
    TRY(checkQuantizable(*folder));
    const std::string key = TRY(quantizedKey(*folder, options.quantize));
    const fs::path copy =
        options.quantizedFolder / key / fmt::format("{}-{}", folder->name(), nameOf(options.quantize));
    if (isSound(copy)) return copy;
    clearUnlessBegun(copy);
    TRY(makeCopy(source,
                 {.to = options.quantize,
                  .target = copy,
                  .threads = options.threads,
                  .targetOption = "XDG_CACHE_HOME"},
                 progress));
    return copy;
}

}  // namespace engine
