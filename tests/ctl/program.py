"""Where the tree and the built inkctl are, and how it is run: with data and cache below a folder of the test's own."""
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INKCTL = Path(os.environ.get("INKSTONE_BIN_DIR", ROOT / "build/release/bin")) / "inkctl"


def inkctl(place, *words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, **environment):
    scope = {"XDG_DATA_HOME": str(place / "data"), "XDG_CACHE_HOME": str(place / "cache")}
    return subprocess.Popen([INKCTL, *map(str, words)], env={**os.environ, **scope, **environment}, encoding="utf-8",
                            stdin=stdin, stdout=stdout, stderr=subprocess.PIPE)


def told(place, *words, code=0, text=None, seconds=300, **more):
    """(standard output, standard error) of inkctl, which must end with `code`; `text` is its standard input."""
    process = inkctl(place, *words, **({} if text is None else {"stdin": subprocess.PIPE}), **more)
    try:
        out, complaints = process.communicate(text, timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    assert process.returncode == code, f"{words}: {process.returncode}\n{out}\n{complaints}"
    return out, complaints
