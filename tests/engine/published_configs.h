// The published config.json of each family, the keys that matter.
#pragma once

#include "engine/base/json.h"

namespace published {

using engine::Json;

inline Json v3() {
    return Json::parse(R"({
        "architectures": ["DeepseekV3ForCausalLM"], "model_type": "deepseek_v3", "hidden_size": 7168,
        "num_hidden_layers": 61, "first_k_dense_replace": 3, "moe_layer_freq": 1, "intermediate_size": 18432,
        "moe_intermediate_size": 2048, "n_routed_experts": 256, "n_shared_experts": 1, "num_experts_per_tok": 8,
        "n_group": 8, "topk_group": 4, "scoring_func": "sigmoid", "topk_method": "noaux_tc", "norm_topk_prob": true,
        "routed_scaling_factor": 2.5, "num_attention_heads": 128, "num_key_value_heads": 128, "q_lora_rank": 1536,
        "kv_lora_rank": 512, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
        "rms_norm_eps": 1e-06, "rope_theta": 10000, "max_position_embeddings": 163840, "vocab_size": 129280,
        "rope_scaling": {"type": "yarn", "factor": 40, "original_max_position_embeddings": 4096, "beta_fast": 32,
                         "beta_slow": 1, "mscale": 1.0, "mscale_all_dim": 1.0},
        "bos_token_id": 0, "eos_token_id": 1, "tie_word_embeddings": false, "attention_bias": false,
        "hidden_act": "silu", "num_nextn_predict_layers": 1, "torch_dtype": "bfloat16",
        "quantization_config": {"quant_method": "fp8", "fmt": "e4m3", "activation_scheme": "dynamic",
                                "weight_block_size": [128, 128]}})");
}

inline Json v2Lite() {
    return Json::parse(R"({
        "architectures": ["DeepseekV2ForCausalLM"], "model_type": "deepseek_v2", "hidden_size": 2048,
        "num_hidden_layers": 27, "first_k_dense_replace": 1, "moe_layer_freq": 1, "intermediate_size": 10944,
        "moe_intermediate_size": 1408, "n_routed_experts": 64, "n_shared_experts": 2, "num_experts_per_tok": 6,
        "n_group": 1, "topk_group": 1, "scoring_func": "softmax", "topk_method": "greedy", "norm_topk_prob": false,
        "routed_scaling_factor": 1.0, "num_attention_heads": 16, "num_key_value_heads": 16, "q_lora_rank": null,
        "kv_lora_rank": 512, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
        "rms_norm_eps": 1e-06, "rope_theta": 10000, "max_position_embeddings": 163840, "vocab_size": 102400,
        "rope_scaling": {"type": "yarn", "factor": 40, "original_max_position_embeddings": 4096, "beta_fast": 32,
                         "beta_slow": 1, "mscale": 0.707, "mscale_all_dim": 0.707},
        "bos_token_id": 100000, "eos_token_id": 100001, "tie_word_embeddings": false, "hidden_act": "silu"})");
}

inline Json v2() {
    Json json = v2Lite();
    json.update(Json::parse(R"({"hidden_size": 5120, "num_hidden_layers": 60, "intermediate_size": 12288,
        "moe_intermediate_size": 1536, "n_routed_experts": 160, "n_group": 8, "topk_group": 3,
        "topk_method": "group_limited_greedy", "routed_scaling_factor": 16.0, "num_attention_heads": 128,
        "num_key_value_heads": 128, "q_lora_rank": 1536})"));
    return json;
}

inline Json moonlight() {
    Json json = v2Lite();
    json.update(Json::parse(R"({"architectures": ["DeepseekV3ForCausalLM"], "model_type": "deepseek_v3",
        "intermediate_size": 11264, "scoring_func": "sigmoid", "topk_method": "noaux_tc", "norm_topk_prob": true,
        "routed_scaling_factor": 2.446, "rms_norm_eps": 1e-05, "rope_theta": 50000.0, "rope_scaling": null,
        "max_position_embeddings": 8192, "vocab_size": 163840, "num_nextn_predict_layers": 0,
        "eos_token_id": 163585})"));
    return json;
}

inline Json glmFlash() {
    return Json::parse(R"({
        "architectures": ["Glm4MoeLiteForCausalLM"], "model_type": "glm4_moe_lite", "hidden_size": 2048,
        "num_hidden_layers": 47, "intermediate_size": 10240, "moe_intermediate_size": 1536, "n_routed_experts": 64,
        "n_shared_experts": 1, "num_experts_per_tok": 4, "n_group": 1, "topk_group": 1, "norm_topk_prob": true,
        "first_k_dense_replace": 1, "topk_method": "noaux_tc", "routed_scaling_factor": 1.8,
        "num_attention_heads": 20, "num_key_value_heads": 20, "q_lora_rank": 768, "kv_lora_rank": 512,
        "qk_nope_head_dim": 192, "qk_rope_head_dim": 64, "v_head_dim": 256, "rms_norm_eps": 1e-05,
        "max_position_embeddings": 202752, "vocab_size": 154880, "num_nextn_predict_layers": 1,
        "partial_rotary_factor": 1.0, "rope_theta": 1000000, "rope_scaling": null,
        "eos_token_id": [154820, 154827, 154829], "tie_word_embeddings": false, "hidden_act": "silu"})");
}

inline Json distillQwen() {
    return Json::parse(R"({
        "architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_size": 1536, "num_hidden_layers": 28,
        "intermediate_size": 8960, "num_attention_heads": 12, "num_key_value_heads": 2, "rms_norm_eps": 1e-06,
        "rope_theta": 10000, "max_position_embeddings": 131072, "vocab_size": 151936, "use_sliding_window": false,
        "sliding_window": 4096, "max_window_layers": 21, "use_mrope": false, "tie_word_embeddings": false,
        "bos_token_id": 151643, "eos_token_id": 151643, "hidden_act": "silu"})");
}

inline Json distillLlama() {
    return Json::parse(R"({
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32,
        "intermediate_size": 14336, "num_attention_heads": 32, "num_key_value_heads": 8, "rms_norm_eps": 1e-05,
        "rope_theta": 500000.0, "max_position_embeddings": 131072, "vocab_size": 128256, "attention_bias": false,
        "mlp_bias": false, "pretraining_tp": 1, "tie_word_embeddings": false,
        "rope_scaling": {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                         "original_max_position_embeddings": 8192, "rope_type": "llama3"},
        "bos_token_id": 128000, "eos_token_id": 128001, "hidden_act": "silu"})");
}

inline Json smolLm2() {
    return Json::parse(R"({
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 576, "num_hidden_layers": 30,
        "intermediate_size": 1536, "num_attention_heads": 9, "num_key_value_heads": 3, "rms_norm_eps": 1e-05,
        "rope_theta": 100000, "rope_interleaved": false, "rope_scaling": null, "max_position_embeddings": 8192,
        "vocab_size": 49152, "attention_bias": false, "tie_word_embeddings": true, "bos_token_id": 1,
        "eos_token_id": 2, "hidden_act": "silu"})");
}

inline Json kimi() {
    Json json = v3();
    json.update(Json::parse(R"({"model_type": "kimi_k2", "first_k_dense_replace": 1, "n_routed_experts": 384,
        "n_group": 1, "topk_group": 1, "routed_scaling_factor": 2.827, "num_attention_heads": 64,
        "num_key_value_heads": 64, "rope_theta": 50000.0, "max_position_embeddings": 131072, "vocab_size": 163840,
        "num_nextn_predict_layers": 0, "bos_token_id": 163584, "eos_token_id": 163585})"));
    json["rope_scaling"].update({{"factor", 32.0}, {"beta_fast", 1.0}, {"beta_slow", 1.0}});
    return json;
}

// The larger distillations, by what differs from the smallest.
inline Json wider(Json json, int hidden, int layers, int inner, int heads, int keyHeads, int vocabulary) {
    json.update({{"hidden_size", hidden},
                 {"num_hidden_layers", layers},
                 {"intermediate_size", inner},
                 {"num_attention_heads", heads},
                 {"num_key_value_heads", keyHeads},
                 {"vocab_size", vocabulary}});
    return json;
}
inline Json distillQwen7() {
    return wider(distillQwen(), 3584, 28, 18944, 28, 4, 152064);
}
inline Json distillQwen14() {
    return wider(distillQwen(), 5120, 48, 13824, 40, 8, 152064);
}
inline Json distillQwen32() {
    return wider(distillQwen(), 5120, 64, 27648, 40, 8, 152064);
}
inline Json distillLlama70() {
    return wider(distillLlama(), 8192, 80, 28672, 64, 8, 128256);
}

}  // namespace published
