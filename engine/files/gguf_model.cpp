#include "engine/files/gguf_model.h"

#include <fmt/core.h>

#include <algorithm>

#include "engine/files/gguf_config.h"
#include "engine/files/gguf_files.h"
#include "engine/files/gguf_names.h"

namespace engine {
namespace {

constexpr size_t MaxNamed = 1'000'000;  // tensors, once the experts stand alone

// [experts, rows, columns] into `experts` matrices that share its bytes.
base::Result<> sliceExperts(const TensorInfo& stack, const ExpertStack& names,
                            std::vector<TensorInfo>& tensors) {
    if (stack.shape.size() != 3)
        return base::failure(base::Code::BadModel,
                             fmt::format("tensor \"{}\" is not a stack of matrices", stack.name));
    const auto experts = static_cast<size_t>(stack.shape[0]);
    if (experts > MaxNamed - std::min(MaxNamed, tensors.size()))
        return base::failure(base::Code::BadModel,
                             fmt::format("tensor \"{}\": {} experts", stack.name, experts));
    const size_t bytes = experts == 0 ? 0 : stack.data.size() / experts;
    for (size_t i = 0; i < experts; ++i)
        tensors.push_back({fmt::format("{}{}{}", names.prefix, i, names.projection),
                           stack.type,
                           {stack.shape[1], stack.shape[2]},
                           stack.data.subspan(i * bytes, bytes)});
    return {};
}

}  // namespace

base::Result<> GgufModel::nameTensors() {
    GgufTensors byName;
    for (const auto& file : files_)
        for (const TensorInfo& tensor : file->tensors()) byName.emplace(tensor.name, &tensor);
    config_ = TRY(configOfGguf(first().metadata(), byName));
    for (const auto& file : files_) {
        for (const TensorInfo& tensor : file->tensors()) {
            if (tensor.name == "rope_freqs.weight") continue;  // it is in the configuration
            if (const auto stack = expertStack(tensor.name)) {
                TRY(sliceExperts(tensor, *stack, tensors_));
                continue;
            }
            tensors_.push_back(tensor);
            tensors_.back().name = checkpointName(tensor.name);
        }
    }
    return {};
}

base::Result<std::unique_ptr<GgufModel>> GgufModel::open(const std::filesystem::path& path) {
    auto files = TRY(openGgufFiles(path));
    std::unique_ptr<GgufModel> result(new GgufModel(std::move(files)));
    if (auto named = result->nameTensors(); !named)
        return tl::unexpected(std::move(named).error().within(path.string()));
    return result;
}

bool GgufModel::lost() const {
    return std::any_of(files_.begin(), files_.end(), [](const auto& file) { return file->lost(); });
}

bool GgufModel::unchanged() const {
    return std::all_of(files_.begin(), files_.end(), [](const auto& file) { return file->unchanged(); });
}

}  // namespace engine
