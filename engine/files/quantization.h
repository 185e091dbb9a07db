// What becomes of each tensor when a model folder is quantised. Values and pure functions, any thread.
//
//   q8   matrices as Q8_0                      q4   the same, the routed experts' as Q4_0
//
// As they are: norms, biases, the router's matrix, what is no matrix, and what is not a whole number of
// blocks wide. FP8 leaves its block scales behind: what of it does not become blocks is widened to F32.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/files/model_folder.h"

namespace engine {

enum class Quantization : uint8_t { None, Q8, Q4 };
std::string_view nameOf(Quantization quantization);                    // "none", "q8", "q4"
std::optional<Quantization> quantizationNamed(std::string_view name);  // unset: another word
kernels::Type expertsType(Quantization quantization);                  // of the routed experts

struct TensorPlan {
    const TensorInfo* from = nullptr;
    const TensorInfo* scales = nullptr;  // only of FP8
    kernels::Type type = kernels::Type::F32;

    bool same() const { return type == from->type; }
    int64_t bytes() const { return kernels::bytesOf(type, from->elements()); }
};

// One shard's tensors in the order to write them, the widest numbers first, so that all lie aligned. Scales
// of FP8 are not among them. Fails with BadModel, naming the tensor, where FP8 has no scales that fit.
base::Result<std::vector<TensorPlan>> planShard(const ModelFolder& folder, const Safetensors& shard,
                                                Quantization to);

}  // namespace engine
