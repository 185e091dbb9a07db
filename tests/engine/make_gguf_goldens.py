#!/usr/bin/env python3
"""Writes tests/data/gguf: small random models as .gguf files, and what must be read from them.

The writer and the decoder are the PyPI package gguf. The tests need neither: run this only to change a case on
purpose. Tried with gguf 0.19.0. For each model NAME.json holds "config" (the keys that config.json of the published
model has) and "tensors": the checkpoint's name, shape, type, and the sum of (bits of number i) * (2 * i + 1) modulo
2^64 over its decoded numbers, in hexadecimal.
"""
import json
import pathlib

import numpy as np
from gguf import GGML_QUANT_SIZES, ExpertGatingFuncType, GGMLQuantizationType, GGUFWriter, dequantize, quantize

OUT = pathlib.Path(__file__).resolve().parents[1] / "data" / "gguf"
WRITTEN = ("F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "MXFP4")  # what gguf encodes itself
HALVES = {"Q2_K": (80, 82), "Q3_K": (108,), "Q4_K": (0, 2), "Q5_K": (0, 2), "Q6_K": (208,), "IQ4_NL": (0,),
          "IQ4_XS": (0,)}


class Model:
    def __init__(self, name, arch, seed, **options):
        self.name, self.arch, self.random = name, arch, np.random.default_rng(seed)
        self.writer = GGUFWriter(OUT / f"{name}.gguf", arch, **options)
        self.config, self.tensors = {}, {}
        self.writer.add_string("general.name", f"Random {name}")

    def keys(self, **values):
        for key, value in values.items():
            key = f"{self.arch}.{key.replace('__', '.')}"
            if isinstance(value, bool):
                self.writer.add_bool(key, value)
            elif isinstance(value, int):
                self.writer.add_uint32(key, value)
            elif isinstance(value, float):
                self.writer.add_float32(key, value)
            else:
                self.writer.add_string(key, value)

    def encoded(self, shape, kind, scale, offset):
        """Random numbers, or random blocks of the same size where gguf has no encoder."""
        if kind in WRITTEN:
            values = (self.random.standard_normal(shape) * scale + offset).astype(np.float32)
            return quantize(values, GGMLQuantizationType[kind])
        elements, size = GGML_QUANT_SIZES[GGMLQuantizationType[kind]]
        blocks = self.random.integers(0, 256, (*shape[:-1], shape[-1] // elements, size), dtype=np.uint8)
        half = np.array([scale / (60 if elements == 32 else 400)], dtype=np.float16).view(np.uint8)
        for place in HALVES[kind]:
            blocks[..., place:place + 2] = half
        return blocks.reshape(*shape[:-1], -1)

    def tensor(self, file, name, shape, kind, scale=0.05, offset=0.0, values=None):
        kind = GGMLQuantizationType[kind]
        data = self.encoded(shape, kind.name, scale, offset) if values is None else values
        self.writer.add_tensor(file, data, raw_dtype=kind)
        numbers = dequantize(data, kind).astype(np.float32)
        if name is None:
            return
        for one, part in zip([name] if "{}" not in name else map(name.format, range(shape[0])),
                             [numbers] if "{}" not in name else numbers):
            words = np.ascontiguousarray(part).view(np.uint32).ravel().astype(np.uint64)
            with np.errstate(over="ignore"):
                total = int((words * (np.arange(words.size, dtype=np.uint64) * 2 + 1)).sum(dtype=np.uint64))
            self.tensors[one] = [list(part.shape), kind.name, f"{total:016x}"]

    def norm(self, file, name, width):
        self.tensor(file, name, (width,), "F32", 0.1, 1.0)

    def close(self, **config):
        self.writer.write_header_to_file()
        self.writer.write_kv_data_to_file()
        self.writer.write_tensors_to_file()
        self.writer.close()
        lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(tensor)}" for name, tensor in self.tensors.items())
        text = f'{{"config": {json.dumps(config)},\n"tensors": {{\n{lines}\n}}}}\n'
        (OUT / f"{self.name}.json").write_text(text)


def llama3_factors(pairs, theta, factor):
    wavelengths = 2 * np.pi * theta ** (np.arange(pairs) / pairs)
    smooth = np.clip((8192 / wavelengths - 1) / 3, 0, 1)
    return (1 / ((1 - smooth) / factor + smooth)).astype(np.float32)


def llama():
    """Like SmolLM2 and Llama 3: tied embeddings, grouped queries, Llama 3's table of frequencies."""
    model = Model("llama", "llama", 1)
    hidden, heads, kv, width, ff, vocab = 64, 4, 2, 16, 96, 90
    model.keys(block_count=2, context_length=512, embedding_length=hidden, feed_forward_length=ff,
               attention__head_count=heads, attention__head_count_kv=kv, attention__layer_norm_rms_epsilon=1e-5,
               rope__freq_base=500000.0, rope__dimension_count=width, vocab_size=vocab)
    model.writer.add_uint32("tokenizer.ggml.bos_token_id", 1)
    model.writer.add_uint32("tokenizer.ggml.eos_token_id", 2)
    model.writer.add_uint32("tokenizer.ggml.eot_token_id", 5)
    model.tensor("token_embd.weight", "model.embed_tokens.weight", (vocab, hidden), "Q8_0", 1.0)
    model.norm("output_norm.weight", "model.norm.weight", hidden)
    model.tensor("rope_freqs.weight", None, (width // 2,), "F32", values=llama3_factors(width // 2, 5e5, 8.0))
    kinds = [("Q4_0", "F16", "Q5_0", "Q4_1", "Q5_1", "Q8_0", "BF16"), ("F32", "Q8_0", "Q4_1", "Q5_0", "Q4_0", "Q4_1", "Q5_1")]
    for i, (q, k, v, o, gate, up, down) in enumerate(kinds):
        file, name = f"blk.{i}.", f"model.layers.{i}."
        model.norm(file + "attn_norm.weight", name + "input_layernorm.weight", hidden)
        model.tensor(file + "attn_q.weight", name + "self_attn.q_proj.weight", (heads * width, hidden), q)
        model.tensor(file + "attn_k.weight", name + "self_attn.k_proj.weight", (kv * width, hidden), k)
        model.tensor(file + "attn_v.weight", name + "self_attn.v_proj.weight", (kv * width, hidden), v)
        model.tensor(file + "attn_output.weight", name + "self_attn.o_proj.weight", (hidden, heads * width), o)
        model.norm(file + "ffn_norm.weight", name + "post_attention_layernorm.weight", hidden)
        model.tensor(file + "ffn_gate.weight", name + "mlp.gate_proj.weight", (ff, hidden), gate)
        model.tensor(file + "ffn_up.weight", name + "mlp.up_proj.weight", (ff, hidden), up)
        model.tensor(file + "ffn_down.weight", name + "mlp.down_proj.weight", (hidden, ff), down)
    model.close(architectures=["LlamaForCausalLM"], model_type="llama", vocab_size=vocab, hidden_size=hidden,
                intermediate_size=ff, num_hidden_layers=2, num_attention_heads=heads, num_key_value_heads=kv,
                head_dim=width, max_position_embeddings=512, rms_norm_eps=float(np.float32(1e-5)), hidden_act="silu",
                tie_word_embeddings=True, attention_bias=False, rope_theta=500000.0, rope_interleave=True,
                rope_scaling={"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                              "original_max_position_embeddings": 8192}, bos_token_id=1, eos_token_id=[2, 5])


def qwen2():
    """The K formats, biases, an output matrix of its own."""
    model = Model("qwen2", "qwen2", 2)
    hidden, heads, kv, width, ff, vocab = 256, 4, 2, 64, 64, 60
    model.keys(block_count=1, context_length=1024, embedding_length=hidden, feed_forward_length=ff,
               attention__head_count=heads, attention__head_count_kv=kv, attention__layer_norm_rms_epsilon=1e-6,
               rope__freq_base=1e6, rope__scaling__type="linear", rope__scaling__factor=4.0)
    model.writer.add_uint32("tokenizer.ggml.eos_token_id", 3)
    model.tensor("token_embd.weight", "model.embed_tokens.weight", (vocab, hidden), "Q4_K", 1.0)
    model.norm("output_norm.weight", "model.norm.weight", hidden)
    model.tensor("output.weight", "lm_head.weight", (vocab, hidden), "Q6_K")
    file, name = "blk.0.", "model.layers.0."
    model.norm(file + "attn_norm.weight", name + "input_layernorm.weight", hidden)
    for part, rows, kind in (("q", heads * width, "Q4_K"), ("k", kv * width, "Q6_K"), ("v", kv * width, "Q5_K")):
        model.tensor(f"{file}attn_{part}.weight", f"{name}self_attn.{part}_proj.weight", (rows, hidden), kind)
        model.tensor(f"{file}attn_{part}.bias", f"{name}self_attn.{part}_proj.bias", (rows,), "F32")
    model.tensor(file + "attn_output.weight", name + "self_attn.o_proj.weight", (hidden, heads * width), "Q3_K")
    model.norm(file + "ffn_norm.weight", name + "post_attention_layernorm.weight", hidden)
    model.tensor(file + "ffn_gate.weight", name + "mlp.gate_proj.weight", (ff, hidden), "Q2_K")
    model.tensor(file + "ffn_up.weight", name + "mlp.up_proj.weight", (ff, hidden), "IQ4_XS")
    model.tensor(file + "ffn_down.weight", name + "mlp.down_proj.weight", (hidden, ff), "Q8_0")
    model.close(architectures=["Qwen2ForCausalLM"], model_type="qwen2", vocab_size=vocab, hidden_size=hidden,
                intermediate_size=ff, num_hidden_layers=1, num_attention_heads=heads, num_key_value_heads=kv,
                head_dim=width, max_position_embeddings=1024, rms_norm_eps=float(np.float32(1e-6)), hidden_act="silu",
                tie_word_embeddings=False, attention_bias=True, rope_theta=1e6, rope_interleave=False,
                rope_scaling={"rope_type": "linear", "factor": 4.0}, eos_token_id=[3])


def deepseek(name, seed, third, **options):
    """V3 as files are now (kv_b_proj apart, correction bias), V2 as they were (kv_b_proj whole, softmax)."""
    model = Model(name, "deepseek2", seed, **options)
    hidden, heads, nope, rope, value, latent, lora, ff, moe, experts, vocab = 64, 2, 32, 16, 32, 64, 32, 96, 32, 8, 64
    model.keys(block_count=2, context_length=2560, embedding_length=hidden, feed_forward_length=ff,
               attention__head_count=heads, attention__head_count_kv=1 if third else heads,
               attention__layer_norm_rms_epsilon=1e-6, attention__kv_lora_rank=latent, leading_dense_block_count=1,
               expert_count=experts, expert_used_count=2, expert_shared_count=1, expert_feed_forward_length=moe,
               expert_weights_scale=2.5 if third else 1.0, expert_weights_norm=third, rope__dimension_count=rope,
               rope__freq_base=10000.0, rope__scaling__type="yarn", rope__scaling__factor=40.0,
               rope__scaling__original_context_length=64,
               rope__scaling__yarn_log_multiplier=0.1 * (1.0 if third else 0.707))
    if third:
        model.keys(attention__key_length=latent + rope, attention__value_length=latent, expert_group_count=4,
                   attention__key_length_mla=nope + rope, attention__value_length_mla=value, expert_group_used_count=2,
                   attention__q_lora_rank=lora, expert_gating_func=int(ExpertGatingFuncType.SIGMOID))
    else:
        model.keys(attention__key_length=nope + rope, attention__value_length=value)
    model.tensor("token_embd.weight", "model.embed_tokens.weight", (vocab, hidden), "F16", 1.0)
    model.norm("output_norm.weight", "model.norm.weight", hidden)
    model.tensor("output.weight", "lm_head.weight", (vocab, hidden), "Q5_1")
    for i in range(2):
        file, to = f"blk.{i}.", f"model.layers.{i}."
        model.norm(file + "attn_norm.weight", to + "input_layernorm.weight", hidden)
        if third:
            model.tensor(file + "attn_q_a.weight", to + "self_attn.q_a_proj.weight", (lora, hidden), "Q8_0")
            model.norm(file + "attn_q_a_norm.weight", to + "self_attn.q_a_layernorm.weight", lora)
            model.tensor(file + "attn_q_b.weight", to + "self_attn.q_b_proj.weight", (heads * (nope + rope), lora), "Q8_0")
            model.tensor(file + "attn_k_b.weight", to + "self_attn.k_b_proj.weight", (heads, latent, nope), "Q8_0")
            model.tensor(file + "attn_v_b.weight", to + "self_attn.v_b_proj.weight", (heads, value, latent), "Q4_0")
        else:
            model.tensor(file + "attn_q.weight", to + "self_attn.q_proj.weight", (heads * (nope + rope), hidden), "Q8_0")
            model.tensor(file + "attn_kv_b.weight", to + "self_attn.kv_b_proj.weight", (heads * (nope + value), latent), "Q4_0")
        model.tensor(file + "attn_kv_a_mqa.weight", to + "self_attn.kv_a_proj_with_mqa.weight", (latent + rope, hidden), "BF16")
        model.norm(file + "attn_kv_a_norm.weight", to + "self_attn.kv_a_layernorm.weight", latent)
        model.tensor(file + "attn_output.weight", to + "self_attn.o_proj.weight", (hidden, heads * value), "Q4_1")
        model.norm(file + "ffn_norm.weight", to + "post_attention_layernorm.weight", hidden)
        if i == 0:
            for part, shape in (("gate", (ff, hidden)), ("up", (ff, hidden)), ("down", (hidden, ff))):
                model.tensor(f"{file}ffn_{part}.weight", f"{to}mlp.{part}_proj.weight", shape, "Q5_0")
            continue
        model.tensor(file + "ffn_gate_inp.weight", to + "mlp.gate.weight", (experts, hidden), "F32", 0.5)
        if third:
            model.tensor(file + "exp_probs_b.bias", to + "mlp.gate.e_score_correction_bias", (experts,), "F32")
        for part, shape, kind in (("gate", (moe, hidden), "Q4_0"), ("up", (moe, hidden), "MXFP4"), ("down", (hidden, moe), "IQ4_NL")):
            model.tensor(f"{file}ffn_{part}_exps.weight", f"{to}mlp.experts.{{}}.{part}_proj.weight", (experts, *shape), kind)
            model.tensor(f"{file}ffn_{part}_shexp.weight", f"{to}mlp.shared_experts.{part}_proj.weight", shape, "Q8_0")
    mscale = 1.0 if third else 0.707
    model.close(architectures=["DeepseekV3ForCausalLM" if third else "DeepseekV2ForCausalLM"],
                model_type="deepseek_v3" if third else "deepseek_v2", vocab_size=vocab, hidden_size=hidden,
                intermediate_size=ff, moe_intermediate_size=moe, num_hidden_layers=2, num_attention_heads=heads,
                num_key_value_heads=heads, n_shared_experts=1, n_routed_experts=experts, num_experts_per_tok=2,
                routed_scaling_factor=2.5 if third else 1.0, kv_lora_rank=latent, q_lora_rank=lora if third else 0,
                qk_rope_head_dim=rope, qk_nope_head_dim=nope, v_head_dim=value, n_group=4 if third else 1,
                topk_group=2 if third else 1, norm_topk_prob=third, first_k_dense_replace=1,
                scoring_func="sigmoid" if third else "softmax", topk_method="noaux_tc" if third else "greedy",
                max_position_embeddings=2560, rms_norm_eps=float(np.float32(1e-6)), hidden_act="silu",
                tie_word_embeddings=False, attention_bias=False, rope_theta=10000.0, rope_interleave=True,
                rope_scaling={"rope_type": "yarn", "factor": 40.0, "original_max_position_embeddings": 64,
                              "beta_fast": 32.0, "beta_slow": 1.0, "mscale": mscale, "mscale_all_dim": mscale})


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    llama()
    qwen2()
    deepseek("deepseek3", 3, True, split_max_tensors=20)
    deepseek("deepseek2", 4, False)
    for path in sorted(OUT.iterdir()):
        print(f"{path.stat().st_size:8} {path.name}")


main()
