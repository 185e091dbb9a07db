"""inkctl perplexity against the same sum over inkctl logits, and inkctl logits --generate against inkctl logits."""
import json
import math
import struct
import subprocess
import tempfile
from pathlib import Path

from program import INKCTL, ROOT

STARTER = ROOT / "resources/starter"


def inkctl(*words, code=0, text=None):
    done = subprocess.run([INKCTL, *map(str, words)], input=text, capture_output=True, text=True, timeout=300)
    assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout if code == 0 else done.stderr


def rows_of(path):
    data = path.read_bytes()
    start = 10 + int.from_bytes(data[8:10], "little")
    header = data[10:start].decode()
    rows, columns = map(int, header.split("(")[1].split(")")[0].split(","))
    assert len(data) == start + rows * columns * 4, header
    return [struct.unpack_from(f"<{columns}f", data, start + i * columns * 4) for i in range(rows)]


def loss(row, token):
    top = max(row)
    return top + math.log(sum(math.exp(logit - top) for logit in row)) - row[token]


def main():
    with tempfile.TemporaryDirectory() as folder:
        text, out = Path(folder) / "text.txt", Path(folder) / "out.npy"
        text.write_text("What is the total of the second column? Please write it into notes.txt.")
        ids = json.loads(inkctl("tokenize", "--tokenizer", STARTER, "--plain", "--bos", text=text.read_text()))
        bos = ids[:len(ids) - len(json.loads(inkctl("tokenize", "--tokenizer", STARTER, "--plain", text=text.read_text())))]
        plain, window = ids[len(bos):], 7
        total = count = 0
        for at in range(0, len(plain), window - len(bos)):
            part = bos + plain[at:at + window - len(bos)]
            inkctl("logits", "--model", STARTER, "--ids", ",".join(map(str, part)), "--out", out)
            total += sum(loss(row, token) for row, token in zip(rows_of(out), part[1:]))
            count += len(part) - 1
        said = json.loads(inkctl("perplexity", text, "--model", STARTER, "--window", window, "--json"))
        assert said["tokens"] == count, (said, count)
        assert abs(said["perplexity"] - math.exp(total / count)) < 1e-4 * said["perplexity"], (said, math.exp(total / count))
        assert "tokens" in inkctl("perplexity", text, "--model", STARTER)
        text.write_text("")
        assert "too little text" in inkctl("perplexity", text, "--model", STARTER, code=1)
        assert "nowhere" in inkctl("perplexity", Path(folder) / "nowhere", "--model", STARTER, code=1)

        words = ["logits", "--model", STARTER, "--ids", ",".join(map(str, ids)), "--out", out]
        following = json.loads(inkctl(*words, "--generate", 5))
        longer = rows_of(out)
        inkctl("logits", "--model", STARTER, "--ids", ",".join(map(str, ids + following)), "--out", out)
        assert rows_of(out) == longer, "rows of generated tokens are those of the same tokens given"
        for i, token in enumerate(following):
            row = longer[len(ids) - 1 + i]
            assert row[token] == max(row), i
        inkctl(*words, "--generate", 2, "--draft", code=2)
    print(f"perplexity: as its logits say, over {count} tokens; 5 tokens generated as they should be")


main()
