"""inkctl models: the catalogue, getting a model from our own server, going on after Ctrl+C and kill -9, --model by name, proxy and mirror."""
import hashlib
import json
import signal
import subprocess
import sys
import tempfile
import urllib.request
from functools import partial
from pathlib import Path

import program
from program import ROOT


# Of this machine's own settings none counts.
OURS = {"no_proxy": "127.0.0.1", "HF_TOKEN": "", "HF_ENDPOINT": ""}
inkctl = partial(program.inkctl, **OURS)
told = partial(program.told, seconds=120, **OURS)


def ask(server, path):
    with urllib.request.urlopen(f"{server}/{path}", timeout=120) as reply:
        return reply.read()


def publish(served):
    """The starter as a repository on a hub, and as a plain file."""
    starter = ROOT / "resources/starter"
    lines = []
    for name in ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"):
        data = (starter / name).read_bytes()
        place = served / "org/starter/resolve/main" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        lines.append({"type": "file", "path": name, "size": len(data), "oid": blob,
                      "lfs": {"oid": hashlib.sha256(data).hexdigest(), "size": len(data)}})
    tree = served / "api/models/org/starter/tree/main"
    tree.parent.mkdir(parents=True)
    tree.write_text(json.dumps(lines))


def ask_through(place, server, *words, **more):
    """Gets one folder; what the server was asked meanwhile."""
    before = len(json.loads(ask(server, "log")))
    target = place / f"through-{before}"
    told(place, "models", "get", *words, "--to", target, **more)
    return json.loads(ask(server, "log"))[before:]


def obeys_its_settings(place, server):
    """The host exists nowhere: whoever gets something from it got it through our proxy."""
    nowhere, hub = "hub.invalid", "http://hub.invalid/plain"
    for words, more in ((("--mirror", hub, "--proxy", server), {}), (("--mirror", hub), {"http_proxy": server}),
                        (("--proxy", server), {"HF_ENDPOINT": hub})):
        asked = ask_through(place, server, "org/starter", *words, **more)
        assert asked and all(one["proxied"] == nowhere for one in asked), (words, more, asked)
    settings = place / "data/inkstone/settings.toml"
    settings.write_text(f'[network]\nproxy = "{server}"\n[huggingface]\nmirror = "{hub}"\n')
    asked = ask_through(place, server, "org/starter")
    assert asked and all(one["proxied"] == nowhere and one["path"].startswith("/plain/") for one in asked), asked
    asked = ask_through(place, server, "org/starter", HF_ENDPOINT="http://other.invalid/plain")
    assert asked and all(one["proxied"] == "other.invalid" for one in asked), "the environment before the file"
    asked = ask_through(place, server, "org/starter", "--mirror", hub, HF_ENDPOINT="http://other.invalid/plain")
    assert asked and all(one["proxied"] == nowhere for one in asked), "what was said before both"
    asked = ask_through(place, server, "http://files.invalid/plain/model.gguf", HF_TOKEN="hf_secret")
    assert asked and all(one["proxied"] == "files.invalid" and not one["authorization"] for one in asked), asked
    settings.write_text(settings.read_text() + 'token = "hf_kept"\n')
    before = len(json.loads(ask(server, "log")))
    complaint = told(place, "models", "get", "org/starter", "--to", place / "never", code=1)[1]
    assert "not encrypted" in complaint and "hf_kept" not in complaint, complaint
    assert len(json.loads(ask(server, "log"))) == before, "refused before anything was asked"
    settings.unlink()


def names_any_folder(place):
    """Without a tokenizer the weights are told nevertheless; another architecture is named without any weights."""
    out, complaint = told(place, "models", ROOT / "tests/data/golden/qwen2", code=1)
    for part in ("Qwen2ForCausalLM", "parameters", "size ", "fits"):
        assert part in out, out
    assert "tokenizer" in complaint, complaint
    newer = place / "newer"
    newer.mkdir()
    (newer / "config.json").write_text('{"architectures": ["DeepseekV4ForCausalLM"], "model_type": "deepseek_v4"}')
    complaint = told(place, "models", newer, code=1)[1]
    assert '"DeepseekV4ForCausalLM"' in complaint and "weights are missing" not in complaint, complaint


def main():
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        publish(place / "served")
        (place / "served/model.gguf").write_bytes(b"GGUF" + bytes(1000))
        process = subprocess.Popen([sys.executable, ROOT / "tests/support/hostile_server.py", place / "served"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        server = f"http://127.0.0.1:{process.stdout.readline().strip()}"
        models = place / "data/inkstone/models"

        entries = json.loads(told(place, "models", "--json")[0])
        assert {"smollm2", "v3", "r1", "kimi-k2", "moonlight"} <= {entry["name"] for entry in entries}
        assert all(entry["state"] == "absent" for entry in entries)
        complaint = told(place, "ask", "--model", "smollm2", "hello", code=1)[1]
        assert "inkctl models get smollm2" in complaint, complaint

        for stop in (signal.SIGINT, signal.SIGKILL):
            getting = inkctl(place, "models", "get", "org/starter", "--mirror", f"{server}/hold=100000", "--connections", 1)
            ask(server, "held")
            getting.send_signal(stop)
            complaint = getting.communicate(timeout=120)[1]
            assert stop == signal.SIGKILL or "what is there is kept" in complaint, complaint
            assert (models / "starter/unfinished.json").exists()
            assert "is not complete yet" in told(place, "ask", "--model", models / "starter", "hello", code=1)[1]

        out, complaints = told(place, "models", "get", "org/starter", "--mirror", f"{server}/plain", HF_TOKEN="hf_very_secret")
        assert "is here" in out and "secret" not in out + complaints, out + complaints
        for name in ("config.json", "model.safetensors"):
            assert (models / "starter" / name).read_bytes() == (ROOT / "resources/starter" / name).read_bytes()
        assert not list(models.glob("*/*.part*")) and not (models / "starter/unfinished.json").exists()
        assert "DeepseekV3ForCausalLM" in told(place, "models", models / "starter")[0]
        out, complaints = told(place, "models", "get", "org/missing", "--mirror", f"{server}/plain", code=1)
        assert "is not there" in complaints, complaints
        obeys_its_settings(place, server)
        names_any_folder(place)
        told(place, "models", "get", code=2)
        told(place, "models", "get", "x", code=1)
        process.stdin.close()
        process.wait(timeout=60)
    print("models: got, stopped, killed, gone on")


main()
