"""The main job with the real program, engine and starter model, whatever its weights can do: a question is typed, an
answer streams in, the program is killed, and both are there again. What the answer says is window_slow_test's matter."""
import tempfile
from pathlib import Path

from atspi import Window, need_model, name_of, walk


def answer_line(window):
    """The line below an answer tells tokens and place: an answer of the engine ended."""
    return [name_of(node) for node in walk(window.node) if "Inkstone starter" in name_of(node) and "out" in name_of(node)]


def main():
    need_model()
    with tempfile.TemporaryDirectory() as place:
        profile = Path(place) / "profile"
        with Window(profile) as window:
            window.wait("idle", seconds=60)
            window.write("Message", "你好, where are my chats kept?")
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
    print("conversation: a question, an answer, a kill, and both were there again")


main()
