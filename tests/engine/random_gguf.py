"""Random models in every block type and every architecture of GGUF, the same here and in gguf_logits_test.cpp.

A tensor's bytes are those of a counter through splitmix64, seeded with the tensor's place in the list, and then cut
to sane numbers by the two masks of its kind, block by block: (random & keep) | put. Every matrix has rows of 256
numbers, a whole block of every type. Used by make_gguf_logits.py and compare_llama_cpp.py; needs numpy and gguf.
"""
import struct

import numpy as np
from gguf import GGML_QUANT_SIZES, ExpertGatingFuncType, GGMLQuantizationType, GGUFWriter, dequantize

VOCABULARY, WIDTH = 40, 256
HALF_SIGNED, HALF_PLAIN = 0x81FF, 0x01FF  # a half's mantissa up to 1.5; with or without a sign of its own

# Kind: the halves (place, bits that stay random, bits that are put) or, of plain numbers, one word.
HALVES = {
    "Q8_0": [(0, HALF_SIGNED, 5 << 10)], "Q4_0": [(0, HALF_SIGNED, 9 << 10)], "Q5_0": [(0, HALF_SIGNED, 8 << 10)],
    "Q4_1": [(0, HALF_PLAIN, 9 << 10), (2, HALF_PLAIN, 0x8000 | 12 << 10)],
    "Q5_1": [(0, HALF_PLAIN, 8 << 10), (2, HALF_PLAIN, 0x8000 | 12 << 10)],
    "Q2_K": [(80, HALF_PLAIN, 7 << 10), (82, HALF_PLAIN, 0x200 | 7 << 10)],
    "Q3_K": [(108, HALF_SIGNED, 6 << 10)],
    "Q4_K": [(0, HALF_PLAIN, 3 << 10), (2, HALF_PLAIN, 6 << 10)],
    "Q5_K": [(0, HALF_PLAIN, 2 << 10), (2, HALF_PLAIN, 6 << 10)],
    "Q6_K": [(208, HALF_SIGNED, 1 << 10)],
    "IQ4_NL": [(0, HALF_SIGNED, 5 << 10)], "IQ4_XS": [(0, HALF_SIGNED, 1 << 10)],
}
WORDS = {"F32": ("<I", 0x81FFFFFF, 0x3C000000), "F16": ("<H", 0x8FFF, 0x2000), "BF16": ("<H", 0x81FF, 0x3C00),
         "MXFP4": ("<B", 0x01, 0x7A), "norm": ("<I", 0x007FFFFF, 0x3F000000)}
KINDS = ["F32", "F16", "BF16", "MXFP4", *HALVES]


def typed(kind):
    return GGMLQuantizationType["F32" if kind == "norm" else kind]


def masks(kind):
    """Elements of a block, its bytes that stay random, its bytes that are put."""
    elements, size = GGML_QUANT_SIZES[typed(kind)]
    keep, put = bytearray(b"\xff" * size), bytearray(size)
    for place, stays, bits in HALVES.get(kind, []):
        keep[place:place + 2], put[place:place + 2] = struct.pack("<H", stays), struct.pack("<H", bits)
    if kind in WORDS:
        form, stays, bits = WORDS[kind]
        keep[:struct.calcsize(form)], put[:struct.calcsize(form)] = struct.pack(form, stays), struct.pack(form, bits)
    return elements, bytes(keep), bytes(put)


def random_bytes(seed, count):
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, (count + 7) // 8 + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return z.view(np.uint8)[:count]


def stored(place, shape, kind):
    """The tensor that stands at that place of the list: bytes as gguf keeps them, [..., bytes of a row]."""
    elements, keep, put = masks(kind)
    blocks = int(np.prod(shape)) // elements
    data = random_bytes((place + 1) << 32, blocks * len(keep)).reshape(blocks, len(keep))
    data = (data & np.frombuffer(keep, np.uint8)) | np.frombuffer(put, np.uint8)
    return data.reshape(*shape[:-1], shape[-1] // elements * len(keep))


def numbers_of(data, kind):
    return dequantize(np.ascontiguousarray(data), typed(kind)).astype(np.float32)


class Model:
    """Metadata as (key, kind, value) and tensors as (name, shape, kind, values or None); kind "*": the wanted one."""

    def __init__(self, architecture, layers, **keys):
        self.architecture, self.layers, self.keys, self.tensors = architecture, layers, [], []
        self.say(block_count=layers, context_length=256, embedding_length=WIDTH, feed_forward_length=WIDTH,
                 vocab_size=VOCABULARY, **keys)
        self.matrix("token_embd", VOCABULARY)
        self.add("output_norm.weight", (WIDTH,), "norm")
        self.matrix("output", VOCABULARY)

    def say(self, **keys):
        for key, value in keys.items():
            kind = {bool: "bool", int: "u32", float: "f32", str: "text"}[type(value)]
            self.keys.append((f"{self.architecture}.{key.replace('__', '.')}", kind, value))

    def add(self, name, shape, kind, values=None):
        self.tensors.append((name, shape, kind, values))

    def matrix(self, name, *rows):
        self.add(name + ".weight", (*rows, WIDTH), "*")

    def matrices(self, layer, **rows):
        for name, count in rows.items():
            self.matrix(f"blk.{layer}.{name}", *(count if isinstance(count, tuple) else (count,)))

    def norms(self, layer, *names):
        for name in names:
            self.add(f"blk.{layer}.{name}.weight", (WIDTH,), "norm")

    def data(self, kind):
        """Of each tensor its name, its bytes, its kind and its numbers."""
        for place, (name, shape, own, values) in enumerate(self.tensors):
            real = kind if own == "*" else own
            data = stored(place, shape, real) if values is None else np.array(values, np.float32).view(np.uint8)
            yield name, data, real, numbers_of(data, real)

    def write(self, path, kind, twin=False):
        """As a file; the twin holds the same numbers as F32."""
        writer = GGUFWriter(path, self.architecture)
        add = {"bool": writer.add_bool, "u32": writer.add_uint32, "f32": writer.add_float32, "text": writer.add_string}
        add["text"]("tokenizer.ggml.model", "no_vocab")
        for key, form, value in self.keys:
            add[form](key, value)
        for name, data, real, numbers in self.data(kind):
            if twin or typed(real) == GGMLQuantizationType.F32:
                writer.add_tensor(name, numbers)
            else:
                writer.add_tensor(name, data, raw_dtype=typed(real))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()


def llama3_factors(pairs, theta, factor, positions):
    wavelengths = 2 * np.pi * theta ** (np.arange(pairs) / pairs)
    smooth = np.clip((positions / wavelengths - 1) / 3, 0, 1)
    return (1 / ((1 - smooth) / factor + smooth)).astype(np.float32).tolist()


def dense(architecture, heads, kv, **keys):
    model = Model(architecture, 2, attention__head_count=heads, attention__head_count_kv=kv, **keys)
    for i in range(model.layers):
        model.norms(i, "attn_norm", "ffn_norm")
        shared = WIDTH // heads * kv
        model.matrices(i, attn_q=WIDTH, attn_k=shared, attn_v=shared, attn_output=WIDTH)
        if architecture == "qwen2":
            for part, rows in (("q", WIDTH), ("k", shared), ("v", shared)):
                model.add(f"blk.{i}.attn_{part}.bias", (rows,), "F32")
        model.matrices(i, ffn_gate=WIDTH, ffn_up=WIDTH, ffn_down=WIDTH)
    return model


def llama():
    model = dense("llama", 4, 2, rope__dimension_count=64, rope__freq_base=500.0, attention__layer_norm_rms_epsilon=1e-5)
    model.add("rope_freqs.weight", (32,), "F32", llama3_factors(32, 500.0, 8.0, 32))
    return model


def qwen2():
    return dense("qwen2", 8, 2, rope__freq_base=1e6, rope__scaling__type="linear", rope__scaling__factor=2.0,
                 attention__layer_norm_rms_epsilon=1e-6)


HEADS, NOPE, ROPE, VALUE, EXPERTS = 2, 256, 32, 128, 8


def deepseek(third):
    """V3 as files are now (kv_b_proj apart, sigmoid, groups), V2 as they were (kv_b_proj whole, softmax)."""
    mscale = 1.0 if third else 0.707
    model = Model(
        "deepseek2", 2, attention__head_count=HEADS, attention__layer_norm_rms_epsilon=1e-6, rope__freq_base=10000.0,
        attention__kv_lora_rank=WIDTH, attention__q_lora_rank=WIDTH, leading_dense_block_count=1, expert_count=EXPERTS,
        expert_used_count=2, expert_shared_count=1, expert_feed_forward_length=WIDTH, rope__dimension_count=ROPE,
        expert_weights_scale=2.5 if third else 1.0, expert_weights_norm=third, rope__scaling__type="yarn",
        rope__scaling__factor=8.0, rope__scaling__original_context_length=32,
        rope__scaling__yarn_log_multiplier=0.1 * mscale)
    if third:
        model.say(attention__head_count_kv=1, attention__key_length=WIDTH + ROPE, attention__value_length=WIDTH,
                  attention__key_length_mla=NOPE + ROPE, attention__value_length_mla=VALUE, expert_group_count=4,
                  expert_group_used_count=2, expert_gating_func=int(ExpertGatingFuncType.SIGMOID))
    else:
        model.say(attention__head_count_kv=HEADS, attention__key_length=NOPE + ROPE, attention__value_length=VALUE,
                  expert_gating_func=int(ExpertGatingFuncType.SOFTMAX))
    for i in range(model.layers):
        model.norms(i, "attn_norm", "attn_q_a_norm", "attn_kv_a_norm", "ffn_norm")
        model.matrices(i, attn_q_a=WIDTH, attn_q_b=HEADS * (NOPE + ROPE), attn_kv_a_mqa=WIDTH + ROPE, attn_output=WIDTH)
        if third:
            model.matrices(i, attn_k_b=(HEADS, WIDTH), attn_v_b=(HEADS, VALUE))
        else:
            model.matrices(i, attn_kv_b=HEADS * (NOPE + VALUE))
    model.matrices(0, ffn_gate=WIDTH, ffn_up=WIDTH, ffn_down=WIDTH)
    model.add("blk.1.ffn_gate_inp.weight", (EXPERTS, WIDTH), "F32")
    if third:
        model.add("blk.1.exp_probs_b.bias", (EXPERTS,), "F32")
    for part in ("gate", "up", "down"):
        model.matrices(1, **{f"ffn_{part}_exps": (EXPERTS, WIDTH), f"ffn_{part}_shexp": WIDTH})
    return model


MODELS = {"llama": llama, "qwen2": qwen2, "deepseek2": lambda: deepseek(False), "deepseek3": lambda: deepseek(True)}
