"""Drives the real window the way a screen reader does: finds things by role and name, presses, types, and waits
for `app.state`. Every wait has a deadline and says what it saw when it passes."""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

INTERACTIVE = {"push button", "text", "radio button", "slider", "menu item", "list item", "check box", "toggle button"}


class Gone(Exception):
    """The window ended, or never came."""


def walk(node, hidden=False):
    """The node and everything below it that is shown."""
    stack = [node]
    while stack:
        one = stack.pop()
        try:
            if one is None or (not hidden and one is not node and not shown(one)):
                continue
            yield one
            stack.extend(one.get_child_at_index(i) for i in reversed(range(one.get_child_count())))
        except GLib.Error:
            continue  # it went away while we looked


def shown(node):
    states = node.get_state_set()
    return states.contains(Atspi.StateType.VISIBLE)


def name_of(node):
    try:
        return (node.get_name() or "").replace("\u2029", "\n")
    except GLib.Error:
        return ""


def role_of(node):
    try:
        return {"button": "push button"}.get(node.get_role_name(), node.get_role_name())
    except GLib.Error:
        return ""


def until(seconds, what, look, sight=lambda: ""):
    """The first true value of look(), asked again until the deadline."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s. {sight()}")
        settle()


def settle():
    """Lets the accessibility bus deliver, and the window work, for a moment."""
    context = GLib.MainContext.default()
    while context.iteration(False):
        pass
    time.sleep(0.03)


class Window:
    """The real program with a profile of its own."""

    def __init__(self, profile, *arguments, environment=None):
        self.log = tempfile.NamedTemporaryFile("w+", suffix=".log", delete=False)
        program = Path(os.environ["INKSTONE_BIN_DIR"]) / "inkstone"
        self.process = subprocess.Popen([str(program), "--automation-profile", str(profile), *arguments],
                                        stdout=self.log, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})})
        self.node = until(20, "the window on the accessibility bus", self._find, self.words)

    def words(self):
        self.log.flush()
        return Path(self.log.name).read_text()[-2000:]

    def _find(self):
        if self.process.poll() is not None:
            raise Gone(f"the program ended with {self.process.returncode}: {self.words()}")
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            one = desktop.get_child_at_index(i)
            if one and one.get_process_id() == self.process.pid and one.get_child_count():
                return one
        return None

    def all(self, role=None, name=None, contains=None):
        for node in walk(self.node):
            words = name_of(node)
            if role and role_of(node) != role:
                continue
            if (name is None or words == name) and (contains is None or contains in words):
                yield node

    def find(self, role=None, name=None, contains=None, seconds=10):
        return until(seconds, f"{role or 'anything'} {name or contains!r}",
                     lambda: next(self.all(role, name, contains), None), self.tree)

    def gone(self, role=None, name=None, contains=None, seconds=10):
        until(seconds, f"{role} {name or contains!r} going away", lambda: next(self.all(role, name, contains), None) is None)

    def press(self, role, name=None, contains=None, seconds=10):
        node = self.find(role, name, contains, seconds)
        actions = [node.get_action_name(i) for i in range(node.get_n_actions())]
        assert "Press" in actions, f"{role} {name_of(node)!r} has no press action, only {actions}"
        node.do_action(actions.index("Press"))
        return node

    def write(self, name, text):
        node = self.find("text", name)
        Atspi.EditableText.set_text_contents(node, text)
        until(5, f"{text!r} in {name}", lambda: Atspi.Text.get_text(node, 0, -1).replace("\u2029", "\n") == text)
        return node

    def keys(self, *names):
        """Real keys, to whatever has the keyboard."""
        subprocess.run(["xdotool", "key", "--delay", "20", *names], check=True)

    def types(self, text):
        """By real keys. What is on no key would need one made for it, which may come too late: see write()."""
        assert text.isascii(), text
        subprocess.run(["xdotool", "type", "--delay", "40", text], check=True)

    def mouse(self, x, y, *click):
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", *click], check=True)

    def text(self, name):
        """What stands in a field; none when there is no such field."""
        return next((Atspi.Text.get_text(node, 0, -1).replace("\u2029", "\n") for node in self.all("text", name)), None)

    def focused(self):
        """The name of what has the keyboard."""
        found = ""
        for node in walk(self.node):  # what contains it says that it is focused, too
            if role_of(node) in INTERACTIVE | {"list"} and node.get_state_set().contains(Atspi.StateType.FOCUSED):
                found = name_of(node)
        return found

    def until_focused(self, name):
        """Until something whose name begins so has the keyboard."""
        until(10, f"the keyboard at {name!r}", lambda: self.focused().startswith(name), lambda: f"It was at {self.focused()!r}.")

    def until_text(self, name, text):
        until(10, f"{text!r} in {name}", lambda: self.text(name) == text, lambda: f"There was {self.text(name)!r}.")

    def state(self):
        for node in self.all("label", contains="state: "):
            return name_of(node)
        for node in self.all(contains="state: "):
            return name_of(node)
        return ""

    def revision(self):
        found = re.search(r"rev=(\d+)", self.state())
        return int(found[1]) if found else 0

    def wait(self, *states, seconds=30):
        """Until app.state is one of these."""
        def there():
            if self.process.poll() is not None:
                raise Gone(f"the program ended with {self.process.returncode}: {self.words()}")
            found = re.match(r"state: (\S+)", self.state())
            return found[1] if found and found[1] in states else None
        return until(seconds, f"state {' or '.join(states)}", there, lambda: f"It was {self.state()!r}. {self.words()}")

    def tree(self):
        return "\n".join(f"{role_of(n)}: {name_of(n)[:100]}" for n in walk(self.node))[:4000]

    def picture(self, path):
        subprocess.run(["import", "-window", "root", str(path)], check=True)
        return path

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if error is not None:
            print(self.words(), file=sys.stderr)
            try:
                self.picture(Path(tempfile.gettempdir()) / "inkstone-failed.png")
            except (OSError, subprocess.CalledProcessError):
                pass
        self.close()


def need_model():
    """The starter model's weights: without them a window test has nothing to test."""
    folder = Path(os.environ.get("INKSTONE_STARTER", Path(__file__).resolve().parents[2] / "resources/starter"))
    if not list(folder.glob("*.safetensors")):
        sys.exit(f"{folder} holds no weights (.safetensors), so the window cannot be tested with the starter model")
    return folder
