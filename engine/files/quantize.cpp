#include "engine/files/quantize.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "engine/base/disk.h"
#include "engine/base/new_file.h"
#include "engine/files/shard_writer.h"
#include "engine/files/source_key.h"
#include "engine/files/target_folder.h"

namespace engine {
namespace {

namespace fs = std::filesystem;

constexpr const char* SourceKey = "inkstone.source";
constexpr const char* IndexName = "model.safetensors.index.json";

struct Shard {
    const Safetensors* file = nullptr;
    std::vector<TensorPlan> tensors;
    int64_t sourceBytes = 0, bytes = 0;
    bool finished = false;  // by an earlier run

    std::string name() const { return file->path().filename().string(); }
};

base::Result<std::vector<Shard>> planAll(const ModelFolder& source, Quantization to) {
    std::vector<Shard> shards;
    for (const auto& file : source.shards()) {
        Shard shard;
        shard.file = file.get();
        shard.tensors = TRY(planShard(source, *file, to));
        for (const TensorInfo& tensor : file->tensors())
            shard.sourceBytes += static_cast<int64_t>(tensor.data.size());
        for (const TensorPlan& plan : shard.tensors) shard.bytes += plan.bytes();
        shards.push_back(std::move(shard));
    }
    return shards;
}

Quantized countOf(const std::vector<Shard>& shards) {
    Quantized counts;
    for (const Shard& shard : shards) {
        counts.bytesBefore += shard.sourceBytes;
        counts.bytesAfter += shard.bytes;
        for (const TensorPlan& plan : shard.tensors)
            ++(plan.type == kernels::Type::Q8_0   ? counts.q8
               : plan.type == kernels::Type::Q4_0 ? counts.q4
                                                  : counts.kept);
    }
    return counts;
}

class Quantizing {
public:
    Quantizing(const ModelFolder& source, const QuantizeOrder& order, const QuantizeTold& told,
               const std::stop_token& stop)
        : source_(source), order_(order), told_(told), stop_(stop) {}

    base::Result<Quantized> run() {
        TRY(checkQuantizable(source_));
        key_ = TRY(quantizedKey(source_, order_.to));
        shards_ = TRY(planAll(source_, order_.to));
        Quantized counts = countOf(shards_);
        target_ = TRY(TargetFolder::open(order_.target,
                                         {source_.path().string(), std::string(nameOf(order_.to)), key_}));
        counts.already = target_->complete();
        if (counts.already) return counts;
        TRY(checkSpace());
        TRY(writeShards());
        TRY(copyCompanions());
        TRY(writeNewFile(target_->path() / IndexName, index().dump(1)));
        if (!source_.unchanged())
            return base::failure(base::Code::Busy,
                                 fmt::format("{}: changed while it was read: begin anew in another folder",
                                             source_.path().string()));
        Json config = source_.config();
        config["quantization_config"] = TargetFolder::mark(std::string(nameOf(order_.to)), key_);
        TRY(target_->finish(config));
        return counts;
    }

private:
    fs::path targetOf(const Shard& shard) const { return target_->path() / shard.name(); }

    // Whole, and made of the source as it is now: both stand in its header.
    bool isFinished(const Shard& shard) const {
        const auto file = Safetensors::open(targetOf(shard));
        if (!file || (*file)->tensors().size() != shard.tensors.size()) return false;
        const auto mark = (*file)->metadata().find(SourceKey);
        return mark != (*file)->metadata().end() && mark->second == key_;
    }

    base::Result<> checkSpace() {
        int64_t wanted = 0;
        for (Shard& shard : shards_) {
            std::error_code none;
            fs::remove(partialOf(targetOf(shard)), none);
            shard.finished = isFinished(shard);
            if (!shard.finished) wanted += shard.bytes;
        }
        return checkRoom(target_->path(), wanted, order_.targetOption);
    }

    base::Result<> writeShards() {
        const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
        QuantizeProgress progress{.files = shards_.size()};
        for (const Shard& shard : shards_) progress.total += shard.sourceBytes;
        for (const Shard& shard : shards_) {
            progress.file = shard.name();
            ++progress.at;
            told_(progress);
            const int64_t after = progress.done + shard.sourceBytes;
            if (!shard.finished)
                TRY(writeShard(
                    {.path = targetOf(shard),
                     .tensors = shard.tensors,
                     .shard = *shard.file,
                     .metadata = {{SourceKey, key_}},
                     .threads = order_.threads > 0 ? order_.threads : cores},
                    [&](int64_t bytes) {
                        progress.done += bytes;
                        told_(progress);
                    },
                    stop_));
            progress.done = after;  // scales of FP8, too
        }
        told_(progress);
        return {};
    }

    base::Result<> copyCompanions() const {
        for (const fs::path& path : companionsOf(source_.path())) {
            const auto file = TRY(MappedFile::open(path));
            const auto bytes = file->bytes();
            TRY(writeNewFile(target_->path() / path.filename(),
                             {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
        }
        return {};
    }

    Json index() const {
        Json map = Json::object();
        int64_t bytes = 0;
        for (const Shard& shard : shards_) {
            bytes += shard.bytes;
            for (const TensorPlan& plan : shard.tensors) map[plan.from->name] = shard.name();
        }
        return {{"metadata", {{"total_size", bytes}}}, {"weight_map", std::move(map)}};
    }

    const ModelFolder& source_;
    const QuantizeOrder& order_;
    const QuantizeTold& told_;
    const std::stop_token& stop_;
    std::string key_;
    std::vector<Shard> shards_;
    std::unique_ptr<TargetFolder> target_;
};

}  // namespace

base::Result<> checkQuantizable(const ModelFolder& source) {
    const auto refuse = [&](std::string_view why) {
        return base::failure(base::Code::Unsupported, fmt::format("{}: {}", source.path().string(), why));
    };
    if (source.gguf())
        return refuse(
            "is a GGUF file, whose numbers are used as they are: choose the folder of safetensors that it "
            "was "
            "made from");
    if (TargetFolder::isMarked(source.config()))
        return refuse("is quantised already: choose the folder that it was made from");
    return {};
}

base::Result<std::string> quantizedKey(const ModelFolder& source, Quantization to) {
    return sourceKey(source, fmt::format("quantised, format 1, {}", nameOf(to)));
}

base::Result<Quantized> quantizeFolder(const ModelFolder& source, const QuantizeOrder& order,
                                       const QuantizeTold& told, const std::stop_token& stop) {
    return Quantizing(source, order, told, stop).run();
}

}  // namespace engine
