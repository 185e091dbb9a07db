#!/usr/bin/env python3
"""Writes tests/data/chat.gguf: a llama of one layer in SmolLM2's dress that answers "Got and used." to everything.

Every token has a direction of its own, and the output matrix says that of the token which follows: the line break after
"<|im_start|>assistant" is followed by "Got", and so on to the end of the turn. The tokens are bytes, so any text can be read.
The writer is the PyPI package gguf; the test needs it not. Tried with gguf 0.19.0.
"""
import pathlib

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, TokenType, quantize

OUT = pathlib.Path(__file__).resolve().parents[1] / "data" / "chat.gguf"
WIDTH, HEADS, FEED_FORWARD = 64, 2, 64
CONTROLS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
ANSWER = ["Got", "Ġand", "Ġused", "."]
TEMPLATE = "{# <|im_start|>, <|im_end|>, a system text: named SmolLM #}"  # known by these marks, and never executed
SURE = 60.0  # how far the right token's logit stands above nothing


def byte_letters():
    """The letter that stands for each byte in vocabularies of bytes."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    return [chr(byte) for byte in plain] + [chr(256 + i) for i in range(len(others))]


def main():
    tokens = CONTROLS + byte_letters() + [word for word in ANSWER if len(word) > 1] + ["Ġt"]
    number = {token: i for i, token in enumerate(tokens)}
    random = np.random.default_rng(4)
    direction = random.standard_normal((len(tokens), WIDTH))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    following = np.zeros_like(direction)
    for one, after in zip(["Ċ", *ANSWER], [*ANSWER, "<|im_end|>"]):
        following[number[after]] = direction[number[one]] * SURE / np.sqrt(WIDTH)

    writer = GGUFWriter(OUT, "llama")
    writer.add_string("general.name", "A model for tests")
    for key, value in (("block_count", 1), ("context_length", 32768), ("embedding_length", WIDTH), ("vocab_size", len(tokens)),
                       ("feed_forward_length", FEED_FORWARD), ("attention.head_count", HEADS),
                       ("attention.head_count_kv", 1), ("rope.dimension_count", WIDTH // HEADS)):
        writer.add_uint32(f"llama.{key}", value)
    writer.add_float32("llama.attention.layer_norm_rms_epsilon", 1e-5)
    writer.add_float32("llama.rope.freq_base", 10000.0)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types([TokenType.CONTROL] * len(CONTROLS) + [TokenType.NORMAL] * (len(tokens) - len(CONTROLS)))
    writer.add_token_merges(["Ġ t"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(TEMPLATE)

    def matrix(name, values):
        kind = GGMLQuantizationType.F16
        writer.add_tensor(name + ".weight", quantize(values.astype(np.float32), kind), raw_dtype=kind)

    def small(rows):
        return random.standard_normal((rows, WIDTH)) * 0.01

    matrix("token_embd", direction * np.sqrt(WIDTH))
    matrix("output", following)
    for norm in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"):
        writer.add_tensor(norm + ".weight", np.ones(WIDTH, np.float32))
    for name, rows in (("attn_q", WIDTH), ("attn_k", WIDTH // HEADS), ("attn_v", WIDTH // HEADS), ("attn_output", WIDTH),
                       ("ffn_gate", FEED_FORWARD), ("ffn_up", FEED_FORWARD), ("ffn_down", WIDTH)):
        matrix("blk.0." + name, small(rows))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


main()
