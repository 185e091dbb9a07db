"""A built inkctl beside another program's tokenizer: the same ids, and text -> ids -> text gives the text."""
import json
import subprocess


def run(command, given):
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True).stdout


def compare(inkctl, path, name, encode, texts, plain=True, expected=lambda text: text):
    """How many of `texts` differ from what `encode` gives, or do not come back as `expected` (None: not asked for)."""
    given = "".join(json.dumps(text) + "\n" for text in texts).encode()
    out = run([inkctl, "tokenize", "--tokenizer", path, "--jsonl"] + ["--plain"] * plain, given)
    back = run([inkctl, "detokenize", "--tokenizer", path, "--jsonl"], out).decode().split("\n")[:-1]
    wrong = lost = 0
    for text, mine, again in zip(texts, out.splitlines(), back, strict=True):
        theirs = encode(text)
        if json.loads(mine) != theirs:
            wrong += 1
            if wrong <= 3:
                print("DIFFERS", name, ascii(text), "\n  ours  ", mine.decode(), "\n  theirs", theirs)
        if expected and json.loads(again) != expected(text):
            lost += 1
            if lost <= 3:
                print("LOST", name, ascii(text), "\n  back", ascii(json.loads(again)))
    came = f"{lost} do not come back" if expected else "not asked to come back"
    print(f"{name}{'' if plain else ', with control tokens'}: {len(texts)} lines, {wrong} differ, {came}", flush=True)
    return wrong + lost


def compare_bytes(inkctl, path, name, bytes_of, soups):
    """The same for bytes that are no UTF-8, one run of inkctl each: their tokens' bytes (`bytes_of` an id) are the very
    bytes, and as text they are what a decoder with U+FFFD makes of them."""
    wrong = 0
    for soup in soups:
        out = run([inkctl, "tokenize", "--tokenizer", path, "--plain"], soup)
        back = run([inkctl, "detokenize", "--tokenizer", path], out)
        same = b"".join(map(bytes_of, json.loads(out))) == soup and back.decode() == soup.decode("utf-8", "replace")
        wrong += not same
        if not same:
            print("DIFFERS", name, soup[:200])
    print(f"{name}: {sum(map(len, soups))} bytes of no UTF-8 in {len(soups)} texts, {wrong} do not come back", flush=True)
    return wrong
