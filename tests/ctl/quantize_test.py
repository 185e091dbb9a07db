"""inkctl quantize: the starter made smaller, stopped and gone on with, and used; --quantize with its cache; little memory."""
import json
import math
import os
import signal
import struct
import tempfile
from pathlib import Path

from program import ROOT, inkctl, told


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def write_large(folder):
    """A llama of zeros with two matrices of 336 MB, as a file of holes."""
    width, words, narrow = 2048, 81920, 256
    shapes = {"model.embed_tokens": [words, width], "lm_head": [words, width], "model.norm": [width]}
    for name, shape in {"self_attn.q_proj": [width, width], "self_attn.k_proj": [narrow, width], "self_attn.v_proj": [narrow, width],
                        "self_attn.o_proj": [width, width], "mlp.gate_proj": [narrow, width], "mlp.up_proj": [narrow, width],
                        "mlp.down_proj": [width, narrow], "input_layernorm": [width], "post_attention_layernorm": [width]}.items():
        shapes["model.layers.0." + name] = shape
    header, end = {}, 0
    for name, shape in shapes.items():
        begin, end = end, end + 2 * math.prod(shape)
        header[name + ".weight"] = {"dtype": "BF16", "shape": shape, "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)  # as every writer does; numbers that lie askew are copied
    folder.mkdir()
    with open(folder / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + end)
    config = json.loads((ROOT / "tests/data/golden/llama/config.json").read_text())
    config.update(vocab_size=words, hidden_size=width, intermediate_size=narrow, num_hidden_layers=1, num_attention_heads=8,
                  num_key_value_heads=1, head_dim=narrow, tie_word_embeddings=False)
    (folder / "config.json").write_text(json.dumps(config))


def needs_little_memory(place):
    """The most that was ever resident, mapped pages and all: less than a third of one matrix, a seventh of the shard."""
    write_large(place / "large")
    process = inkctl(place, "quantize", place / "large", "--to", "q8", "--out", place / "large-q8", "--threads", 2)
    complaints = process.stderr.read()
    process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, complaints
    assert used.ru_maxrss < 100_000, f"{used.ru_maxrss} kB"
    assert 360e6 < (place / "large-q8/model.safetensors").stat().st_size < 380e6
    print(f"quantize: {used.ru_maxrss / 1000:.1f} MB of memory for a shard of 694 MB")


def main():
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        models = place / "data/inkstone/models"
        out, complaints = told(place, "quantize", "starter", "--to", "q4")
        assert "starter-q4 is done" in out and "as Q4_0" in out, out
        assert "(1 of 1)" in complaints, complaints
        made = contents(models / "starter-q4")
        assert {"config.json", "tokenizer.json", "model.safetensors", "inkstone.json"} <= set(made), made.keys()
        assert "was there already" in told(place, "quantize", "starter", "--to", "q4")[0]

        # Stopped by its first line, before it knows that it is done; what comes of it is the same.
        for stop in (signal.SIGINT, signal.SIGKILL):
            process = inkctl(place, "quantize", "starter", "--to", "q4", "--out", place / "stopped")
            process.stderr.readline()
            process.send_signal(stop)
            complaint = process.communicate(timeout=300)[1]
            if process.returncode == 1:
                assert "the same command goes on" in complaint, complaint
            if not (place / "stopped/config.json").exists() and (place / "stopped/quantizing.json").exists():
                complaint = told(place, "models", place / "stopped", code=1)[1]
                assert "go on with: inkctl quantize" in complaint, complaint
        told(place, "quantize", "starter", "--to", "q4", "--out", place / "stopped")
        assert contents(place / "stopped") == made

        out = told(place, "models", "starter-q4")[0]
        assert "Q4_0" in out and "Q8_0" in out, out
        question = ["ask", "What is 17 % of 2,340?", "--max-tokens", "200", "--json"]
        direct = told(place, *question, "--model", "starter-q4")[0]
        assert json.loads(direct.splitlines()[-1])["type"] == "done", direct
        for _ in range(2):
            on_the_way = told(place, *question, "--quantize", "q4")[0]
            assert json.loads(on_the_way.splitlines()[-1])["text"] == json.loads(direct.splitlines()[-1])["text"]
            assert len(list((place / "cache/inkstone/quantized").iterdir())) == 1
        assert "is quantised already" in told(place, "quantize", "starter-q4", "--to", "q8", code=1)[1]
        assert "something else" in told(place, "quantize", "starter", "--to", "q8", "--out", models, code=1)[1]
        told(place, "quantize", "starter", code=2)
        told(place, "quantize", "starter", "--to", "q5", code=2)
        told(place, "bench", "--quantize", "q5", code=2)
        needs_little_memory(place)
    print("quantize: made, stopped, gone on, used, kept")


main()
