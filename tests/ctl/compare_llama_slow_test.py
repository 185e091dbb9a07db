"""inkctl against llama.cpp, run by the Python that has its package: INKSTONE_LLAMA names the folder that
`tests/engine/compare_llama_cpp.py --prepare FOLDER` made; without it this Python is tried. Skipped where packages are missing."""
import os
import subprocess
import sys
from pathlib import Path

from packaged_python import SKIPPED
from program import ROOT


def main():
    folder = os.environ.get("INKSTONE_LLAMA")
    python = Path(folder) / "bin/python" if folder else Path(sys.executable)
    if not python.exists():
        print(f"skipped: there is no {python}: tests/engine/compare_llama_cpp.py --prepare {folder} makes it")
        return SKIPPED
    return subprocess.run([python, ROOT / "tests/engine/compare_llama_cpp.py"]).returncode


sys.exit(main())
