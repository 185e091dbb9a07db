"""Writes first inputs for the fuzz targets to OUT/{safetensors,gguf,config,tokenizer}/, small ones of every kind.

usage: make_seeds.py OUT

corpus/ holds what libFuzzer keeps of them and of what long runs found (`NAME_fuzz -merge=1 -use_counters=0 ...`);
this is for starting afresh, or when a format gains a part that no input has yet.
"""
import base64
import json
import pathlib
import struct
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
U32, F32, BOOL, TEXT, LIST = 4, 6, 7, 8, 9


def safetensors():
    def file(tensors, data, **more):
        header = json.dumps({**more, **tensors}).encode()
        header += b" " * (-len(header) % 8)
        return struct.pack("<Q", len(header)) + header + data

    def one(type, shape, begin, end):
        return {"dtype": type, "shape": shape, "data_offsets": [begin, end]}

    yield file({}, b"")
    yield file({"w": one("F32", [2, 3], 0, 24)}, bytes(24), __metadata__={"format": "pt"})
    yield file({"a": one("BF16", [4], 0, 8), "b": one("F16", [1, 2, 1], 8, 12), "c": one("F8_E4M3", [3], 12, 15),
                "d": one("F8_E8M0", [1], 15, 16), "e": one("I32", [], 16, 20), "f": one("F32", [0, 7], 20, 20)},
               bytes(range(20)))
    yield file({"odd": one("F8_E4M3", [1], 0, 1), "askew": one("F32", [2], 1, 9)}, bytes(9))
    yield file({"\u4e2d\\\"\n": one("I64", [1], 0, 8)}, bytes(8))


def text(value):
    value = value.encode() if isinstance(value, str) else value
    return struct.pack("<Q", len(value)) + value


def value(item):
    if isinstance(item, bool):
        return BOOL, struct.pack("<?", item)
    if isinstance(item, int):
        return U32, struct.pack("<I", item)
    if isinstance(item, float):
        return F32, struct.pack("<f", item)
    if isinstance(item, str):
        return TEXT, text(item)
    kinds = [value(one) for one in item]
    return LIST, struct.pack("<IQ", kinds[0][0], len(item)) + b"".join(bytes for _, bytes in kinds)


def gguf(keys, tensors=(), version=3):
    body = b"".join(text(key) + struct.pack("<I", value(item)[0]) + value(item)[1] for key, item in keys.items())
    data, lines = b"", b""
    for name, shape, type, size in tensors:
        data += b"\0" * (-len(data) % 32)
        lines += text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, type, len(data))
        data += bytes(i * 37 % 251 for i in range(size))
    head = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(keys)) + body + lines
    return head + b"\0" * (-len(head) % 32) + data


def sizes(arch, **more):
    keys = {"general.architecture": arch, "general.name": "Seed", "general.alignment": 32}
    common = {"block_count": 1, "context_length": 64, "embedding_length": 32, "feed_forward_length": 32,
              "attention.head_count": 2, "attention.head_count_kv": 1, "attention.layer_norm_rms_epsilon": 1e-6,
              "rope.freq_base": 1e4, "vocab_size": 4, **more}
    return keys | {f"{arch}.{key}": item for key, item in common.items()}


def gguf_models():
    # type numbers: F32 0, F16 1, Q4_0 2, Q8_0 8, Q4_K 12, BF16 30
    plain = [("token_embd.weight", [32, 4], 0, 512), ("output_norm.weight", [32], 0, 128),
             ("blk.0.attn_q.weight", [32, 32], 8, 1088), ("blk.0.attn_k.weight", [32, 16], 2, 288),
             ("blk.0.attn_v.weight", [32, 16], 1, 1024)]
    yield gguf(sizes("llama"), plain)
    yield gguf(sizes("qwen2", **{"rope.scaling.type": "yarn", "rope.scaling.factor": 4.0,
                                 "rope.scaling.original_context_length": 16}),
               [("blk.0.attn_q.bias", [32], 0, 128), ("rope_freqs.weight", [8], 0, 32)])
    latent = {"attention.q_lora_rank": 16, "attention.kv_lora_rank": 16, "attention.key_length": 24,
              "attention.value_length": 16, "rope.dimension_count": 8, "expert_count": 4, "expert_used_count": 2,
              "expert_shared_count": 1, "expert_feed_forward_length": 32, "leading_dense_block_count": 0,
              "expert_weights_scale": 2.5, "expert_weights_norm": True, "expert_gating_func": 2,
              "rope.scaling.yarn_log_multiplier": 0.1}
    yield gguf(sizes("deepseek2", **latent),
               [("blk.0.ffn_gate_exps.weight", [32, 1, 4], 30, 256), ("blk.0.ffn_gate_inp.weight", [32, 4], 0, 512),
                ("blk.0.exp_probs_b.bias", [4], 0, 16), ("blk.0.attn_k_b.weight", [16, 16, 2], 30, 1024),
                ("blk.0.attn_kv_a_mqa.weight", [32, 24], 30, 1536)])
    yield gguf(sizes("llama", **{"rope.scaling.type": "linear", "rope.scaling.factor": 2.0}), version=2)
    yield gguf({"general.architecture": "llama", "split.count": 2, "split.no": 0, "split.tensors.count": 3})
    yield gguf({"general.architecture": "llama", "x": [["nested"], ["list"]], "y": [True, False], "z": [1.5]},
               [("t", [256, 1], 12, 144)])


def byte_alphabet():
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = iter(range(256, 512))
    return [chr(byte) if byte in plain else chr(next(rest)) for byte in range(256)]


SPLITS = {"gpt2": {"type": "ByteLevel", "add_prefix_space": False, "use_regex": True}}


def dump(tokenizer):
    return json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")).encode()


def byte_pairs(steps, every, **more):
    """A tokenizer of `every` byte, or only of those that English needs: small inputs are worth more."""
    tokens = byte_alphabet() if every else [chr(code) for code in range(33, 127)] + ["\u0120", "\u010a"]
    merges = [("t", "h"), ("th", "e"), ("\u0120", "the"), ("a", "a"), ("aa", "aa"), ("1", "9")]
    tokens += [left + right for left, right in merges]
    added = [{"id": len(tokens), "content": "<|im_end|>", "special": True, "normalized": False, "lstrip": True,
              "rstrip": False, "single_word": False}]
    return {"version": "1.0", "added_tokens": added, "normalizer": None, "pre_tokenizer": steps,
            "decoder": {"type": "ByteLevel"},
            "model": {"type": "BPE", "vocab": {token: id for id, token in enumerate(tokens)},
                      "merges": [" ".join(merge) for merge in merges], **more}}


def few_tokens(tokenizer, count=40):
    """A SentencePiece tokenizer.json cut down to its first tokens."""
    model = tokenizer["model"]
    if isinstance(model["vocab"], list):
        model["vocab"] = model["vocab"][:count]
        return tokenizer
    model["vocab"] = {token: id for token, id in model["vocab"].items() if id < 256 + count}
    pairs = [merge if isinstance(merge, list) else merge.split(" ") for merge in model["merges"]]
    model["merges"] = [pair for pair in pairs if {*pair, "".join(pair)} <= model["vocab"].keys()]
    return tokenizer


def tokenizers():
    families = json.loads((TESTS / "data/tokenizer_families.json").read_text())["families"]
    for number, family in enumerate(families):
        yield dump(byte_pairs(family["pre_tokenizer"], number == 0, ignore_merges=number % 2 == 1))
    yield dump(byte_pairs(SPLITS["gpt2"], True))
    for kind in json.loads((TESTS / "data/tokenizer_kinds.json").read_text())["kinds"]:
        for name, content in kind["files"].items():
            if name == "tokenizer.json":
                yield dump(few_tokens(json.loads(content)))
    rows = [bytes([byte]) for byte in range(256)] + [b"th", b"the", b" the", b"aa", b"aaaa", "\u4e2d".encode()]
    yield b"".join(base64.b64encode(row) + f" {rank}\n".encode() for rank, row in enumerate(rows))
    yield b"YQ== 0\r\nYWE= 1\nYWFh 2\n"
    tokens = [chr(code) for code in range(33, 127)] + ["\u0120", "th", "the", "<|end|>"]
    pairs = {"tokenizer.ggml.model": "gpt2", "tokenizer.ggml.tokens": tokens, "tokenizer.ggml.merges": ["t h", "th e"],
             "tokenizer.ggml.token_type": [1] * (len(tokens) - 1) + [3], "tokenizer.ggml.bos_token_id": 97}
    for pre in ("deepseek-v3", "deepseek-llm", "qwen2", "llama-bpe", "smollm", "kimi-k2", "gpt-2", "default"):
        yield gguf({"general.architecture": "llama", **pairs, "tokenizer.ggml.pre": pre})
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    tokens += ["\u2581", "t", "h", "e", "a", "th", "\u2581th", "\u2581the", "aa"]
    yield gguf({"tokenizer.ggml.model": "llama", "tokenizer.ggml.tokens": tokens,
                "tokenizer.ggml.scores": [-float(id) for id in range(len(tokens))],
                "tokenizer.ggml.token_type": [2, 3, 3] + [6] * 256 + [1] * 9, "tokenizer.ggml.bos_token_id": 1,
                "tokenizer.ggml.eos_token_id": 2, "tokenizer.ggml.add_bos_token": True})


def configs():
    for file in sorted((TESTS / "data/golden").glob("*/config.json")):
        yield json.dumps(json.loads(file.read_text()), separators=(",", ":")).encode()


def main():
    kinds = {"safetensors": safetensors(), "gguf": gguf_models(), "config": configs(), "tokenizer": tokenizers()}
    for kind, inputs in kinds.items():
        folder = pathlib.Path(sys.argv[1]) / kind
        folder.mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(inputs):
            (folder / f"seed-{number:02}").write_bytes(content)


main()
