"""What the house tests share: the tree's own files and how a failed rule is told."""
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("kernels", "engine", "agents", "ui", "app", "tests")


def files(*endings, floors=FLOORS):
    """Files of ours, tracked or not, build folders left out."""
    for floor in floors:
        for folder, folders, names in os.walk(ROOT / floor):
            folders[:] = [f for f in folders if f not in ("build", "__pycache__", "runs", "data")]
            for name in names:
                if name.endswith(endings):
                    yield Path(folder) / name


def finish(rule, broken, looked_at):
    """Prints what breaks the rule and ends the program."""
    if looked_at == 0:
        sys.exit(f"{rule}: no file was looked at, so nothing was tested")
    for line in broken:
        print(line)
    print(f"{rule}: {looked_at} looked at, {len(broken)} broken")
    sys.exit(1 if broken else 0)


def run(command):
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
