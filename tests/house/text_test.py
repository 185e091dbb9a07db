"""Words that must not be in the tree: regular expressions, sleeps, rich text from anyone, unfinished work."""
import re

from house import ROOT, files, finish

RULES = [
    (r"std::regex|#include <regex>", (".h", ".cpp"), "std::regex crashes on long input: write a scanner"),
    (r"\bsleep_for\b|\busleep\(|QThread::m?sleep|QTest::qWait\(", (".h", ".cpp"), "a sleep hides a missing event"),
    (r"\b(TODO|FIXME|XXX|HACK)\b", (".h", ".cpp", ".qml"), "finish it, or say it in the README"),
    (r"textFormat:\s*(Text|TextEdit)\.(AutoText|StyledText|RichText|MarkdownText)", (".qml",),
     "untrusted text never reaches Qt as anything but plain text"),
    (r"\bclass \w*(Manager|Helper|Utils|Impl)\b", (".h", ".cpp"), "a class is a noun of the house"),
    (r"\bstd::(stoi|stol|stoul|stod|stof)\(|\batoi\(|\bstrtol\(", (".h", ".cpp"), "use std::from_chars and check it"),
    (r"\{(?!\s*\n)[^{};\n]*,\s*TRY\(", (".h", ".cpp"),
     "leaving braces halfway loses (GCC and clang alike) what stands in them already: take the value before"),
    (r"\bnew\b[^;\n]*\bTRY\(", (".h", ".cpp"), "leaving a new expression halfway loses its memory: take the value before"),
    (r"QDesktopServices|Qt\.openUrlExternally", (".h", ".cpp", ".qml"), "links are opened in one place only"),
]


def qml_texts(name, text):
    """Every Text, Label and TextEdit item says that it is plain."""
    for found in re.finditer(r"^\s*(?:\w+:\s*)?(Text|Label|TextEdit|TextArea)\s*\{", text, re.M):
        depth, at = 1, found.end()
        while depth and at < len(text):
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        if "PlainText" not in text[found.end():at]:
            yield f"{name}:{text.count(chr(10), 0, found.start()) + 1}: {found[1]} without textFormat: ...PlainText"


def main():
    broken, count = [], 0
    for file in files(".h", ".cpp", ".qml"):
        name, text = str(file.relative_to(ROOT)), file.read_text()
        count += 1
        for pattern, endings, reason in RULES:
            if not name.endswith(endings):
                continue
            for found in re.finditer(pattern, text):
                broken.append(f"{name}:{text.count(chr(10), 0, found.start()) + 1}: {found[0]}: {reason}")
        if name.endswith(".qml"):
            broken += qml_texts(name, text)
    finish("text", broken, count)


main()
