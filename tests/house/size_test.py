"""Small rooms: sources and headers at most 400 lines, QML at most 200; the top level holds what the card says; the
starter model with its recipe is at most 16 MiB of files."""
from house import ROOT, files, finish

# Forgiven, with the reason.
FORGIVEN = {
    "engine/text/unicode_ranges.cpp": "a generated table",
}
LIMITS = {".cpp": 400, ".h": 400, ".qml": 200}
TOP = {"CMakeLists.txt", "app", "ui", "engine", "kernels", "agents", "resources", "tests", "README.md", "LICENSE",
       "CMakePresets.json", "build"}


def main():
    broken, count = [], 0
    for file in files(*LIMITS):
        name, lines = str(file.relative_to(ROOT)), len(file.read_text().splitlines())
        count += 1
        if lines > LIMITS[file.suffix] and name not in FORGIVEN:
            broken.append(f"{name}: {lines} lines, at most {LIMITS[file.suffix]}: which two rooms is it?")
    for entry in ROOT.iterdir():
        if entry.name not in TOP and not entry.name.startswith("."):
            broken.append(f"{entry.name}: does not belong to the top level")
    if sum(file.stat().st_size for file in files("", floors=("resources/starter",))) > 16 << 20:
        broken.append("resources/starter: over 16 MiB")
    finish("size", broken, count)


main()
