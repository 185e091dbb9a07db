#include "engine/files/gguf_names.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace engine {
namespace {

struct Pair {
    std::string_view file;
    std::string_view checkpoint;
};

constexpr Pair WholeModel[] = {
    {"token_embd.weight", "model.embed_tokens.weight"},
    {"output_norm.weight", "model.norm.weight"},
    {"output.weight", "lm_head.weight"},
};

// What stands between "blk.3." and ".weight" or ".bias".
constexpr Pair InLayer[] = {
    {"attn_norm", "input_layernorm"},
    {"ffn_norm", "post_attention_layernorm"},
    {"attn_q", "self_attn.q_proj"},
    {"attn_k", "self_attn.k_proj"},
    {"attn_v", "self_attn.v_proj"},
    {"attn_output", "self_attn.o_proj"},
    {"attn_q_a", "self_attn.q_a_proj"},
    {"attn_q_a_norm", "self_attn.q_a_layernorm"},
    {"attn_q_b", "self_attn.q_b_proj"},
    {"attn_kv_a_mqa", "self_attn.kv_a_proj_with_mqa"},
    {"attn_kv_a_norm", "self_attn.kv_a_layernorm"},
    {"attn_kv_b", "self_attn.kv_b_proj"},
    {"attn_k_b", "self_attn.k_b_proj"},
    {"attn_v_b", "self_attn.v_b_proj"},
    {"ffn_gate", "mlp.gate_proj"},
    {"ffn_up", "mlp.up_proj"},
    {"ffn_down", "mlp.down_proj"},
    {"ffn_gate_inp", "mlp.gate"},
    {"ffn_gate_shexp", "mlp.shared_experts.gate_proj"},
    {"ffn_up_shexp", "mlp.shared_experts.up_proj"},
    {"ffn_down_shexp", "mlp.shared_experts.down_proj"},
    {"nextn.eh_proj", "eh_proj"},
    {"nextn.enorm", "enorm"},
    {"nextn.hnorm", "hnorm"},
    {"nextn.embed_tokens", "embed_tokens"},
    {"nextn.shared_head_head", "shared_head.head"},
    {"nextn.shared_head_norm", "shared_head.norm"},
};

constexpr Pair Stacks[] = {
    {"ffn_gate_exps.weight", ".gate_proj.weight"},
    {"ffn_up_exps.weight", ".up_proj.weight"},
    {"ffn_down_exps.weight", ".down_proj.weight"},
};

template <size_t Size>
std::string_view find(const Pair (&table)[Size], std::string_view name) {
    const auto* found =
        std::find_if(table, table + Size, [&](const Pair& pair) { return pair.file == name; });
    return found == table + Size ? std::string_view() : found->checkpoint;
}

struct LayerName {
    int layer = 0;
    std::string_view rest;
};

std::optional<LayerName> layerName(std::string_view name) {
    constexpr std::string_view Start = "blk.";
    if (!name.starts_with(Start)) return {};
    LayerName result;
    const char* end = name.data() + name.size();
    const auto [after, error] = std::from_chars(name.data() + Start.size(), end, result.layer);
    if (error != std::errc() || result.layer < 0 || after == end || *after != '.') return {};
    result.rest = name.substr(static_cast<size_t>(after - name.data()) + 1);
    return result;
}

}  // namespace

std::string checkpointName(std::string_view name) {
    if (const auto whole = find(WholeModel, name); !whole.empty()) return std::string(whole);
    const auto layer = layerName(name);
    if (!layer) return std::string(name);
    const std::string prefix = fmt::format("model.layers.{}.", layer->layer);
    if (layer->rest == "exp_probs_b.bias" || layer->rest == "exp_probs_b")
        return prefix + "mlp.gate.e_score_correction_bias";
    const size_t dot = layer->rest.rfind('.');
    if (dot == std::string_view::npos) return std::string(name);
    const std::string_view found = find(InLayer, layer->rest.substr(0, dot));
    return found.empty() ? std::string(name)
                         : prefix + std::string(found) + std::string(layer->rest.substr(dot));
}

std::optional<ExpertStack> expertStack(std::string_view name) {
    const auto layer = layerName(name);
    if (!layer) return {};
    const std::string_view projection = find(Stacks, layer->rest);
    if (projection.empty()) return {};
    return ExpertStack{fmt::format("model.layers.{}.mlp.experts.", layer->layer), std::string(projection)};
}

}  // namespace engine
