#include "engine/files/quantization.h"

#include <fmt/core.h>

#include <algorithm>

namespace engine {
namespace {

using kernels::Type;

constexpr std::string_view Weight = ".weight";
constexpr std::string_view Scale = ".weight_scale_inv";

bool isExpert(std::string_view name) {
    return name.find(".mlp.experts.") != std::string_view::npos;
}

// Few numbers that decide much: an expert is chosen by them.
bool isRouter(std::string_view name) {
    return name.ends_with(".mlp.gate.weight");
}

bool becomesBlocks(const TensorInfo& tensor, Type blocks) {
    const bool numbers = tensor.type == Type::F32 || tensor.type == Type::F16 || tensor.type == Type::BF16 ||
                         tensor.type == Type::F8E4M3;
    return numbers && tensor.shape.size() == 2 && tensor.name.ends_with(Weight) && !isRouter(tensor.name) &&
           tensor.elements() > 0 && tensor.shape[1] % kernels::blockOf(blocks).elements == 0;
}

Type typeFor(const TensorInfo& tensor, Quantization to) {
    const Type blocks = isExpert(tensor.name) ? expertsType(to) : Type::Q8_0;
    if (becomesBlocks(tensor, blocks)) return blocks;
    return tensor.type == Type::F8E4M3 ? Type::F32 : tensor.type;
}

// "x.weight" for "x.weight_scale_inv", when that is a weight of FP8.
bool scalesFp8(const ModelFolder& folder, const std::string& name) {
    if (!name.ends_with(Scale)) return false;
    const TensorInfo* weight = folder.find(name.substr(0, name.size() - Scale.size()) + std::string(Weight));
    return weight && weight->type == Type::F8E4M3;
}

base::Result<const TensorInfo*> scalesOf(const ModelFolder& folder, const TensorInfo& weight) {
    constexpr int64_t Block = kernels::Tensor::ScaleBlock;
    const auto refuse = [&](std::string_view what) {
        return base::failure(base::Code::BadModel, fmt::format("{}: tensor \"{}\": is FP8, {}",
                                                               folder.path().string(), weight.name, what));
    };
    if (weight.shape.size() != 2 || !weight.name.ends_with(Weight))
        return refuse("but no matrix with scales");
    const TensorInfo* scales =
        folder.find(weight.name.substr(0, weight.name.size() - Weight.size()) + std::string(Scale));
    if (!scales) return refuse("but its scales (weight_scale_inv) are missing");
    const std::vector<int64_t> shape{(weight.shape[0] + Block - 1) / Block,
                                     (weight.shape[1] + Block - 1) / Block};
    if (scales->type != Type::F32 || scales->shape != shape)
        return refuse("but its scales (weight_scale_inv) are not one F32 for every 128 x 128 numbers");
    return scales;
}

int64_t widthOf(Type type) {
    return kernels::isBlocked(type) ? 1 : static_cast<int64_t>(kernels::bytesOf(type));
}

}  // namespace

std::string_view nameOf(Quantization quantization) {
    switch (quantization) {
        case Quantization::Q8: return "q8";
        case Quantization::Q4: return "q4";
        case Quantization::None: break;
    }
    return "none";
}

std::optional<Quantization> quantizationNamed(std::string_view name) {
    for (const Quantization one : {Quantization::None, Quantization::Q8, Quantization::Q4})
        if (name == nameOf(one)) return one;
    return {};
}

kernels::Type expertsType(Quantization quantization) {
    return quantization == Quantization::Q4 ? Type::Q4_0 : Type::Q8_0;
}

base::Result<std::vector<TensorPlan>> planShard(const ModelFolder& folder, const Safetensors& shard,
                                                Quantization to) {
    std::vector<TensorPlan> plans;
    for (const TensorInfo& tensor : shard.tensors()) {
        if (scalesFp8(folder, tensor.name)) continue;
        TensorPlan plan{&tensor, nullptr, typeFor(tensor, to)};
        if (tensor.type == Type::F8E4M3) plan.scales = TRY(scalesOf(folder, tensor));
        plans.push_back(plan);
    }
    std::stable_sort(plans.begin(), plans.end(), [](const TensorPlan& a, const TensorPlan& b) {
        return widthOf(a.type) > widthOf(b.type);
    });
    return plans;
}

}  // namespace engine
