"""Writes tests/data/tokenizer_families.json: a tiny byte pair vocabulary under every pre-tokenizer that is known.

usage: make_family_goldens.py V3_TOKENIZER_JSON > tests/data/tokenizer_families.json
       make_family_goldens.py --against INKCTL LINES       (compares LINES lines a family, writes nothing)

{"tokenizer": {...}, "families": [{"name", "pre_tokenizer", "ignore_merges", "lines": [[text, ids], ...]}, ...]}: the
tokenizer with the family's two parts put in gives the ids. Needs the Python package tokenizers (0.23 was used).
What is compared is of more kinds than the goldens (wide_line): half of LINES plain, which has to come back, half with
added tokens, some of which take the spaces beside them.
"""
import json
import pathlib
import random
import re
import sys
import tempfile

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, trainers
from tokenizers import pre_tokenizers as steps

from generated_text import line, wide_line
from make_tokenizer_goldens import encoder, without_controls
from tokenizer_comparison import compare

LLAMA = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s"
         r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")


GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
ROOT = pathlib.Path(__file__).parents[2]
SOURCE = ROOT / "engine/text/deepseek_v2_split.cpp"
GOLDENS = ROOT / "tests/data/tokenizer_families.json"


def cased_letters():
    """The list in DeepSeek-V2's own tokenizer.json, as our scanner has it."""
    listed = SOURCE.read_text().split("CasedLetters =")[1].split(";")[0]
    return "".join(re.findall(r'"([^"]*)"', listed))


def split(expression):
    return steps.Split(Regex(expression), "isolated")


def families(v3):
    numbers, cjk, words = [step["pattern"]["Regex"] for step in v3["pre_tokenizer"]["pretokenizers"][:3]]
    byte_level = steps.ByteLevel(add_prefix_space=False, use_regex=False)
    gpt2 = steps.ByteLevel(add_prefix_space=False, use_regex=True)
    east, cased = split("[一-龥ࠀ-一가-퟿]+"), split(r"\s?[" + cased_letters() + "]+")
    llm = [split("[\r\n]"), cased, split(r"\s?[!-/:-~！-／：-～‘-‟　-。]+"), split(r"\s+$"), east]
    return {
        "deepseek-v2": llm + [steps.Digits(individual_digits=True), byte_level],
        "deepseek-llm": llm + [split(r"\p{N}+"), byte_level],
        "deepseek-coder": [split("[\r\n]"), split(r"\s?\p{L}+"), split(r"\s?\p{P}+"), east,
                           steps.Digits(individual_digits=True), byte_level],
        "smollm2": [steps.Digits(individual_digits=True), gpt2],
        "gguf default": [split(r"[\p{P}\$\+<=>\^~\|]+"), split(GPT2), split(r"\p{N}+"), split("[0-9][0-9][0-9]"),
                         byte_level],
        "deepseek-v3": [split(numbers), split(cjk), split(words), byte_level],
        "deepseek-v3, single digits": [split(r"\p{N}"), split(cjk), split(words), byte_level],
        "deepseek-v3, Digits": [steps.Digits(individual_digits=True), split(words), byte_level],
        "starter": [split(r"\p{N}"), split(cjk[:-1]), split(r"[\p{L}\p{M}]+|[^\p{L}\p{M}]"), byte_level],
        "gpt2": [gpt2],
        "gpt2 after runs of digits": [steps.Digits(individual_digits=False), gpt2],
        "llama3": [split(LLAMA % r"\p{N}{1,3}"), byte_level],
        "qwen2": [split(LLAMA % r"\p{N}"), byte_level],
    }


def compare_family(inkctl, raw, family, texts):
    raw["pre_tokenizer"], raw["model"]["ignore_merges"] = family["pre_tokenizer"], family["ignore_merges"]
    tokenizer, half = Tokenizer.from_str(json.dumps(raw)), len(texts) // 2
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "tokenizer.json").write_text(json.dumps(raw))
        return (compare(inkctl, folder, family["name"], encoder(without_controls(tokenizer)), texts[:half]) +
                compare(inkctl, folder, family["name"], encoder(tokenizer), texts[half:], plain=False, expected=None))


def compare_families(inkctl, count):
    goldens, rng = json.loads(GOLDENS.read_text()), random.Random(32)
    return sum(compare_family(inkctl, goldens["tokenizer"], family, [wide_line(rng) for _ in range(count)])
               for family in goldens["families"])


def main():
    if sys.argv[1] == "--against":
        sys.exit(compare_families(sys.argv[2], int(sys.argv[3])) > 0)
    v3 = json.load(open(sys.argv[1]))
    rng = random.Random(31)
    corpus = [line(rng) for _ in range(3000)]
    lines = [line(rng)[:120] for _ in range(100)]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.pre_tokenizer = steps.ByteLevel(add_prefix_space=False, use_regex=True)
    alphabet = steps.ByteLevel.alphabet()
    tokenizer.train_from_iterator(corpus, trainers.BpeTrainer(vocab_size=700, special_tokens=["<s>"],
                                                              initial_alphabet=alphabet, show_progress=False))
    tokenizer.add_tokens([AddedToken("<｜User｜>", normalized=False), AddedToken("<｜User", normalized=False),
                          AddedToken("<think>", normalized=False, lstrip=True),
                          AddedToken("</think>", normalized=False, rstrip=True), AddedToken("User", normalized=True)])
    result = {"tokenizer": json.loads(tokenizer.to_str()), "families": []}
    for name, parts in families(v3).items():
        tokenizer.pre_tokenizer = parts[0] if len(parts) == 1 else steps.Sequence(parts)
        raw = json.loads(tokenizer.to_str())
        raw["model"]["ignore_merges"] = name == "llama3"
        oracle = Tokenizer.from_str(json.dumps(raw))
        result["families"].append({
            "name": name, "pre_tokenizer": raw["pre_tokenizer"], "ignore_merges": name == "llama3",
            "lines": [[text, oracle.encode(text, add_special_tokens=False).ids] for text in lines]})
    print(json.dumps(result, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main()
