#!/usr/bin/env python3
"""Writes tests/data/golden: tiny random DeepSeek-V3 models and the logits an independent program gives them.

The oracle is DeepseekV3ForCausalLM of Hugging Face transformers (PyTorch, CPU, float32). The tests need neither: run
this only to add or change a case on purpose. Tried with transformers 5.23 and torch 2.15.
Weights stored as BF16 or FP8 are brought back to float32 before the oracle computes with them, so what is compared
is the engine's arithmetic on the very same numbers. Layout of expected.bin: int32 tokens, int32 vocabulary,
int32 ids[tokens], float32 logits[tokens][vocabulary], little endian.
"""
import json
import math
import pathlib
import struct
import sys

import torch
from safetensors.torch import save_file
from transformers import DeepseekV3Config, DeepseekV3ForCausalLM

TOKENS = 70  # over one cache block of 64
FP8_BLOCK = 128

SMALL = dict(
    vocab_size=80, hidden_size=40, intermediate_size=48, moe_intermediate_size=12, num_hidden_layers=2,
    num_attention_heads=3, num_key_value_heads=3, n_shared_experts=1, n_routed_experts=8, num_experts_per_tok=3,
    routed_scaling_factor=2.5, kv_lora_rank=20, q_lora_rank=24, qk_rope_head_dim=8, qk_nope_head_dim=12,
    v_head_dim=12, n_group=1, topk_group=1, norm_topk_prob=True, first_k_dense_replace=1,
    max_position_embeddings=256, rms_norm_eps=1e-6, tie_word_embeddings=False, attention_bias=False,
    hidden_act="silu", num_nextn_predict_layers=0, bos_token_id=0, eos_token_id=1)
GROUPS = dict(n_group=4, topk_group=2)


def yarn(**more):
    return {"rope_scaling": {"type": "yarn", "factor": 8.0, "original_max_position_embeddings": 32,
                             "beta_fast": 32, "beta_slow": 1, **more}}


CASES = {
    "plain": dict(),
    "no_q_lora": dict(q_lora_rank=None, n_shared_experts=2, num_experts_per_tok=2),
    "groups": dict(**GROUPS, routed_scaling_factor=1.7),
    "groups_unnormalised": dict(**GROUPS, q_lora_rank=None, norm_topk_prob=False, routed_scaling_factor=1.3),
    "yarn": dict(**GROUPS, **yarn(mscale=1.0, mscale_all_dim=1.0), v_head_dim=20, first_k_dense_replace=0,
                 num_hidden_layers=1),
    "yarn_uneven": dict(**yarn(mscale=1.0, mscale_all_dim=0.707), rope_theta=50000.0),
    "yarn_plain": dict(rope_parameters={"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0,
                                        "original_max_position_embeddings": 64, "beta_fast": 1, "beta_slow": 1}),
    "linear_rope": dict(rope_scaling={"type": "linear", "factor": 3.0}, q_lora_rank=None),
    "half_split_bias": dict(rope_interleave=False, attention_bias=True, tie_word_embeddings=True,
                            n_shared_experts=0, v_head_dim=16),
    "all_dense": dict(first_k_dense_replace=2, rms_norm_eps=1e-5, num_hidden_layers=2),
    "bf16_sharded": dict(**GROUPS, store="bf16", shards=2, **yarn(mscale=0.707, mscale_all_dim=0.707)),
    "fp8": dict(**GROUPS, store="fp8", hidden_size=136, num_hidden_layers=1, first_k_dense_replace=0,
                moe_intermediate_size=16, vocab_size=64, num_attention_heads=4, num_key_value_heads=4, qk_nope_head_dim=24,
                qk_rope_head_dim=16, v_head_dim=36, kv_lora_rank=48, q_lora_rank=40, **yarn(mscale=1.0, mscale_all_dim=1.0)),
    "fp8_no_q_lora": dict(store="fp8", q_lora_rank=None, hidden_size=136, intermediate_size=132,
                          moe_intermediate_size=16, vocab_size=48, kv_lora_rank=132, num_attention_heads=2,
                          num_key_value_heads=2, n_routed_experts=4, num_experts_per_tok=2, rope_interleave=False),
}


def randomise(model, generator):
    for name, value in list(model.named_parameters()) + list(model.named_buffers()):
        if "inv_freq" in name:
            continue
        noise = torch.randn(value.shape, generator=generator)
        if name.endswith("norm.weight"):
            value.data = 1 + 0.2 * noise
        elif name.endswith("e_score_correction_bias"):
            value.data = 0.15 * noise  # large enough to change what is chosen
        elif name.endswith(".bias"):
            value.data = 0.3 * noise
        elif name.endswith("embed_tokens.weight"):
            value.data = noise
        else:
            value.data = noise * 1.6 / math.sqrt(value.shape[-1])


def official(model):
    """State in the published layout: one matrix for each expert."""
    tensors = {}
    for name, value in model.state_dict().items():
        if name.endswith("experts.gate_up_proj"):
            for i, both in enumerate(value):
                gate, up = both.chunk(2)
                tensors[name.replace("gate_up_proj", f"{i}.gate_proj.weight")] = gate
                tensors[name.replace("gate_up_proj", f"{i}.up_proj.weight")] = up
        elif name.endswith("experts.down_proj"):
            for i, down in enumerate(value):
                tensors[name.replace("down_proj", f"{i}.down_proj.weight")] = down
        elif value.numel() > 0:
            tensors[name] = value
    return {name: value.clone().contiguous() for name, value in tensors.items()}


def to_fp8(weight):
    rows, columns = weight.shape
    scales = torch.zeros(math.ceil(rows / FP8_BLOCK), math.ceil(columns / FP8_BLOCK))
    codes = torch.zeros(weight.shape, dtype=torch.float8_e4m3fn)
    back = torch.zeros(weight.shape)
    for i in range(scales.shape[0]):
        for j in range(scales.shape[1]):
            part = (slice(i * FP8_BLOCK, (i + 1) * FP8_BLOCK), slice(j * FP8_BLOCK, (j + 1) * FP8_BLOCK))
            # Uneven scales, so that a wrong block shows.
            scale = weight[part].abs().max() / 448 * (1 + 0.5 * ((i + 2 * j) % 3))
            scales[i, j] = scale
            codes[part] = (weight[part] / scale).to(torch.float8_e4m3fn)
            back[part] = codes[part].float() * scale
    return codes, scales, back


def store_as(tensors, kind):
    """What goes into the file, and the float32 values it stands for."""
    stored, values = {}, {}
    for name, value in tensors.items():
        small = value.dim() == 1 or any(part in name for part in ("embed_tokens", "lm_head", "mlp.gate.weight"))
        if kind == "fp8" and not small:
            stored[name], stored[name + "_scale_inv"], values[name] = to_fp8(value)
        elif kind in ("fp8", "bf16") and not name.endswith("correction_bias"):
            stored[name] = value.to(torch.bfloat16)
            values[name] = stored[name].float()
        else:
            stored[name] = values[name] = value
    return stored, values


def load_back(model, values):
    state = model.state_dict()
    for name in state:
        if name.endswith("experts.gate_up_proj"):
            prefix = name[: -len("gate_up_proj")]
            state[name] = torch.stack([torch.cat([values[f"{prefix}{i}.gate_proj.weight"],
                                                  values[f"{prefix}{i}.up_proj.weight"]])
                                       for i in range(state[name].shape[0])])
        elif name.endswith("experts.down_proj"):
            prefix = name[: -len("down_proj")]
            state[name] = torch.stack([values[f"{prefix}{i}.down_proj.weight"] for i in range(state[name].shape[0])])
        elif state[name].numel() > 0:
            state[name] = values[name]
    model.load_state_dict(state)


def write_config(folder, settings, kind):
    config = {"architectures": ["DeepseekV3ForCausalLM"], "model_type": "deepseek_v3", **settings,
              "moe_layer_freq": 1, "scoring_func": "sigmoid", "topk_method": "noaux_tc",
              "torch_dtype": {"f32": "float32"}.get(kind, "bfloat16")}
    config.setdefault("rope_theta", 10000.0)
    config.setdefault("rope_scaling", None)
    if "rope_parameters" in config:  # the newer spelling stands alone
        del config["rope_theta"], config["rope_scaling"]
    if kind == "fp8":
        config["quantization_config"] = {"activation_scheme": "dynamic", "fmt": "e4m3", "quant_method": "fp8",
                                         "weight_block_size": [FP8_BLOCK, FP8_BLOCK]}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")


def write_weights(folder, stored, shards):
    if shards == 1:
        save_file(stored, folder / "model.safetensors")
        return
    names = sorted(stored)
    index = {"metadata": {"total_size": sum(t.numel() * t.element_size() for t in stored.values())}, "weight_map": {}}
    for i in range(shards):
        file = f"model-{i + 1:05}-of-{shards:05}.safetensors"
        part = {name: stored[name] for name in names[i::shards]}
        save_file(part, folder / file)
        index["weight_map"].update({name: file for name in part})
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=1) + "\n")


def make(root, name, changes, seed):
    changes = dict(changes)
    kind = changes.pop("store", "f32")
    shards = changes.pop("shards", 1)
    settings = {**SMALL, **changes}
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()

    generator = torch.Generator().manual_seed(seed)
    model = DeepseekV3ForCausalLM(DeepseekV3Config(**json.loads(json.dumps(settings)))).float().eval()
    randomise(model, generator)
    if settings["tie_word_embeddings"]:
        model.tie_weights()
    tensors = official(model)
    if settings["tie_word_embeddings"]:
        tensors.pop("lm_head.weight")
    stored, values = store_as(tensors, kind)
    if settings["tie_word_embeddings"]:
        values["lm_head.weight"] = values["model.embed_tokens.weight"]
    load_back(model, values)

    ids = torch.randint(0, settings["vocab_size"], (1, TOKENS), generator=generator)
    with torch.no_grad():
        logits = model(ids, use_cache=False).logits[0].float().contiguous()
    write_config(folder, settings, kind)
    write_weights(folder, stored, shards)
    with open(folder / "expected.bin", "wb") as out:
        out.write(struct.pack("<2i", TOKENS, settings["vocab_size"]))
        out.write(struct.pack(f"<{TOKENS}i", *ids[0].tolist()))
        out.write(logits.numpy().tobytes())
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"{name}: {size / 1024:.0f} KiB, logits {logits.min():.3f} to {logits.max():.3f}")


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    root = pathlib.Path(__file__).resolve().parents[1] / "data" / "golden"
    wanted = sys.argv[1:] or list(CASES)
    for i, name in enumerate(CASES):
        if name in wanted:
            make(root, name, CASES[name], seed=1000 + i)


if __name__ == "__main__":
    main()
