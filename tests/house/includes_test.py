"""The plan of the house: every #include "..." goes down, as the table in the root README allows; no circles."""
import re
from pathlib import Path

from house import ROOT, files, finish

# folder -> prefixes of our own files it may include (longest folder wins; its own folder is always allowed)
KERNELS = ["kernels/base", "kernels/ops", "kernels/quant"]
TABLE = {
    "kernels/base": [],
    "kernels/ops": ["kernels/base"],
    "kernels/quant": ["kernels/base", "kernels/ops"],
    "kernels/reference": KERNELS,
    "kernels/cpu": KERNELS,
    "kernels/devices": ["kernels"],
    "engine/base": ["kernels/base"],
    "engine/chat": ["kernels/base", "engine/base"],
    "engine/files": ["engine/base", *KERNELS],
    "engine/cache": ["engine/base", *KERNELS],
    "engine/text": ["kernels/base", "engine/base", "engine/chat", "engine/files"],
    "engine/model": ["engine/base", "engine/files", "engine/cache", *KERNELS],
    "engine/net": ["kernels/base", "engine/base", "engine/chat"],
    "engine/run": ["engine/base", "engine/chat", "engine/files", "engine/cache", "engine/text", "engine/model",
                   "kernels/devices", *KERNELS],
    "agents": ["agents", "engine/base", "engine/chat", "engine/net", "kernels/base"],
    "ui": ["ui", "agents", "engine/base", "engine/chat", "kernels/base"],
    "app": ["app", "ui", "agents", "engine", "kernels"],
    "tests": ["tests", "app", "ui", "agents", "engine", "kernels"],
}
INCLUDE = re.compile(r'^\s*#include "([^"]+)"')


def rule_for(name):
    return max((place for place in TABLE if name == place or name.startswith((place + "/", place + "."))), key=len,
               default=None)


def main():
    broken, count, graph = [], 0, {}
    for file in files(".h", ".cpp"):
        name = str(file.relative_to(ROOT))
        count += 1
        place = rule_for(name)
        if place is None:
            broken.append(f"{name}: stands in no room of the table")
            continue
        for number, line in enumerate(file.read_text().splitlines(), 1):
            found = INCLUDE.match(line)
            if not found or found[1].startswith("hwy/"):
                continue
            target = found[1]
            if not (ROOT / target).exists():
                if not target.endswith(".moc"):
                    broken.append(f"{name}:{number}: \"{target}\" is not written from the root")
                continue
            allowed = [place, *TABLE[place]]
            if not any(target == a or target.startswith((a + "/", a + ".")) for a in allowed):
                broken.append(f"{name}:{number}: {place} may not include {target}")
            if target.startswith(("app/desk", "app/ctl")) and not name.startswith(("app", "tests")):
                broken.append(f"{name}:{number}: nothing includes a door of the house")
            if name.startswith(("kernels", "engine", "agents")) and target.startswith("Q"):
                broken.append(f"{name}:{number}: no Qt below ui/")
            here, there = str(Path(name).parent), str(Path(target).parent)
            nested = here.startswith(there + "/") or there.startswith(here + "/")
            if here != there and not nested:  # a floor and its own rooms may know each other
                graph.setdefault(here, set()).add(there)
    broken += circles(graph)
    finish("includes", broken, count)


def circles(graph):
    found, state = [], {}

    def visit(folder, way):
        state[folder] = "open"
        for target in sorted(graph.get(folder, ())):
            if state.get(target) == "open":
                found.append("circle of folders: " + " -> ".join([*way, folder, target]))
            elif target not in state:
                visit(target, [*way, folder])
        state[folder] = "done"

    for folder in sorted(graph):
        if folder not in state and not folder.startswith("tests"):
            visit(folder, [])
    return found


main()
