// The names of tensors: a .gguf file's own, and those of the published checkpoints that the model reads. Pure
// functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace engine {

// "blk.3.attn_q.weight" -> "model.layers.3.self_attn.q_proj.weight". A name that is not known stays as it is.
std::string checkpointName(std::string_view name);

// A tensor with all routed experts of a layer on top of each other, outermost: "blk.3.ffn_up_exps.weight".
struct ExpertStack {
    std::string prefix;      // "model.layers.3.mlp.experts."
    std::string projection;  // ".up_proj.weight"
};
std::optional<ExpertStack> expertStack(std::string_view name);

}  // namespace engine
