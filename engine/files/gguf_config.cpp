#include "engine/files/gguf_config.h"

#include <fmt/core.h>

#include <algorithm>

#include "engine/files/gguf_keys.h"
#include "engine/files/gguf_rope.h"
#include "kernels/base/log.h"

namespace engine {
namespace {

using base::Code;

constexpr int64_t SigmoidGate = 2;  // expert_gating_func: 1 is softmax

base::Result<> setSizes(Json& config, const GgufKeys& keys, const GgufTensors& tensors) {
    const auto table = tensors.find("token_embd.weight");
    if (table == tensors.end() || table->second->shape.size() != 2)
        return base::failure(Code::BadModel, "tensor \"token_embd.weight\" is missing or has no rows");
    const int64_t drafts = TRY(keys.integer("nextn_predict_layers", 0));
    config["vocab_size"] = table->second->shape[0];
    config["hidden_size"] = TRY(keys.integer("embedding_length"));
    config["intermediate_size"] = TRY(keys.integer("feed_forward_length"));
    config["num_hidden_layers"] = TRY(keys.integer("block_count")) - drafts;
    if (drafts != 0) config["num_nextn_predict_layers"] = drafts;
    config["num_attention_heads"] = TRY(keys.integer("attention.head_count"));
    config["max_position_embeddings"] = TRY(keys.integer("context_length"));
    config["rms_norm_eps"] = TRY(keys.number("attention.layer_norm_rms_epsilon"));
    config["hidden_act"] = "silu";
    config["tie_word_embeddings"] = !tensors.contains("output.weight");
    return {};
}

void setTokens(Json& config, const GgufMetadata& metadata) {
    Json ends = Json::array();
    for (const char* key :
         {"tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"}) {
        const auto id = metadata.integer(key);
        if (id && std::find(ends.begin(), ends.end(), Json(*id)) == ends.end()) ends.push_back(*id);
    }
    if (!ends.empty()) config["eos_token_id"] = ends;
    if (const auto id = metadata.integer("tokenizer.ggml.bos_token_id")) config["bos_token_id"] = *id;
}

// Llama and Qwen2: one head dimension for queries, keys and values.
base::Result<> setPlainAttention(Json& config, const GgufKeys& keys, const GgufTensors& tensors) {
    const auto heads = config["num_attention_heads"].get<int64_t>();
    const auto hidden = config["hidden_size"].get<int64_t>();
    const int64_t headDim = TRY(keys.integer("attention.key_length", heads > 0 ? hidden / heads : 0));
    config["head_dim"] = headDim;
    config["num_key_value_heads"] = TRY(keys.integer("attention.head_count_kv", heads));
    config["attention_bias"] = tensors.contains("blk.0.attn_q.bias");
    for (const char* key : {"attention.value_length", "rope.dimension_count"})
        if (const int64_t other = TRY(keys.integer(key, headDim)); other != headDim)
            return base::failure(
                Code::Unsupported,
                fmt::format("\"{}\" is {}, but a head is {} wide: models built like that cannot "
                            "be run by this version",
                            key, other, headDim));
    return {};
}

base::Result<Json> plainConfig(const char* architecture, const char* modelType, bool interleave,
                               const GgufKeys& keys, const GgufTensors& tensors) {
    if (TRY(keys.integer("expert_count", 0)) > 0)
        return base::failure(
            Code::Unsupported,
            fmt::format("a model of the architecture \"{}\" with experts cannot be run by this "
                        "version",
                        modelType));
    Json config = {{"architectures", {architecture}}, {"model_type", modelType}};
    TRY(setSizes(config, keys, tensors));
    TRY(setPlainAttention(config, keys, tensors));
    TRY(setRope(config, keys, tensors, interleave));
    return config;
}

// Files with the two halves of kv_b_proj apart give the widths of the absorbed form as key_length and
// value_length, and those of the published form as key_length_mla and value_length_mla.
base::Result<> setLatentAttention(Json& config, const GgufKeys& keys) {
    const int64_t rope = TRY(keys.integer("rope.dimension_count"));
    const bool apart = keys.has("attention.key_length_mla");
    const int64_t key = TRY(keys.integer(apart ? "attention.key_length_mla" : "attention.key_length"));
    config["qk_rope_head_dim"] = rope;
    config["qk_nope_head_dim"] = key - rope;
    config["v_head_dim"] = TRY(keys.integer(apart ? "attention.value_length_mla" : "attention.value_length"));
    config["kv_lora_rank"] = TRY(keys.integer("attention.kv_lora_rank"));
    config["q_lora_rank"] = TRY(keys.integer("attention.q_lora_rank", 0));
    config["num_key_value_heads"] = config["num_attention_heads"];
    config["attention_bias"] = false;
    return {};
}

// Until autumn 2025 converters left the groups out. Two published shapes have some.
struct Groups {
    int64_t groups, kept;
};
Groups publishedGroups(int64_t experts, int64_t layers) {
    if (experts == 256 && layers == 61) return {8, 4};  // DeepSeek-V3, R1, V3.1
    if (experts == 160 && layers == 60) return {8, 3};  // DeepSeek-V2, V2.5
    return {1, 1};
}

base::Result<> setGroups(Json& config, const GgufKeys& keys) {
    Groups groups = publishedGroups(config["n_routed_experts"].get<int64_t>(),
                                    config["num_hidden_layers"].get<int64_t>());
    if (!keys.has("expert_group_count") && groups.groups > 1)
        base::log::info("files",
                        "the file does not say how experts are grouped: {} groups, {} kept, as published",
                        groups.groups, groups.kept);
    groups.groups = TRY(keys.integer("expert_group_count", groups.groups));
    groups.kept = TRY(keys.integer("expert_group_used_count", groups.kept));
    config["n_group"] = std::max<int64_t>(groups.groups, 1);
    config["topk_group"] = std::max<int64_t>(groups.kept, 1);
    return {};
}

base::Result<> setExperts(Json& config, const GgufKeys& keys, bool sigmoid, bool bias) {
    config["moe_intermediate_size"] = TRY(keys.integer("expert_feed_forward_length"));
    config["num_experts_per_tok"] = TRY(keys.integer("expert_used_count"));
    config["n_shared_experts"] = TRY(keys.integer("expert_shared_count", 0));
    config["first_k_dense_replace"] = TRY(keys.integer("leading_dense_block_count", 0));
    config["norm_topk_prob"] = TRY(keys.boolean("expert_weights_norm", false));
    config["routed_scaling_factor"] = TRY(keys.number("expert_weights_scale", 1));
    TRY(setGroups(config, keys));
    config["scoring_func"] = sigmoid ? "sigmoid" : "softmax";
    config["topk_method"] = bias                           ? "noaux_tc"
                            : config["n_group"] == Json(1) ? "greedy"
                                                           : "group_limited_greedy";
    return {};
}

bool hasCorrectionBias(const GgufTensors& tensors) {
    return std::any_of(tensors.begin(), tensors.end(), [](const auto& tensor) {
        return tensor.first.find(".exp_probs_b") != std::string_view::npos;
    });
}

base::Result<Json> deepseekConfig(const GgufKeys& keys, const GgufTensors& tensors) {
    const int64_t experts = TRY(keys.integer("expert_count", 0));
    const bool bias = hasCorrectionBias(tensors);
    const int64_t gate = TRY(keys.integer("expert_gating_func", bias || experts == 0 ? SigmoidGate : 1));
    const bool third = bias || gate == SigmoidGate;
    Json config = {{"architectures", {third ? "DeepseekV3ForCausalLM" : "DeepseekV2ForCausalLM"}},
                   {"model_type", third ? "deepseek_v3" : "deepseek_v2"}};
    TRY(setSizes(config, keys, tensors));
    TRY(setLatentAttention(config, keys));
    config["n_routed_experts"] = experts;
    if (experts > 0) TRY(setExperts(config, keys, gate == SigmoidGate, bias));
    TRY(setRope(config, keys, tensors, true));
    return config;
}

tl::unexpected<base::Error> unknown(std::string_view architecture) {
    return base::failure(
        Code::Unsupported,
        fmt::format("the architecture \"{}\" cannot be run by this version: choose a model of the "
                    "architecture llama, qwen2 or deepseek2",
                    architecture.substr(0, 80)));
}

base::Result<Json> llamaConfig(const GgufKeys& keys, const GgufTensors& tensors) {
    return plainConfig("LlamaForCausalLM", "llama", true, keys, tensors);
}

base::Result<Json> qwen2Config(const GgufKeys& keys, const GgufTensors& tensors) {
    return plainConfig("Qwen2ForCausalLM", "qwen2", false, keys, tensors);
}

struct Known {
    std::string_view architecture;
    base::Result<Json> (*config)(const GgufKeys& keys, const GgufTensors& tensors);
};

constexpr Known Architectures[] = {
    {"llama", llamaConfig}, {"qwen2", qwen2Config}, {"deepseek2", deepseekConfig}};

const Known* find(std::string_view architecture) {
    for (const Known& known : Architectures)
        if (known.architecture == architecture) return &known;
    return nullptr;
}

}  // namespace

base::Result<> checkGgufArchitecture(const GgufMetadata& metadata) {
    const auto architecture = metadata.text("general.architecture");
    if (!architecture || find(*architecture)) return {};
    return unknown(*architecture);
}

base::Result<Json> configOfGguf(const GgufMetadata& metadata, const GgufTensors& tensors) {
    const auto architecture = metadata.text("general.architecture");
    if (!architecture) return base::failure(Code::BadModel, "\"general.architecture\" is missing");
    const Known* known = find(*architecture);
    if (!known) return unknown(*architecture);
    Json config = TRY(known->config(GgufKeys(metadata, std::string(*architecture)), tensors));
    setTokens(config, metadata);
    return config;
}

}  // namespace engine
