"""qmllint has nothing to say about our QML, and whatever takes a press or the keyboard is made in ui/qml/controls, where
each button has a role, a name and a press action."""
import os
import re
from pathlib import Path

from house import ROOT, files, finish, run

LINT = "/usr/lib/qt6/bin/qmllint"
INTERACTIVE = re.compile(r"^\s*(T\.\w+|Button|TextField|TextEdit|TextInput|TextArea|CheckBox|RadioButton|Switch|ToolButton|MenuItem"
                         r"|Slider|MouseArea|TapHandler|DragHandler)\s*\{", re.M)
# Made elsewhere, because each belongs to one place and is no control: what it does can be done without it.
ELSEWHERE = {
    ("ui/qml/Main.qml", "MouseArea"): "a click beside the floating sidebar closes it, as Esc does",
    ("ui/qml/chat/ComposerBox.qml", "MouseArea"): "a click beside the text goes to the text",
    ("ui/qml/sidebar/Sidebar.qml", "MouseArea"): "keeps clicks from the chat below",
    ("ui/qml/sidebar/SidebarEdge.qml", "MouseArea"): "dragged to make the sidebar wider",
}


def lint(sources):
    modules = Path(os.environ.get("INKSTONE_BUILD_DIR", ROOT / "build/release")) / "qml"
    result = run([LINT, "-I", str(modules), *map(str, sources)])
    return [line for line in (result.stdout + result.stderr).splitlines() if re.match(r"(Warning|Error):", line)]


def strays(found):
    """Interactive things outside ui/qml/controls that are not in the list, and lines of the list that mean nothing any more."""
    broken = [f"{name}: a bare {kind}: interactive controls come from ui/qml/controls" for name, kind in found
              if (name, kind) not in ELSEWHERE]
    return broken + [f"{name}: has no {kind} any more: take it from the list" for name, kind in ELSEWHERE if (name, kind) not in found]


def silent(name, text):
    if not re.search(r"^T\.(Abstract|Radio)?Button \{", text, re.M):
        return []
    return [f"{name}: a button without {word}" for word in ("Accessible.role", "Accessible.name", "Accessible.onPressAction")
            if word + ":" not in text]


def main():
    sources = [file for file in files(".qml", floors=("ui",)) if "/qml/" in str(file)]
    broken, found = lint(sources) if sources else [], set()
    for file in sources:
        text, name = file.read_text(), str(file.relative_to(ROOT))
        if "/controls/" in name:
            broken += silent(name, text)
        else:
            found |= {(name, match[1]) for match in INTERACTIVE.finditer(text)}
    finish("qml", broken + strays(found), len(sources))


main()
