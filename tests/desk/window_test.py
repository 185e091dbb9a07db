"""A person's first quarter of an hour, with the real program and the starter model: a sum, a folder, a note that is
asked for and allowed, a kill, and everything still there."""
import tempfile
from pathlib import Path

from atspi import Window, need_model, name_of, role_of, until, walk


def ask(window, question):
    window.write("Message", question)
    window.press("push button", "Send")


def sum_is_right(window):
    ask(window, "What is 17 % of 2,340?")
    window.find("push button", contains="17/100*2340", seconds=60)
    window.wait("idle", seconds=60)
    window.find(contains="397.8")
    assert any("397.8" in name_of(node) and role_of(node) == "label" for node in walk(window.node)), window.tree()


def attach(window, folder):
    window.press("push button", "Attach folder")
    window.write("Folder path", str(folder))
    window.press("push button", "Attach this folder")
    window.find(contains=f"Attached folder: {folder.name}")


def esc_closes_only_the_menu(window):
    """While an approval waits, Esc in an open menu is not about the answer."""
    window.press("push button", contains="Model: ")
    window.find("push button", contains="Open model folder", seconds=20)
    window.keys("Escape")
    window.gone("push button", contains="Open model folder")
    window.find("push button", contains="Allow once")
    window.wait("awaiting-approval", seconds=10)


def note_is_written(window, folder):
    ask(window, "write 'buy milk' to todo.txt")
    window.wait("awaiting-approval", seconds=60)
    allow = window.find("push button", contains="Allow once", seconds=20)
    assert not (folder / "todo.txt").exists(), "written before it was allowed"
    window.find(contains="+ buy milk")
    esc_closes_only_the_menu(window)

    def allowed():
        # The card acts half a second after it is in view, so one press may be too early.
        if next(window.all("push button", contains="Allow once"), None) is None:
            return True
        allow.do_action(0)
        return False
    until(20, "the approval being taken", allowed, window.tree)
    window.wait("idle", seconds=60)
    until(10, "todo.txt", lambda: (folder / "todo.txt").exists())
    assert "buy milk" in (folder / "todo.txt").read_text()


def main():
    need_model()
    with tempfile.TemporaryDirectory() as place:
        profile, folder = Path(place) / "profile", Path(place) / "papers"
        folder.mkdir()
        (folder / "notes.txt").write_text("Call Anna Keller on 2026-03-14.\n")
        with Window(profile) as window:
            window.wait("idle", seconds=60)
            sum_is_right(window)
            attach(window, folder)
            note_is_written(window, folder)
            window.kill()
        with Window(profile) as window:
            window.wait("idle", seconds=60)
            window.find(contains="397.8")
            window.find("push button", contains="17 %")
            window.find(contains=f"Attached folder: {folder.name}")
    print("window: a sum, a folder, a note, a kill, and all of it was there again")


main()
