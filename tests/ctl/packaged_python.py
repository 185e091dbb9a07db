"""The Python that has the packages which inkctl is compared with: INKSTONE_PYTHON names it, else this one is tried."""
import os
import subprocess
import sys

from program import ROOT

ENGINE = ROOT / "tests/engine"
SKIPPED = 77


def python_with(*packages):
    """Its path; ends the test as skipped, and says why, where it lacks one of `packages`."""
    python = os.environ.get("INKSTONE_PYTHON", sys.executable)
    search = "import importlib.util, sys; print(*(p for p in sys.argv[1:] if not importlib.util.find_spec(p)))"
    try:
        missing = subprocess.run([python, "-c", search, *packages], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"INKSTONE_PYTHON: {error}")
    if missing.strip():
        print(f"skipped: {python} has no {', '.join(missing.split())}. Make a folder of them with python3 -m venv FOLDER; "
              f"FOLDER/bin/pip install {' '.join(packages)}; then set INKSTONE_PYTHON=FOLDER/bin/python")
        sys.exit(SKIPPED)
    return python


def succeeded(python, script, *words):
    """Whether a script of tests/engine ended well; what it prints is the test's own output."""
    environment = dict(os.environ, TOKENIZERS_PARALLELISM="false")
    return subprocess.run([python, ENGINE / script, *map(str, words)], env=environment).returncode == 0
