// What a .gguf file says about its model, as the config.json that the same model is published with, so that
// one reader (engine/model/config) serves both. Ranges are not judged here. Pure function, any thread.
//
// Architectures: llama -> LlamaForCausalLM, qwen2 -> Qwen2ForCausalLM, deepseek2 -> DeepseekV3ForCausalLM or
// DeepseekV2ForCausalLM, by the router. Three things that config.json of these families does not say are
// always given: "rope_interleave" (llama and deepseek2 store rows for neighbouring pairs), "head_dim" for the
// first two, and, when rope_freqs.weight is none of the published tables of Llama 3, "rope_scaling" of the
// "rope_type" "frequency_factors", whose list divides the inverse frequencies one by one.
#pragma once

#include <string_view>
#include <unordered_map>

#include "engine/base/json.h"
#include "engine/files/gguf_metadata.h"
#include "engine/files/tensor_file.h"
#include "kernels/base/result.h"

namespace engine {

using GgufTensors = std::unordered_map<std::string_view, const TensorInfo*>;  // by the file's own names

// Unsupported: another architecture, named, or one of its switches. BadModel: a key is missing or of a wrong
// kind.
base::Result<Json> configOfGguf(const GgufMetadata& metadata, const GgufTensors& tensors);

// Unsupported, naming it, when the file is of an architecture that is none of these; nothing when it does
// not say.
base::Result<> checkGgufArchitecture(const GgufMetadata& metadata);

}  // namespace engine
