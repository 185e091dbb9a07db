"""The main job with the real program, engine and starter model, whatever its weights can do: a question is typed, an
answer streams in, the program is killed, and both are there again. What the answer says is window_test's matter."""
import tempfile
from pathlib import Path

from atspi import Window, need_model, name_of, walk

TITLE = "你好, where are my chats kept?"


def answer_line(window):
    """The line below an answer tells tokens and place: an answer of the engine ended."""
    return [name_of(node) for node in walk(window.node) if "Inkstone starter" in name_of(node) and "out" in name_of(node)]


def delete(window):
    window.press("push button", contains=TITLE + ", ")
    window.press("push button", "More for this chat")
    window.press("push button", "Delete")
    window.gone("push button", contains=TITLE + ", ")


def main():
    need_model()
    with tempfile.TemporaryDirectory() as place:
        profile = Path(place) / "profile"
        with Window(profile) as window:
            window.wait("idle", seconds=60)
            window.write("Message", TITLE)
            window.press("push button", "Send")
            window.find("push button", contains="where are my chats kept", seconds=30)
            window.wait("idle", seconds=60)
            window.find(contains=" out", seconds=30)
            assert answer_line(window), window.tree()
            window.kill()
        with Window(profile) as window:
            window.wait("idle", seconds=60)
            window.find(contains="where are my chats kept")
            assert answer_line(window), window.tree()
            delete(window)
            window.press("push button", "Trash")
            window.press("push button", "Restore: " + TITLE)
            window.find(contains="The trash is empty")
            window.find("push button", contains=TITLE + ", ")
            delete(window)
            window.press("push button", "Trash")
            window.press("push button", "Empty trash")
            window.write("Type erase", "erase")
            window.press("push button", "Erase for good")
            window.find(contains="The trash is empty")
            window.kill()
        with Window(profile) as window:
            window.wait("idle", seconds=60)
            window.gone("push button", contains=TITLE)
    print("conversation: a question, an answer, a kill, and both were there again; the trash gave back and forgot")


main()
