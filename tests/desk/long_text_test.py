"""Long texts in the message's field: what would freeze the window is not pasted, and the rest can be typed in."""
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from atspi import Atspi, Window, until

REFUSED = "This text is too long for a message."
DRAFT = "The draft of this chat is too long to be shown here."


def put(window, name, text):
    """Into a field from outside, which nobody can refuse: it may take seconds."""
    try:
        Atspi.EditableText.set_text_contents(window.find("text", name), text)
    except Exception:  # no answer within the bus's own patience
        pass
    until(30, f"{len(text)} characters in {name}", lambda: window.text(name) == text)


def pastes(window):
    put(window, "Message", "a" * 30_000)
    window.keys("ctrl+a", "ctrl+x")
    window.until_text("Message", "")
    window.keys("ctrl+v", "b")
    window.until_text("Message", "a" * 30_000 + "b")
    window.keys("ctrl+v", "ctrl+v")
    window.find("alert", contains=REFUSED)
    window.until_text("Message", "a" * 30_000 + "b")
    window.keys("ctrl+a", "c")
    window.until_text("Message", "c")
    window.gone(contains=REFUSED)


def middle_button(window):
    """It pastes what is selected: here a word of its own field."""
    at = window.find("text", "Message").get_extents(Atspi.CoordType.SCREEN)
    put(window, "Message", "a" * 30_000)
    window.mouse(at.x + 40, at.y + at.height // 2, "--repeat", "2", "1")
    window.mouse(at.x + 40, at.y + at.height // 2, "2")
    window.find("alert", contains=REFUSED)
    window.until_text("Message", "a" * 30_000)
    put(window, "Message", "word ")
    window.gone(contains=REFUSED)
    window.mouse(at.x + 10, at.y + at.height // 2, "2")
    until(10, "the selected word in the message", lambda: len(window.text("Message")) > 30_000)


def drafts(window):
    """Where lines break only between words, each key takes 20 s here."""
    put(window, "Message", "a" * 200_000)
    for key in "bcd":
        window.keys(key)
    until(10, "three keys", lambda: window.text("Message") == "a" * 200_000 + "bcd")
    window.keys("ctrl+a", "x")
    window.until_text("Message", "x")
    put(window, "Message", "word " * 40 + "a" * 200_000)


def draft_length(profile):
    with closing(sqlite3.connect(f"file:{profile}/inkstone.db?mode=ro", uri=True)) as database:
        return database.execute("SELECT max(length(text)) FROM drafts").fetchone()[0] or 0


def main():
    with tempfile.TemporaryDirectory() as place:
        profile = Path(place) / "profile"
        with Window(profile, "--model", "/nonexistent") as window:
            window.wait("error:not_found", seconds=30)
            window.write("Message", "A chat")
            window.press("push button", "Send")
            window.find("push button", contains="A chat, ")
            window.until_text("Message", "")
            pastes(window)
            middle_button(window)
            drafts(window)
            until(10, "the draft on the disk", lambda: draft_length(profile) == 200_200)
        with Window(profile, "--model", "/nonexistent") as window:
            window.wait("error:not_found", seconds=30)
            window.find("alert", contains=DRAFT)
            window.until_text("Message", "")
            assert draft_length(profile) == 200_200, "the draft went from the disk"
            window.types("short")
            window.until_text("Message", "short")
            window.gone(contains=DRAFT)
    print("long text: pasted, refused, typed after, and a draft of it does not hold up the start")


main()
