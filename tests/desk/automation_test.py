"""A window that a program drives: the clock is the one it was given, and nothing is fetched from the internet."""
import tempfile
from pathlib import Path

from atspi import Window, need_model


def main():
    need_model()
    with tempfile.TemporaryDirectory() as place:
        profile = Path(place) / "profile"
        environment = {"XDG_DATA_HOME": str(Path(place) / "data"), "HF_ENDPOINT": ""}  # no settings.toml, no mirror
        with Window(profile, "--clock", "2026-11-23T14:05", environment=environment) as window:
            window.wait("idle", seconds=60)
            window.write("Message", "What time is it?")
            window.press("push button", "Send")
            window.find(contains="14:05", seconds=60)
            window.wait("idle", seconds=60)
            window.press("push button", "New chat")
            window.press("push button", "Get a model…")
            window.press("push button", "Get and use: SmolLM2 135M Instruct", seconds=20)
            window.find(contains="name a mirror in settings.toml", seconds=20)
            window.kill()
        assert not list((profile / "models").glob("*")), "something was fetched"
    print("automation: the given clock, and no network")


main()
