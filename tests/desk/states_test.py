"""What happens when something is missing or already there, and that the window shows something in every dress."""
import os
import subprocess
import tempfile
from pathlib import Path

from atspi import Window

PROGRAM = str(Path(os.environ["INKSTONE_BIN_DIR"]) / "inkstone")


def run(*arguments, **environment):
    env = {k: v for k, v in {**os.environ, **environment}.items() if v is not None}
    return subprocess.run([PROGRAM, *arguments], env=env, capture_output=True, text=True, timeout=30)


def one_line(text):
    return text.count("\n") == 1 and text.endswith("\n")


def no_display(place):
    for display in (None, ":987"):
        result = run("--automation-profile", place, DISPLAY=display, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
        assert result.returncode == 2, result
        assert one_line(result.stderr) and "display" in result.stderr, result.stderr


def no_fonts(place):
    config = Path(place) / "fonts.conf"
    config.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
    result = run("--automation-profile", place, FONTCONFIG_FILE=str(config))
    assert result.returncode == 2, result
    assert one_line(result.stderr) and "fonts" in result.stderr, result.stderr


def wrong_options():
    assert run("--nonsense").returncode == 2
    assert run("--theme", "pink").returncode == 2
    assert "--automation-profile" in run("--help").stdout


def second_start(place, window):
    result = run("--automation-profile", place)
    assert result.returncode == 0 and "already open" in result.stdout, result
    assert window.process.poll() is None


def colours(picture):
    out = subprocess.run(["convert", str(picture), "-format", "%k %[pixel:p{640,300}]", "info:"], capture_output=True, text=True, check=True)
    count, pixel = out.stdout.split(" ", 1)
    return int(count), pixel


def dresses(place):
    seen = {}
    for theme, language, word in (("light", "C", "New chat"), ("dark", "C", "New chat"), ("light", "zh_CN", "新建对话")):
        with Window(Path(place) / f"{theme}-{language}", "--theme", theme, "--lang", language, "--model", "/nonexistent") as window:
            window.wait("error:not_found", "error:bad_model", "error:io", seconds=30)
            window.find("push button", word)
            picture = window.picture(Path(place) / f"{theme}-{language}.png")
            seen[theme, language] = colours(picture)
    assert all(count > 50 for count, _ in seen.values()), seen
    assert seen["light", "C"][1] != seen["dark", "C"][1], seen


def main():
    with tempfile.TemporaryDirectory() as place:
        no_display(place)
        no_fonts(place)
        wrong_options()
        profile = str(Path(place) / "one")
        with Window(profile, "--model", "/nonexistent") as window:
            second_start(profile, window)
        dresses(place)
    print("states: no display, no fonts, wrong options, a second start, three dresses")


main()
