"""Wordings: expanding (a|b) choices into forms, splitting them by hash, filling them, and the noise of real typing."""
import re
import zlib
from bisect import bisect
from itertools import accumulate

OPEN, SHUT = "\x01", "\x02"  # around what must be copied exactly


def mark(text):
    return OPEN + text + SHUT


def expand(pattern):
    """All strings of a pattern with nested (a|b|) choices."""
    def parse(pos, closing):
        branches, current = [], [""]
        while pos < len(pattern):
            c = pattern[pos]
            if c == "(":
                inner, pos = parse(pos + 1, True)
                current = [a + b for a in current for b in inner]
            elif c == ")" and closing:
                return branches + current, pos + 1
            elif c == "|" and closing:
                branches, current, pos = branches + current, [""], pos + 1
            else:
                current = [a + c for a in current]
                pos += 1
        return branches + current, pos
    return parse(0, False)[0]


class Forms:
    """Wordings of one intent; lists[0] for training, lists[1] held out: per pattern its forms, with weights by the logarithm of their number."""

    def __init__(self, patterns):
        self.lists, self.cum, self.count = ([], []), [], 0
        seen = set()
        for pattern in patterns:
            parts = ([], [])
            for form in expand(pattern):
                form = re.sub("  +", " ", form).strip()
                if form and form not in seen:
                    seen.add(form)
                    parts[zlib.crc32(form.encode()) % 5 == 0].append(form)
            for part, into in zip(parts, self.lists):
                if part:
                    into.append(part)
        self.count = len(seen)
        for part in self.lists:
            self.cum.append(list(accumulate((len(forms) + 1).bit_length() for forms in part)))

    def pick(self, r, held_out):
        lists, cum = self.lists[held_out], self.cum[held_out]
        forms = lists[bisect(cum, r.random() * cum[-1])]
        return forms[int(r.random() * len(forms))]


_PARTS = re.compile("(\x01[^\x02]*\x02)")
_WORD = re.compile("[a-z]{4,}")
_GAP_A = re.compile("([\u4e00-\u9fff])\x01(?=[A-Za-z0-9$€£])")
_GAP_B = re.compile("(?<=[A-Za-z0-9%])\x02([\u4e00-\u9fff])")
_APOSTROPHE = re.compile("(?<=[a-z])'(?=[a-z])")


def _typo(r, text):
    found = [m.span() for m in _WORD.finditer(text)]
    if not found:
        return text
    a, b = found[int(r.random() * len(found))]
    i = a + 1 + int(r.random() * (b - a - 2))
    u = r.random()
    if u < 0.35:
        return text[:i] + text[i + 1] + text[i] + text[i + 2:]
    if u < 0.7:
        return text[:i] + text[i + 1:]
    return text[:i] + text[i] + text[i:] if u < 0.9 else text[:i] + chr(97 + int(r.random() * 26)) + text[i + 1:]


def free(text, change):
    """Applies change to the parts that need not be copied."""
    return "".join(part if part[:1] == OPEN else change(part) for part in _PARTS.split(text) if part)


def finish(r, lang, text, zh, bare):
    rnd = r.random
    request, asked = text[0] == "!", False
    if request:
        text = text[1:]
        if rnd() < 0.42:
            text = lang.REQUESTS[int(rnd() * len(lang.REQUESTS))] + text
            asked = text.startswith(("can", "could", "would", "will", "能", "可以", "可不可以"))
            if asked and not bare and rnd() < 0.8:
                text += "吗？" if zh and not text.startswith(("能不能", "可不可以")) else "？" if zh else "?"
    if rnd() < 0.2:
        text = lang.OPENERS[int(rnd() * len(lang.OPENERS))] + text
    if text[-1] == "?":
        u = rnd()
        if u < 0.25:
            text = text[:-1]
        elif zh and u < 0.9:
            text = text[:-1] + "？"
        elif u > 0.985:
            text += "?"
    elif text[-1] == "？" and rnd() < 0.3:
        text = text[:-1]
    elif request and not bare and rnd() < 0.12:
        text += "。" if zh else "."
    if not bare and rnd() < 0.13:
        closers = lang.CLOSERS_REQUEST if request and rnd() < 0.3 and text[-1] not in "?？。." else lang.CLOSERS
        closer = closers[int(rnd() * len(closers))]
        text += (closer if zh else " " + closer.lstrip(",. ")) if text[-1] in "?." else closer.lstrip("，。") if text[-1] in "？。" else closer
    if rnd() < 0.5:
        text = text[0].upper() + text[1:]
        if not zh:
            text = free(text, lambda part: re.sub(r"\bi\b", "I", part))
    u = rnd()
    if zh:
        if u < 0.35:
            text = _GAP_B.sub("\x02 \\1", _GAP_A.sub("\\1 \x01", text))
        elif u < 0.40:
            text = free(text, lambda part: part.replace("，", ",").replace("：", ":"))
        elif u < 0.43:
            text = free(text, lambda part: part.replace("，", " ").replace("。", " "))
        elif u < 0.45:
            text = free(text, lambda part: part.replace("的", "", 1) if rnd() < 0.6 else part)
    elif u < 0.12:
        parts = [part for part in _PARTS.split(text) if part]
        for _ in range(1 if u < 0.09 else 2):
            i = int(rnd() * len(parts))
            if parts[i][:1] != OPEN:
                parts[i] = _typo(r, parts[i])
        text = "".join(parts)
    elif u < 0.16:
        text = free(text, lambda part: _APOSTROPHE.sub("", part))
    elif u < 0.18:
        text = free(text, lambda part: part.replace(" ", "  ", 1))
    elif u < 0.195:
        text = free(text, str.upper)
    elif u < 0.205:
        text = free(text, lambda part: part.replace(", ", " ").replace(": ", " "))
    return text.replace(OPEN, "").replace(SHUT, "")
