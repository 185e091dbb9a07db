"""qmllint has nothing to say about our QML, and every interactive control has a name, a role and an objectName."""
import os
import re
from pathlib import Path

from house import ROOT, files, finish, run

LINT = "/usr/lib/qt6/bin/qmllint"


def main():
    sources = list(files(".qml", floors=("ui",)))
    modules = Path(os.environ.get("INKSTONE_BUILD_DIR", ROOT / "build/release")) / "qml"
    broken = []
    if sources:
        result = run([LINT, "-I", str(modules), *map(str, sources)])
        broken = [line for line in (result.stdout + result.stderr).splitlines() if re.match(r"(Warning|Error):", line)]
    for file in sources:
        text, name = file.read_text(), str(file.relative_to(ROOT))
        if "/controls/" in name or "/qml/" not in name:
            continue
        for bare in re.finditer(r"^\s*(Button|TextField|CheckBox|RadioButton|Switch|ToolButton|MenuItem|Slider)\s*\{", text, re.M):
            broken.append(f"{name}: a bare {bare[1]}: interactive controls come from ui/qml/controls")
    finish("qml", broken, len(sources))


main()
