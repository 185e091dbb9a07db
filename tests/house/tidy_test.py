"""clang-tidy finds nothing. Results are kept per file in tidy_passed.txt (a hash over the file, the headers of ours it
includes, and the rules), so that only what changed is looked at; INKSTONE_TIDY_ALL=1 looks at everything.

--record writes into tidy_passed.txt what passed, file by file: it can be stopped and gone on with.
"""
import hashlib
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from house import ROOT, files, finish, run

KEPT = Path(__file__).parent / "tidy_passed.txt"
INCLUDE = re.compile(r'^\s*#include "([^"]+)"', re.M)


@cache
def closure(name):
    """The file and every file of ours it includes, directly or not."""
    seen, todo = set(), [name]
    while todo:
        one = todo.pop()
        if one in seen or not (ROOT / one).exists():
            continue
        seen.add(one)
        todo += INCLUDE.findall((ROOT / one).read_text())
    return sorted(seen)


def fingerprint(name):
    sum_of = hashlib.sha256((ROOT / ".clang-tidy").read_bytes())
    for one in closure(name):
        sum_of.update(one.encode() + (ROOT / one).read_bytes())
    return sum_of.hexdigest()[:24]


def look_at(name, build):
    result = run(["clang-tidy-14", "--quiet", "-p", build, name])
    return [line for line in result.stdout.splitlines() if ": error:" in line or ": warning:" in line]


def write(passed):
    fresh = KEPT.with_suffix(".new")
    fresh.write_text("".join(f"{passed[name]} {name}\n" for name in sorted(passed)))
    fresh.rename(KEPT)


def main():
    build = os.environ.get("INKSTONE_BUILD_DIR", str(ROOT / "build/release"))
    sources = sorted(str(f.relative_to(ROOT)) for f in files(".cpp", floors=("kernels", "engine", "agents", "ui", "app")))
    prints = {name: fingerprint(name) for name in sources}
    kept = dict(line.split()[::-1] for line in KEPT.read_text().splitlines()) if KEPT.exists() else {}
    every = os.environ.get("INKSTONE_TIDY_ALL") == "1"
    todo = [name for name in sources if every or kept.get(name) != prints[name]]
    print(f"tidy: {len(sources) - len(todo)} of {len(sources)} files are as they were when they passed", flush=True)
    broken, passed = [], {name: prints[name] for name in sources if kept.get(name) == prints[name]}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, lines in zip(todo, pool.map(lambda one: look_at(one, build), todo)):
            broken += lines
            if not lines:
                passed[name] = prints[name]
            if "--record" in sys.argv:
                write(passed)
            print(f"tidy: {name}: {len(lines)}", flush=True)
    finish("tidy", sorted(set(broken)), len(sources))


main()
