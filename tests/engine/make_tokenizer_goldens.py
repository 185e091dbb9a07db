"""Writes tokenizer goldens: one JSON line {"text", "ids"} per text, ids as Hugging Face's tokenizers gives them.

usage: make_tokenizer_goldens.py FOLDER LINES SEED [--plain] > goldens.jsonl
       make_tokenizer_goldens.py FOLDER LINES SEED --against INKCTL     (compares, writes nothing)

FOLDER holds tokenizer.json. Needs the Python package tokenizers (0.23 was used). With --plain the names of control
tokens are ordinary text. What is compared is of more kinds than the goldens (wide_line): half of LINES plain, half with
control tokens, and 8 texts of bytes that are no UTF-8.
"""
import json
import pathlib
import random
import sys

from tokenizers import Tokenizer

from generated_text import line, soup, wide_line
from tokenizer_comparison import compare, compare_bytes


def without_controls(tokenizer):
    """"encode_special_tokens" knows special ones only; without the added tokens none is matched."""
    raw = json.loads(tokenizer.to_str())
    raw["added_tokens"] = []
    return Tokenizer.from_str(json.dumps(raw))


def encoder(tokenizer):
    return lambda text: tokenizer.encode(text, add_special_tokens=False).ids


def token_bytes(tokenizer):
    """id -> the bytes it stands for, by the alphabet of byte-level BPE."""
    printable = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    alphabet = {chr(byte): byte for byte in printable}
    alphabet.update({chr(256 + i): byte for i, byte in enumerate(b for b in range(256) if b not in printable)})
    return lambda id: bytes(alphabet[letter] for letter in tokenizer.id_to_token(id))


def compare_all(inkctl, folder, tokenizer, lines, rng):
    plain = without_controls(tokenizer)
    texts = [wide_line(rng) for _ in range(lines)]
    soups = [b"".join(soup(rng) for _ in range(6000)) for _ in range(8)]
    name, half = pathlib.Path(folder).name, lines // 2
    return (compare(inkctl, folder, name, encoder(plain), texts[:half]) +
            compare(inkctl, folder, name, encoder(tokenizer), texts[half:], plain=False) +
            compare_bytes(inkctl, folder, name, token_bytes(plain), soups))


def main():
    folder, lines, rng = sys.argv[1], int(sys.argv[2]), random.Random(int(sys.argv[3]))
    tokenizer = Tokenizer.from_file(folder + "/tokenizer.json")
    if "--against" in sys.argv:
        sys.exit(compare_all(sys.argv[-1], folder, tokenizer, lines, rng) > 0)
    encode = encoder(without_controls(tokenizer) if "--plain" in sys.argv else tokenizer)
    for text in [line(rng) for _ in range(lines)]:
        print(json.dumps({"text": text, "ids": encode(text)}, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main()
