"""Without a mouse: Tab goes on from the message, and a chat is renamed by F2 and from the header's menu, where what is
typed never becomes a message."""
import tempfile
from pathlib import Path

from atspi import Window


def chat(window, words):
    window.keys("ctrl+n")
    window.until_focused("Message")
    window.types(words)
    window.until_text("Message", words)
    window.keys("Return")
    window.find("push button", contains=words + ", ")
    window.until_text("Message", "")


def begin_in_menu(window):
    window.press("push button", "More for this chat")
    window.press("push button", "Rename")


def rename(window, begin, old, new):
    begin()
    window.until_focused("New name")
    window.until_text("New name", old)
    window.types(new) if new.isascii() else window.write("New name", new)
    window.until_text("New name", new)
    window.keys("Return")
    window.gone("text", "New name")
    window.find("push button", contains=new + ", ")
    window.gone("push button", contains=old + ", ")
    window.until_focused("Message")
    window.until_text("Message", "")


def leave(window, begin, old):
    begin()
    window.until_focused("New name")
    window.types("wrong")
    window.until_text("New name", "wrong")
    window.keys("Escape")
    window.gone("text", "New name")
    window.find("push button", contains=old + ", ")
    window.gone("push button", contains="wrong")
    window.until_focused("Message")


def renaming(window):
    chat(window, "first question")
    rename(window, lambda: window.keys("F2"), "first question", "季度 report")
    leave(window, lambda: window.keys("F2"), "季度 report")
    rename(window, lambda: begin_in_menu(window), "季度 report", "Second name")
    leave(window, lambda: begin_in_menu(window), "Second name")


def the_row_with_the_keyboard(window):
    """In the list, F2 means the row one walked to, not the chat that is open."""
    chat(window, "later question")
    window.keys("F6")
    window.until_focused("Second name, ")
    window.keys("F2")
    window.until_focused("New name")
    window.until_text("New name", "Second name")
    window.keys("F2")
    window.types("Third name")
    window.until_text("New name", "Third name")
    window.keys("Return")
    window.find("push button", contains="Third name, ")
    window.find("push button", contains="later question, ")
    window.until_focused("Third name, ")


def tab_leaves_the_message(window):
    window.keys("ctrl+n")
    window.until_focused("Message")
    window.types("ab")
    window.until_text("Message", "ab")
    window.keys("Tab")
    window.until_focused("Attach folder")
    window.keys("Tab")
    window.until_focused("Model: ")
    window.keys("shift+Tab", "shift+Tab")
    window.until_focused("Message")
    window.types("c")
    window.until_text("Message", "abc")


def main():
    with tempfile.TemporaryDirectory() as place, Window(Path(place) / "profile", "--model", "/nonexistent") as window:
        window.wait("error:not_found", seconds=30)
        renaming(window)
        the_row_with_the_keyboard(window)
        tab_leaves_the_message(window)
    print("keyboard: Tab from the message; chats renamed by F2, by menu and from the list")


main()
