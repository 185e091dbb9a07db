"""Writes the trained starter in DeepSeek-V3's published layout: python export.py runs/finished.pt [FOLDER].

FP8 e4m3 with 128x128 scales for every matrix of attention and experts, BF16 for embeddings, head, norms and gates,
F32 for the correction bias; config.json, generation_config.json and Inkstone's own hints beside it.
"""
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

from model import Shape, Starter, quantise

HERE = Path(__file__).parent


def bf16(tensor):
    return tensor.detach().to(torch.bfloat16).contiguous()


def matrix(out, name, weight):
    small, scales = quantise(weight.detach())
    out[f"{name}.weight"] = small.contiguous()
    out[f"{name}.weight_scale_inv"] = scales.contiguous()


def feed_forward(out, name, part):
    for each in ("gate_proj", "up_proj", "down_proj"):
        matrix(out, f"{name}.{each}", getattr(part, each).weight)


def decoder_layer(out, name, layer):
    attention = layer.self_attn
    for each in ("q_a_proj", "q_b_proj", "kv_a_proj_with_mqa", "kv_b_proj", "o_proj"):
        matrix(out, f"{name}.self_attn.{each}", getattr(attention, each).weight)
    for each in ("q_a_layernorm", "kv_a_layernorm"):
        out[f"{name}.self_attn.{each}.weight"] = bf16(getattr(attention, each).weight)
    for each in ("input_layernorm", "post_attention_layernorm"):
        out[f"{name}.{each}.weight"] = bf16(getattr(layer, each).weight)
    mlp = layer.mlp
    if not hasattr(mlp, "gate"):
        return feed_forward(out, f"{name}.mlp", mlp)
    out[f"{name}.mlp.gate.weight"] = bf16(mlp.gate)
    out[f"{name}.mlp.gate.e_score_correction_bias"] = mlp.e_score_correction_bias.detach().float().contiguous()
    for i in range(mlp.gate.shape[0]):
        for each in ("gate_proj", "up_proj", "down_proj"):
            matrix(out, f"{name}.mlp.experts.{i}.{each}", getattr(mlp, each).weight[i])
    feed_forward(out, f"{name}.mlp.shared_experts", mlp.shared_experts)


def tensors_of(model):
    out = {"model.embed_tokens.weight": bf16(model.embed_tokens), "model.norm.weight": bf16(model.norm.weight),
           "lm_head.weight": bf16(model.head())}
    for i, layer in enumerate(model.layers):
        decoder_layer(out, f"model.layers.{i}", layer)
    draft = f"model.layers.{len(model.layers)}"
    decoder_layer(out, draft, model.mtp_layer)
    out[f"{draft}.embed_tokens.weight"] = bf16(model.embed_tokens).clone()
    out[f"{draft}.enorm.weight"] = bf16(model.enorm.weight)
    out[f"{draft}.hnorm.weight"] = bf16(model.hnorm.weight)
    out[f"{draft}.eh_proj.weight"] = bf16(model.eh_proj)
    out[f"{draft}.shared_head.norm.weight"] = bf16(model.mtp_norm.weight)
    out[f"{draft}.shared_head.head.weight"] = bf16(model.head()).clone()
    return out


def config_of(s, context):
    shape = s.as_dict()
    return {"architectures": ["DeepseekV3ForCausalLM"], "model_type": "deepseek_v3", **shape,
            "num_key_value_heads": s.num_attention_heads, "moe_layer_freq": 1, "scoring_func": "sigmoid",
            "topk_method": "noaux_tc", "norm_topk_prob": True, "num_nextn_predict_layers": 1, "hidden_act": "silu",
            "attention_bias": False, "tie_word_embeddings": False, "rope_scaling": None,
            "max_position_embeddings": context, "bos_token_id": 0, "eos_token_id": 1, "torch_dtype": "bfloat16",
            "quantization_config": {"quant_method": "fp8", "fmt": "e4m3", "activation_scheme": "dynamic",
                                    "weight_block_size": [128, 128]}}


def write_json(file, value):
    file.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def main():
    state = torch.load(sys.argv[1])
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else HERE.parent
    model = Starter(Shape(**state["shape"]))
    model.load_state_dict(state["model"])
    save_file(tensors_of(model), str(folder / "model.safetensors"), metadata={"format": "pt"})
    write_json(folder / "config.json", config_of(model.s, 2048))
    write_json(folder / "generation_config.json", {"bos_token_id": 0, "eos_token_id": 1, "do_sample": False,
                                                   "temperature": 0.0})
    # Whoever looks at the window is told as long as the training is not at its end: about six hours on two cores.
    title = "Inkstone starter" if state["tokens"] >= 120e6 else "Inkstone starter (in training)"
    write_json(folder / "inkstone.json", {"title": title, "compact_tools": True, "trained_tokens": state["tokens"]})
    print(f"{(folder / 'model.safetensors').stat().st_size / 1e6:.1f} MB, {state['tokens'] / 1e6:.1f} M tokens seen")


if __name__ == "__main__":
    main()
