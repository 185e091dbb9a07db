#!/usr/bin/env python3
"""Writes tests/data/gguf_logits: for every architecture of GGUF and every block type what transformers says.

The models are random_gguf.py's; their weights are not kept, gguf_logits_test.cpp makes the same ones. The oracle is
transformers in float32, with weights dequantised by the PyPI package gguf. NAME.json tells the model's metadata and
tensors, and of each kind how its bytes are made; NAME.bin holds int32 tokens, vocabulary, ids[tokens], then for each
kind float32 logits[tokens][vocabulary], little endian. The tests need none of this: run it only to change a case on
purpose. Tried with gguf 0.19, transformers 5.24 and torch 2.15.
"""
import json
import pathlib
import struct

import numpy as np
import torch
import transformers

import random_gguf
from random_gguf import EXPERTS, HEADS, KINDS, MODELS, NOPE, ROPE, VALUE, VOCABULARY, WIDTH

OUT = pathlib.Path(__file__).resolve().parents[1] / "data" / "gguf_logits"
TOKENS = 12
SAME = dict(vocab_size=VOCABULARY, hidden_size=WIDTH, intermediate_size=WIDTH, num_hidden_layers=2,
            max_position_embeddings=256, tie_word_embeddings=False)
LATENT = dict(SAME, num_attention_heads=HEADS, num_key_value_heads=HEADS, q_lora_rank=WIDTH, kv_lora_rank=WIDTH,
              qk_nope_head_dim=NOPE, qk_rope_head_dim=ROPE, v_head_dim=VALUE, first_k_dense_replace=1, rms_norm_eps=1e-6,
              n_routed_experts=EXPERTS, n_shared_experts=1, num_experts_per_tok=2, moe_intermediate_size=WIDTH)


def yarn(mscale):
    return {"rope_type": "yarn", "factor": 8.0, "original_max_position_embeddings": 32, "beta_fast": 32, "beta_slow": 1,
            "mscale": mscale, "mscale_all_dim": mscale}


ORACLES = {
    "llama": ("Llama", dict(SAME, num_attention_heads=4, num_key_value_heads=2, rope_theta=500.0, rms_norm_eps=1e-5,
                            rope_scaling={"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
                                          "high_freq_factor": 4.0, "original_max_position_embeddings": 32})),
    "qwen2": ("Qwen2", dict(SAME, num_attention_heads=8, num_key_value_heads=2, rope_theta=1e6, rms_norm_eps=1e-6,
                            rope_scaling={"rope_type": "linear", "factor": 2.0})),
    "deepseek2": ("DeepseekV2", dict(LATENT, topk_method="greedy", norm_topk_prob=False, routed_scaling_factor=1.0,
                                     rope_scaling=yarn(0.707))),
    "deepseek3": ("DeepseekV3", dict(LATENT, n_group=4, topk_group=2, norm_topk_prob=True, routed_scaling_factor=2.5,
                                     rope_scaling=yarn(1.0))),
}
PARTS = {"attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
         "attn_output": "self_attn.o_proj", "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm",
         "attn_q_a": "self_attn.q_a_proj", "attn_q_a_norm": "self_attn.q_a_layernorm", "attn_q_b": "self_attn.q_b_proj",
         "attn_kv_a_mqa": "self_attn.kv_a_proj_with_mqa", "attn_kv_a_norm": "self_attn.kv_a_layernorm",
         "attn_kv_b": "self_attn.kv_b_proj", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
         "ffn_down": "mlp.down_proj", "ffn_gate_inp": "mlp.gate", "ffn_gate_shexp": "mlp.shared_experts.gate_proj",
         "ffn_up_shexp": "mlp.shared_experts.up_proj", "ffn_down_shexp": "mlp.shared_experts.down_proj"}
WHOLE = {"token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight",
         "output.weight": "lm_head.weight"}


def halves(rows, heads):
    """Llama's files have the two channels of a pair side by side; the oracle has the first of all, then the second."""
    by_head = rows.reshape(heads, -1, 2, *rows.shape[1:])
    return by_head.swapaxes(1, 2).reshape(rows.shape)


def state_of(name, settings, numbers):
    """The oracle's state from the file's tensors."""
    state = {}
    for file, values in numbers.items():
        if file in WHOLE:
            state[WHOLE[file]] = values
            continue
        if not file.startswith("blk."):
            continue
        _, layer, part, kind = file.split(".")
        if name == "llama" and part in ("attn_q", "attn_k"):
            values = halves(values, settings["num_attention_heads" if part == "attn_q" else "num_key_value_heads"])
        if part in PARTS:
            state[f"model.layers.{layer}.{PARTS[part]}.{kind}"] = values
    for i in range(settings["num_hidden_layers"]):
        file, to = f"blk.{i}.", f"model.layers.{i}."
        if file + "attn_k_b.weight" in numbers:
            both = [numbers[file + "attn_k_b.weight"].swapaxes(1, 2), numbers[file + "attn_v_b.weight"]]
            state[to + "self_attn.kv_b_proj.weight"] = np.concatenate(both, axis=1).reshape(-1, WIDTH)
        if file + "ffn_gate_exps.weight" in numbers:
            both = [numbers[file + f"ffn_{part}_exps.weight"] for part in ("gate", "up")]
            state[to + "mlp.experts.gate_up_proj"] = np.concatenate(both, axis=1)
            state[to + "mlp.experts.down_proj"] = numbers[file + "ffn_down_exps.weight"]
        if file + "exp_probs_b.bias" in numbers:
            state[to + "mlp.gate.e_score_correction_bias"] = numbers[file + "exp_probs_b.bias"]
    return {key: torch.from_numpy(np.ascontiguousarray(values)) for key, values in state.items()}


def logits_of(name, model, kind, ids):
    oracle, settings = ORACLES[name]
    config = getattr(transformers, oracle + "Config")(**json.loads(json.dumps(settings)))
    made = getattr(transformers, oracle + "ForCausalLM")(config).float().eval()
    state = state_of(name, settings, {file: numbers for file, _, _, numbers in model.data(kind)})
    missing, unexpected = made.load_state_dict(state, strict=False)
    assert not missing and not unexpected, (missing, unexpected)
    with torch.no_grad():
        return made(torch.from_numpy(ids)[None], use_cache=False).logits[0].float().numpy()


def spec_of(model):
    kinds = {}
    for kind in [*KINDS, "norm"]:
        elements, keep, put = random_gguf.masks(kind)
        kinds[kind] = {"type": int(random_gguf.typed(kind)), "elements": elements, "keep": keep.hex(), "put": put.hex()}
    return {"architecture": model.architecture, "order": KINDS, "kinds": kinds, "keys": model.keys, "tensors": model.tensors}


def main():
    torch.set_num_threads(1)
    OUT.mkdir(parents=True, exist_ok=True)
    for name, make in MODELS.items():
        model = make()
        ids = np.random.default_rng(7).integers(0, VOCABULARY, TOKENS)
        lines = [f"{json.dumps(key)}: " + json.dumps(value).replace("], [", "],\n[").replace("}, ", "},\n")
                 for key, value in spec_of(model).items()]
        (OUT / f"{name}.json").write_text("{" + ",\n".join(lines) + "}\n")
        with open(OUT / f"{name}.bin", "wb") as out:
            out.write(struct.pack(f"<{2 + TOKENS}i", TOKENS, VOCABULARY, *ids.tolist()))
            for kind in KINDS:
                logits = logits_of(name, model, kind, ids)
                out.write(logits.astype("<f4").tobytes())
                print(f"{name} {kind}: logits {logits.min():.3f} to {logits.max():.3f}, deviation {logits.std():.3f}")
    for path in sorted(OUT.iterdir()):
        print(f"{path.stat().st_size:8} {path.name}")


if __name__ == "__main__":
    main()
