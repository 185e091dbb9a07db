"""Writes tokenizer goldens: one JSON line {"text", "ids"} per text, ids as Hugging Face's tokenizers gives them.

usage: make_tokenizer_goldens.py FOLDER LINES SEED [--plain] > goldens.jsonl
       make_tokenizer_goldens.py FOLDER LINES SEED [--plain] --against INKCTL     (compares, writes nothing)

FOLDER holds tokenizer.json. Needs the Python package tokenizers (0.23 was used). The texts are generated: words of
many scripts, code, numbers, emoji, white space of all kinds, control characters, control tokens and pieces of them.
With --plain the names of control tokens are ordinary text.
"""
import json
import random
import subprocess
import sys

from tokenizers import Tokenizer

SCRIPTS = [(0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x17F), (0x370, 0x3FF), (0x400, 0x4FF), (0x530, 0x58F), (0x590, 0x5FF),
           (0x600, 0x6FF), (0x900, 0x97F), (0x980, 0x9FF), (0xB80, 0xBFF), (0xE00, 0xE7F), (0xF00, 0xFFF),
           (0x10A0, 0x10FF), (0x1200, 0x137F), (0x13A0, 0x13FF), (0x1780, 0x17FF), (0x1F00, 0x1FFF), (0x3040, 0x309F),
           (0x30A0, 0x30FF), (0x3100, 0x312F), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xA000, 0xA48F), (0xFF00, 0xFFEF),
           (0x10330, 0x1034F), (0x12000, 0x123FF), (0x1D400, 0x1D7FF), (0x20000, 0x2A6DF), (0x300, 0x36F)]
OTHERS = [(0x20, 0x7E), (0x0, 0x1F), (0x7F, 0xBF), (0x2000, 0x206F), (0x20A0, 0x20CF), (0x2100, 0x214F),
          (0x2150, 0x218F), (0x2190, 0x23FF), (0x2460, 0x24FF), (0x2500, 0x27BF), (0x3000, 0x303F), (0x3200, 0x33FF),
          (0xE000, 0xE010), (0xFE00, 0xFE0F), (0x1F300, 0x1FAFF), (0xE0000, 0xE007F), (0x10D40, 0x10D8F)]
SPACES = list(" \t\n\r\v\f\u0085\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000\u200b\ufeff")
WORDS = """the quick brown fox it's they're I'M don't CAN'T we'll you'd 'tis O'Neil naïve café Straße ſ'ſ résumé
return const auto std::vector<int> x->y a.b_c != == /* comment */ // foo #include printf("%d\\n"); lambda x: x**2
def class import from self.items[i] SELECT * FROM t WHERE id=1; https://example.org/a?b=c&d=e#f foo@bar.com
$100 50% 3.14159 1,234,567 0x7fff 2024-02-29 12:34:56 v1.2.3 10^6 №5 ½ ² ④ Ⅷ ٣٤٥ १२३ 一二三
你好 世界 机器学习 こんにちは カタカナ 日本語 한국어 안녕하세요 привет мир γειά العربية עברית हिन्दी বাংলা ไทย ქართული አማርኛ
👍🏽 👩‍💻 🇩🇪 😀 ❤️ — – … “quotes” «guillemets» ‘x’ „y“ 、。！？ （）【】""".split()
CONTROLS = ["<｜User｜>", "<｜Assistant｜>", "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜tool▁calls▁begin｜>",
            "<｜tool▁call▁end｜>", "<｜tool▁sep｜>", "<|EOT|>", "<think>", "</think>", "<｜", "｜>", "<｜User", "<<｜User｜>",
            "<|User|>", "<｜tool▁calls▁", "<｜▁pad▁｜>", "<｜place▁holder▁no▁1", "<｜place▁holder▁no▁12｜>"]


def character(rng):
    kind = rng.random()
    if kind < 0.6:
        low, high = rng.choice(SCRIPTS)
    elif kind < 0.9:
        low, high = rng.choice(OTHERS)
    else:
        low, high = 0, 0x10FFFF
    code = rng.randint(low, high)
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)


def part(rng):
    kind = rng.random()
    if kind < 0.30:
        return rng.choice(WORDS)
    if kind < 0.45:
        low, high = rng.choice(SCRIPTS)
        return "".join(chr(rng.randint(low, high)) for _ in range(rng.randint(1, 8)))
    if kind < 0.55:
        return "".join(character(rng) for _ in range(rng.randint(1, 6)))
    if kind < 0.65:
        return str(rng.randint(0, 10 ** rng.randint(1, 12)))
    if kind < 0.85:
        return "".join(rng.choice(SPACES[:4] if rng.random() < 0.7 else SPACES) for _ in range(rng.randint(1, 5)))
    if kind < 0.92:
        return "".join(rng.choice("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") for _ in range(rng.randint(1, 4)))
    if kind < 0.96:
        return "'" + rng.choice(["s", "S", "t", "T", "re", "RE", "vE", "m", "LL", "ll", "d", "l", "r", "ſ", "x"])
    if kind < 0.98:
        return rng.choice(CONTROLS)
    return rng.choice("aA .-=*\n哈") * rng.randint(1, 60)


def line(rng):
    joint = rng.choice(["", " ", " ", "  "])
    return joint.join(part(rng) for _ in range(rng.randint(1, 14)))


def main():
    arguments = [a for a in sys.argv[1:] if a != "--plain"]
    plain = "--plain" in sys.argv
    folder, lines, seed = arguments[0], int(arguments[1]), int(arguments[2])
    tokenizer = Tokenizer.from_file(folder + "/tokenizer.json")
    if plain:  # "encode_special_tokens" knows special ones only; without the added tokens none is matched
        raw = json.loads(tokenizer.to_str())
        raw["added_tokens"] = []
        tokenizer = Tokenizer.from_str(json.dumps(raw))
    rng = random.Random(seed)
    texts = [line(rng) for _ in range(lines)]
    if "--against" not in arguments:
        for text in texts:
            ids = tokenizer.encode(text, add_special_tokens=False).ids
            print(json.dumps({"text": text, "ids": ids}, ensure_ascii=False, separators=(",", ":")))
        return
    command = [arguments[-1], "tokenize", "--tokenizer", folder, "--jsonl"] + (["--plain"] if plain else [])
    given = "".join(json.dumps(text, ensure_ascii=False) + "\n" for text in texts)
    out = subprocess.run(command, input=given.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    ours = [json.loads(row) for row in out.splitlines()]
    wrong = 0
    for text, mine in zip(texts, ours, strict=True):
        theirs = tokenizer.encode(text, add_special_tokens=False).ids
        if mine != theirs:
            wrong += 1
            if wrong <= 5:
                print("DIFFERS", ascii(text), "\n  ours  ", mine, "\n  theirs", theirs)
    print(f"{lines} lines, {wrong} differ")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
