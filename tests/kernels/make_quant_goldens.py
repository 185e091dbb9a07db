#!/usr/bin/env python3
"""Writes tests/data/quant_goldens.txt: what the PyPI package gguf makes of random blocks of every block type.

The tests need neither Python nor the package: run this only to add a format on purpose. Tried with gguf 0.19.0.
Blocks come from a counter and a mixing function that the test repeats, so that only sums have to be kept:
    decode TYPE BLOCKS SUM WORDS...    SUM over all decoded numbers' bits, then the bits of the fourth block
    encode TYPE BLOCKS SUM             SUM over the bytes of encoded blocks
where SUM is the sum of (word or byte) * (2 * index + 1) modulo 2^64, in hexadecimal.
"""
import pathlib

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, dequantize, quantize

# Format and where its F16 scales stand in a block.
TYPES = {"Q8_0": [0], "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q2_K": [80, 82], "Q3_K": [108],
         "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208], "IQ4_NL": [0], "IQ4_XS": [0], "MXFP4": []}
BLOCKS = 5000
SPECIAL = [0x8000, 0x0001, 0x83FF, 0x7BFF]  # negative zero, the least and largest subnormals, the largest number


def mixed(stream, count):
    """SplitMix64 of stream * 2^32 + 0, 1, 2, ..."""
    with np.errstate(over="ignore"):
        z = (np.arange(count, dtype=np.uint64) + np.uint64(stream << 32) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def blocks_of(stream, name):
    size = GGML_QUANT_SIZES[GGMLQuantizationType[name]][1]
    blocks = (mixed(stream, BLOCKS * size) & np.uint64(255)).astype(np.uint8).reshape(BLOCKS, size)
    for place in TYPES[name]:
        scale = blocks[:, place].astype(np.uint16) | blocks[:, place + 1].astype(np.uint16) << 8
        scale = np.where(scale & 0x7C00 == 0x7C00, scale ^ 0x0400, scale)  # neither infinite nor NaN
        scale[:len(SPECIAL)] = SPECIAL
        blocks[:, place], blocks[:, place + 1] = scale & 255, scale >> 8
    return blocks


def numbers_of(stream):
    """Numbers of many magnitudes. The first blocks: zeros; numbers so small that the scale has no inverse; subnormal ones
    whose scale has one; numbers beyond what an F16 scale holds; ties of Q8_0; ties of Q4_0; two magnitudes alike."""
    raw = mixed(stream, BLOCKS * 32)
    values = ((raw >> np.uint64(40)).astype(np.float32) / np.float32(1 << 24) - np.float32(0.5)).reshape(BLOCKS, 32)
    powers = np.arange(BLOCKS, dtype=np.int32) % 20 - 12
    powers[:7] = [0, -136, -118, 126, 0, 0, 0]
    values = np.ldexp(values, powers.reshape(BLOCKS, 1))
    whole = (raw & np.uint64(63)).astype(np.float32).reshape(BLOCKS, 32)
    values[0] = 0
    values[4], values[5] = whole[4] / 2 - 16, whole[5] / 4 - 8
    values[4, 0], values[5, 0] = 127, -8
    values[6] = np.where(whole[6] < 32, 4, -4)
    return values.astype(np.float32)


def total(words):
    with np.errstate(over="ignore"):
        places = np.arange(words.size, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        return int((words.ravel().astype(np.uint64) * places).sum(dtype=np.uint64))


def main():
    lines = []
    for stream, name in enumerate(TYPES):
        words = dequantize(blocks_of(stream, name), GGMLQuantizationType[name]).view(np.uint32)
        lines.append(f"decode {name} {BLOCKS} {total(words):016x} " + " ".join(f"{word:08x}" for word in words[3]))
    for stream, name in enumerate(("Q8_0", "Q4_0"), 100):
        with np.errstate(over="ignore", invalid="ignore"):  # of the blocks that have no scale
            codes = quantize(numbers_of(stream), GGMLQuantizationType[name])
        lines.append(f"encode {name} {BLOCKS} {total(codes):016x}")
    path = pathlib.Path(__file__).resolve().parents[1] / "data" / "quant_goldens.txt"
    path.write_text("\n".join(lines) + "\n")
    print(f"{path}: {path.stat().st_size} bytes")


main()
