"""Every interactive thing has a name and a press action, and no two of one role in one region share a name."""
import tempfile
from collections import Counter
from pathlib import Path

from atspi import INTERACTIVE, Window, need_model, name_of, role_of, shown, until

REGIONS = {"panel", "filler", "pane", "list", "dialog", "popup menu", "status bar", "table"}


def audit(window, where):
    broken, names, count = [], Counter(), 0

    def look(node, region):
        nonlocal count
        role, name = role_of(node), name_of(node)
        if role in INTERACTIVE:
            count += 1
            if not name.strip():
                broken.append(f"{where}: a {role} without a name in {region}")
            actions = [node.get_action_name(i) for i in range(node.get_n_actions())]
            if role in ("push button", "menu item", "list item") and "Press" not in actions:
                broken.append(f"{where}: {role} {name!r} cannot be pressed ({actions})")
            names[(region, role, name)] += 1
        inside = f"{role} {name}" if role in REGIONS and name else region
        for i in range(node.get_child_count()):
            child = node.get_child_at_index(i)
            if child is not None and shown(child):
                look(child, inside)

    look(window.node, "window")
    broken += [f"{where}: {n} x {role} {name!r} in {region}" for (region, role, name), n in names.items() if n > 1]
    assert count >= 5, f"{where}: only {count} interactive things were found\n{window.tree()}"
    print(f"tree: {where}: {count} interactive things")
    return broken


def main():
    need_model()
    with tempfile.TemporaryDirectory() as place, Window(Path(place) / "profile") as window:
        window.wait("idle", seconds=60)
        broken = audit(window, "a new chat")
        window.write("Message", "What is 17 % of 2,340?")
        window.press("push button", "Send")
        window.find(contains=" out", seconds=60)
        window.wait("idle", seconds=60)
        broken += audit(window, "an answered chat")
        window.press("push button", "Attach folder")
        window.find("text", "Folder path")
        broken += audit(window, "the folder picker")
        window.press("push button", "Cancel")
        window.press("push button", "Settings")
        window.find("slider", "Temperature")
        broken += audit(window, "settings")
        window.press("push button", "New chat")
        window.press("push button", "Get a model…")
        window.find("push button", "Get and use: SmolLM2 135M Instruct", seconds=20)
        broken += audit(window, "models to get")
        until(1, "a growing revision", lambda: window.revision() > 3)
    assert not broken, "\n".join(broken)


main()
