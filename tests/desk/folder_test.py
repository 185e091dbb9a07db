"""A folder that cannot be attached: said as what it is, while everything is saved, and gone again with the next step."""
import tempfile
from pathlib import Path

from atspi import Window, name_of, need_model

FACT = "The folder was not attached."


def choose(window, folder):
    window.press("push button", "Attach folder")
    window.write("Folder path", str(folder))
    window.find("push button", "Attach this folder")


def refuse(window, place):
    """The folder is there while it is chosen, and gone when it is to be attached."""
    folder = place / "gone"
    folder.mkdir()
    choose(window, folder)
    folder.rmdir()
    window.press("push button", "Attach this folder")
    window.wait("error:not_found")
    assert str(folder) in name_of(window.find("alert", contains=FACT)), window.tree()
    window.find(contains="Saved ")
    assert not list(window.all(name="Not saved")), window.tree()


def settled(window):
    window.gone(contains=FACT)
    window.wait("idle", seconds=60)


def main():
    need_model()
    with tempfile.TemporaryDirectory() as place, Window(Path(place) / "profile") as window:
        window.wait("idle", seconds=60)
        window.write("Message", "hello")
        window.press("push button", "Send")
        window.find(contains="Saved ")
        window.find(contains=" out", seconds=60)
        window.wait("idle", seconds=60)

        refuse(window, Path(place))
        choose(window, place)
        window.press("push button", "Attach this folder")
        settled(window)
        window.find(contains="Attached folder: " + Path(place).name)

        refuse(window, Path(place))
        window.press("push button", "Close: " + FACT)
        settled(window)

        refuse(window, Path(place))
        window.write("Message", "thank you")
        window.press("push button", "Send")
        settled(window)
    print("folder: refused three times, and three ways led on; everything was saved")


main()
