"""inkctl quantize: the starter made smaller, stopped and gone on with, and used; --quantize with its cache."""
import json
import os
import signal
import subprocess
import tempfile
from pathlib import Path

from program import INKCTL, ROOT


def inkctl(place, *words):
    environment = {**os.environ, "XDG_DATA_HOME": str(place / "data"), "XDG_CACHE_HOME": str(place / "cache")}
    return subprocess.Popen([INKCTL, *map(str, words)], env=environment, text=True, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def told(place, *words, code=0):
    process = inkctl(place, *words)
    out, complaints = process.communicate(timeout=300)
    assert process.returncode == code, f"{words}: {process.returncode}\n{out}\n{complaints}"
    return out, complaints


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


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
    print("quantize: made, stopped, gone on, used, kept")


main()
