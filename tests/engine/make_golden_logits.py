#!/usr/bin/env python3
"""Writes tests/data/golden: tiny random models of each family and the logits an independent program gives them.

The oracle is Hugging Face transformers (PyTorch, CPU, float32): DeepseekV3ForCausalLM and so on. The layer of
multi-token prediction, which it leaves out, is written here after the DeepSeek-V3 report. The tests need neither: run
this only to add or change a case on purpose. Tried with transformers 5.23 and 5.24, and torch 2.15.
Weights stored as BF16, F16 or FP8 are brought back to float32 before the oracle computes with them, so what is compared
is the engine's arithmetic on the very same numbers. Layout of expected.bin: int32 tokens, int32 vocabulary,
int32 ids[tokens], float32 logits[tokens][vocabulary], little endian; draft.bin alike: row i belongs to the second
token after id i, and its ids are those that follow.
"""
import json
import math
import pathlib
import struct
import sys

import torch
from safetensors.torch import save_file
import transformers
from transformers.models.deepseek_v2 import modeling_deepseek_v2

TOKENS = 70  # over one cache block of 64
FP8_BLOCK = 128
KEPT_FROM_FP8 = ("embed_tokens", "lm_head", "mlp.gate.weight", "eh_proj")  # as in the published files

SMALL = dict(
    vocab_size=80, hidden_size=40, intermediate_size=48, moe_intermediate_size=12, num_hidden_layers=2,
    num_attention_heads=3, num_key_value_heads=3, n_shared_experts=1, n_routed_experts=8, num_experts_per_tok=3,
    routed_scaling_factor=2.5, kv_lora_rank=20, q_lora_rank=24, qk_rope_head_dim=8, qk_nope_head_dim=12,
    v_head_dim=12, n_group=1, topk_group=1, norm_topk_prob=True, first_k_dense_replace=1,
    max_position_embeddings=256, rms_norm_eps=1e-6, tie_word_embeddings=False, attention_bias=False,
    hidden_act="silu", num_nextn_predict_layers=0, bos_token_id=0, eos_token_id=1)
GROUPS = dict(n_group=4, topk_group=2)
EIGHT_GROUPS = dict(n_group=8, n_routed_experts=16)


def yarn(**more):
    return {"rope_scaling": {"type": "yarn", "factor": 8.0, "original_max_position_embeddings": 32,
                             "beta_fast": 32, "beta_slow": 1, **more}}


# Model type, then how its published config.json speaks beyond what the oracle's configuration holds.
V3 = dict(moe_layer_freq=1, scoring_func="sigmoid", topk_method="noaux_tc")
FAMILIES = {
    "deepseek_v3": ("DeepseekV3", V3),
    "glm4_moe_lite": ("Glm4MoeLite", dict(topk_method="noaux_tc")),
    "deepseek_v2": ("DeepseekV2", dict(moe_layer_freq=1, scoring_func="softmax")),
    "qwen2": ("Qwen2", dict(use_sliding_window=False)),
    "llama": ("Llama", dict(mlp_bias=False)),
}

# Smaller than SMALL: these came later, and there are more of them.
TINY = dict(SMALL, vocab_size=32, hidden_size=24, intermediate_size=28, moe_intermediate_size=8, num_attention_heads=2,
            num_key_value_heads=2, kv_lora_rank=16, q_lora_rank=16, qk_nope_head_dim=8, v_head_dim=8)
V2 = dict(TINY, store="bf16", model_type="deepseek_v2", topk_method="greedy", norm_topk_prob=False, routed_scaling_factor=1.0,
          n_shared_experts=2)
DENSE = dict(vocab_size=32, hidden_size=24, intermediate_size=28, num_hidden_layers=2, num_attention_heads=4,
             num_key_value_heads=4, max_position_embeddings=256, rms_norm_eps=1e-6, tie_word_embeddings=False,
             hidden_act="silu", bos_token_id=0, eos_token_id=1)
QWEN2 = dict(DENSE, model_type="qwen2")
LLAMA = dict(DENSE, model_type="llama", rms_norm_eps=1e-5, attention_bias=False)
GLM = dict(TINY, store="bf16", model_type="glm4_moe_lite", qk_nope_head_dim=12, v_head_dim=16, rms_norm_eps=1e-5,
           routed_scaling_factor=1.8, n_routed_experts=6)
MSCALE = yarn(mscale=0.707, mscale_all_dim=0.707)

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
    "v3_three_dense": dict(TINY, store="bf16", first_k_dense_replace=3, num_hidden_layers=4, tie_word_embeddings=True,
                           n_shared_experts=0, intermediate_size=24),
    "v3_two_shared": dict(TINY, **GROUPS, store="bf16", n_shared_experts=2, first_k_dense_replace=0,
                          tie_word_embeddings=True),
    "v3_ue8m0": dict(TINY, store="ue8m0", hidden_size=136, num_hidden_layers=1, first_k_dense_replace=0,
                     moe_intermediate_size=12, n_routed_experts=4, num_experts_per_tok=2, vocab_size=32),
    "v3_draft": dict(TINY, store="bf16", **GROUPS, **yarn(mscale=1.0, mscale_all_dim=1.0), num_nextn_predict_layers=1),
    "glm4_moe_lite": dict(GLM),
    "v2_greedy": dict(V2, q_lora_rank=None, **MSCALE),
    "v2_groups": dict(V2, **GROUPS, topk_method="group_limited_greedy", routed_scaling_factor=4.0, **MSCALE),
    "v2_normalised": dict(V2, norm_topk_prob=True, routed_scaling_factor=4.0, first_k_dense_replace=0),
    "qwen2": dict(QWEN2, store="bf16", rope_theta=1000000.0),
    "qwen2_tied_pairs": dict(QWEN2, num_key_value_heads=2, tie_word_embeddings=True),
    "qwen2_yarn_fours": dict(QWEN2, store="bf16", num_key_value_heads=1, **yarn()),
    "llama": dict(LLAMA, store="bf16", num_attention_heads=6, num_key_value_heads=2, head_dim=8,
                  tie_word_embeddings=True),
    "llama3_rope": dict(LLAMA, num_key_value_heads=1, rope_theta=500.0,
                        rope_scaling={"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
                                      "high_freq_factor": 4.0, "original_max_position_embeddings": 32}),
    "llama_linear_bias": dict(LLAMA, store="bf16", attention_bias=True, num_key_value_heads=2, hidden_size=20,
                              head_dim=10, rope_scaling={"type": "linear", "factor": 2.0}),
    # A case's numbers depend on its place here: new ones go to the end.
    "v3_eight_groups": dict(TINY, **EIGHT_GROUPS, store="bf16", topk_group=4, num_experts_per_tok=6, n_shared_experts=2),
    # All that V3's own config.json asks for, at once; then what GigaChat3's does.
    "v3_draft_groups_fp8": dict(TINY, **EIGHT_GROUPS, store="fp8", topk_group=4, num_experts_per_tok=6,
                                num_hidden_layers=4, first_k_dense_replace=3, num_nextn_predict_layers=1,
                                **yarn(mscale=1.0, mscale_all_dim=1.0)),
    "v3_draft_fp8": dict(TINY, store="fp8", q_lora_rank=None, kv_lora_rank=132, intermediate_size=132, v_head_dim=12,
                         n_routed_experts=4, routed_scaling_factor=1.0, num_nextn_predict_layers=1, rope_theta=100000.0,
                         **yarn(mscale=1.0, mscale_all_dim=1.0)),
    "v3_f16": dict(TINY, **GROUPS, store="f16", q_lora_rank=None, n_shared_experts=0, first_k_dense_replace=0,
                   **yarn(mscale=1.0, mscale_all_dim=0.707)),
    "v2_eight_groups": dict(V2, **EIGHT_GROUPS, topk_group=3, topk_method="group_limited_greedy", num_experts_per_tok=6,
                            routed_scaling_factor=16.0, **MSCALE),
    # Not tied: tied, the oracle's own float32 is 1.7e-9 nats from the same in double (the engine 5.2e-11 to 1.3e-10).
    "v2_three_dense_f16": dict(V2, store="f16", q_lora_rank=None, n_shared_experts=1, first_k_dense_replace=3,
                               num_hidden_layers=4, **yarn(mscale=1.0, mscale_all_dim=0.707)),
    "v2_no_shared_fp8": dict(V2, **GROUPS, store="fp8", topk_method="group_limited_greedy", hidden_size=136,
                             n_shared_experts=0, first_k_dense_replace=0, num_hidden_layers=1, norm_topk_prob=True,
                             num_experts_per_tok=2),
    "glm_draft": dict(GLM, num_nextn_predict_layers=1),
    "glm_groups": dict(GLM, **GROUPS, q_lora_rank=None, n_routed_experts=8, n_shared_experts=2, first_k_dense_replace=0,
                       tie_word_embeddings=True, norm_topk_prob=False, **yarn(mscale=1.0, mscale_all_dim=1.0)),
    "glm_three_dense_f16": dict(GLM, **EIGHT_GROUPS, store="f16", topk_group=3, n_shared_experts=0,
                                first_k_dense_replace=3, num_hidden_layers=4, attention_bias=True),
    "v2_tied": dict(V2, store="f32", n_shared_experts=1, tie_word_embeddings=True),
    "llama_yarn_f16": dict(LLAMA, store="f16", num_key_value_heads=2, tie_word_embeddings=True, **yarn()),
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


def to_fp8(weight, powers_of_two):
    rows, columns = weight.shape
    scales = torch.zeros(math.ceil(rows / FP8_BLOCK), math.ceil(columns / FP8_BLOCK))
    codes = torch.zeros(weight.shape, dtype=torch.float8_e4m3fn)
    back = torch.zeros(weight.shape)
    for i in range(scales.shape[0]):
        for j in range(scales.shape[1]):
            part = (slice(i * FP8_BLOCK, (i + 1) * FP8_BLOCK), slice(j * FP8_BLOCK, (j + 1) * FP8_BLOCK))
            # Uneven scales, so that a wrong block shows.
            scale = weight[part].abs().max() / 448 * (1 + 0.5 * ((i + 2 * j) % 3))
            if powers_of_two:
                scale = 2 ** torch.ceil(torch.log2(scale))
            scales[i, j] = scale
            codes[part] = (weight[part] / scale).to(torch.float8_e4m3fn)
            back[part] = codes[part].float() * scale
    return codes, scales, back


def store_as(tensors, kind):
    """What goes into the file, and the float32 values it stands for."""
    stored, values = {}, {}
    for name, value in tensors.items():
        small = value.dim() == 1 or any(part in name for part in KEPT_FROM_FP8)
        if kind in ("fp8", "ue8m0") and not small:
            stored[name], stored[name + "_scale_inv"], values[name] = to_fp8(value, kind == "ue8m0")
        elif kind in ("fp8", "ue8m0", "bf16") and not name.endswith("correction_bias"):
            stored[name] = value.to(torch.bfloat16)
            values[name] = stored[name].float()
        elif kind == "f16" and not name.endswith("correction_bias"):
            stored[name] = value.to(torch.float16)
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


def rms(x, weight, epsilon):
    return weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + epsilon)


def add_draft(tensors, settings, generator):
    """What a layer of multi-token prediction has beside a layer of experts."""
    layer, hidden = f"model.layers.{settings['num_hidden_layers']}", settings["hidden_size"]
    for name in ("enorm", "hnorm", "shared_head.norm"):
        tensors[f"{layer}.{name}.weight"] = 1 + 0.2 * torch.randn(hidden, generator=generator)
    tensors[f"{layer}.eh_proj.weight"] = torch.randn(hidden, 2 * hidden, generator=generator) / math.sqrt(hidden)


def draft_logits(model, block, ids, values, settings):
    """DeepSeek-V3 report, section 2.2: h is the hidden state after the last norm; the embedding comes first."""
    layer, epsilon = f"model.layers.{settings['num_hidden_layers']}", settings["rms_norm_eps"]
    hidden = model.model(ids, use_cache=False).last_hidden_state[:, :-1]
    following = model.model.embed_tokens(ids[:, 1:])
    x = torch.cat([rms(following, values[f"{layer}.enorm.weight"], epsilon),
                   rms(hidden, values[f"{layer}.hnorm.weight"], epsilon)], dim=-1)
    x = x @ values[f"{layer}.eh_proj.weight"].T
    count = x.shape[1]
    positions = torch.arange(count)[None]
    mask = torch.full((count, count), float("-inf")).triu(1)[None, None]
    x = block(x, attention_mask=mask, position_ids=positions, position_embeddings=model.model.rotary_emb(x, positions))
    x = x[0] if isinstance(x, tuple) else x
    return model.lm_head(rms(x, values[f"{layer}.shared_head.norm.weight"], epsilon))[0]


def authors_gate(original):
    """The published DeepSeek-V2 gate scales only what it does not normalise; transformers' has no norm_topk_prob."""
    def forward(self, hidden):
        logits, weights, experts = original(self, hidden)
        return logits, weights / weights.sum(dim=-1, keepdim=True), experts
    return forward


def write_config(folder, settings, kind):
    name, published = FAMILIES[settings["model_type"]]
    config = {"architectures": [name + "ForCausalLM"], **settings, **published,
              "torch_dtype": {"f32": "float32", "f16": "float16"}.get(kind, "bfloat16")}
    config.setdefault("rope_theta", 10000.0)
    config.setdefault("rope_scaling", None)
    if "rope_parameters" in config:  # the newer spelling stands alone
        del config["rope_theta"], config["rope_scaling"]
    if kind in ("fp8", "ue8m0"):
        config["quantization_config"] = {"activation_scheme": "dynamic", "fmt": "e4m3", "quant_method": "fp8",
                                         "weight_block_size": [FP8_BLOCK, FP8_BLOCK]}
    if kind == "ue8m0":
        config["quantization_config"]["scale_fmt"] = "ue8m0"
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


def write_expected(file, ids, logits):
    with open(file, "wb") as out:
        out.write(struct.pack("<2i", *logits.shape))
        out.write(struct.pack(f"<{len(ids)}i", *ids.tolist()))
        out.write(logits.float().contiguous().numpy().tobytes())


def oracle(settings):
    """A model with its layers of multi-token prediction as ordinary ones behind the others."""
    name = FAMILIES[settings["model_type"]][0]
    layers = settings["num_hidden_layers"] + settings.get("num_nextn_predict_layers", 0)
    more = {"num_hidden_layers": layers}
    if settings["model_type"] == "glm4_moe_lite":  # it knows first_k_dense_replace by another name only
        dense = settings["first_k_dense_replace"]
        more["mlp_layer_types"] = ["dense"] * dense + ["sparse"] * (layers - dense)
    config = getattr(transformers, name + "Config")(**json.loads(json.dumps({**settings, **more})))
    return getattr(transformers, name + "ForCausalLM")(config).float().eval()


def make(root, name, changes, seed):
    changes = dict(changes)
    kind = changes.pop("store", "f32")
    shards = changes.pop("shards", 1)
    base = {} if "vocab_size" in changes and "model_type" in changes else SMALL
    settings = {"model_type": "deepseek_v3", **base, **changes}
    drafts = settings.get("num_nextn_predict_layers", 0)
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()

    generator = torch.Generator().manual_seed(seed)
    model = oracle(settings)
    randomise(model, generator)
    if settings["tie_word_embeddings"]:
        model.tie_weights()
    tensors = official(model)
    if settings["tie_word_embeddings"]:
        tensors.pop("lm_head.weight")
    if drafts:
        add_draft(tensors, settings, generator)
    stored, values = store_as(tensors, kind)
    if settings["tie_word_embeddings"]:
        values["lm_head.weight"] = values["model.embed_tokens.weight"]
    load_back(model, values)
    blocks = model.model.layers[settings["num_hidden_layers"]:]
    del model.model.layers[settings["num_hidden_layers"]:]

    ids = torch.randint(0, settings["vocab_size"], (1, TOKENS), generator=generator)
    router = modeling_deepseek_v2.DeepseekV2TopkRouter
    plain = router.forward
    if settings["model_type"] == "deepseek_v2" and settings["norm_topk_prob"]:
        router.forward = authors_gate(plain)
    with torch.no_grad():
        logits = model(ids, use_cache=False).logits[0].float().contiguous()
        if drafts:
            write_expected(folder / "draft.bin", ids[0, 1:], draft_logits(model, blocks[0], ids, values, settings))
    router.forward = plain
    write_config(folder, settings, kind)
    write_weights(folder, stored, shards)
    write_expected(folder / "expected.bin", ids[0], logits)
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
