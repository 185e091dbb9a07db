"""Tool conversations for the starter model: task(rng, held_out) gives one, with the tools really run on a made-up folder and time.

  python tasks.py --sample 40 [--held-out] [--kind K]     print some
  python tasks.py --check                                 make 20,000, check each, print counts and speed
"""
import argparse
import json
import random
import re
import time
from bisect import bisect
from datetime import datetime
from itertools import accumulate

import tasks_en as EN
import tasks_words as W
import tasks_zh as ZH
import tools
from tasks_docs import EXTS, VALUES
from tasks_forms import Forms, finish, mark
from tasks_numbers import Numbers
from tasks_steps import BUILD

KINDS = {"calculate": 20, "convert": 13, "clock": 8, "list": 5, "read": 7, "extract": 13, "csv": 9, "search": 8, "write": 8, "two_step": 8,
         "follow_up": 10, "no_folder": 4, "denied": 2, "tool_error": 4}
NO_FOLDER = {"en": "Attach a folder first: use the paper clip below the message box. Then I can list, read and search its files and write notes.",
             "zh": "请先附加文件夹：点击输入框下方的回形针。之后我可以列出、读取和搜索其中的文件，也可以写笔记。"}


def fsets(module):
    """Every wording list of a language module as Forms, keyed by its name."""
    made = {}
    for name, value in vars(module).items():
        if name.isupper() and isinstance(value, list) and value and isinstance(value[0], str) and name not in PLAIN:
            made[name] = Forms(value)
        elif name in ("CONVERT_BY", "OPEN_NTH", "LIST_FIRST", "KVQ"):
            made[name] = {key: Forms(forms) for key, forms in value.items() if forms}
    for name in ("CALC", "FOLLOW_CALC"):
        rows = [(weight, expr, Forms(forms)) for weight, expr, forms in getattr(module, name)]
        made[name] = [([row for row in rows if row[2].lists[h]], list(accumulate(row[0] for row in rows if row[2].lists[h]))) for h in (0, 1)]
    made["SENT"] = []
    for h in (0, 1):
        rows = []
        for sentence, facts in module.SENT:
            facts = [(slot, Forms(forms)) for slot, forms in facts]
            rows.append((sentence, re.findall(r"{(\w+)}", sentence), [fact for fact in facts if fact[1].lists[h]]))
        made["SENT"].append(rows)
    return made


PLAIN = {"OPENERS", "REQUESTS", "CLOSERS", "CLOSERS_REQUEST", "NUMBERS", "TENS", "TITLES", "FILLER", "LOGS", "DIGITS", "OVER", "LINES", "QLINES", "NOTES", "SUMS", "NEXT"}
LANGS = {"en": (EN, fsets(EN)), "zh": (ZH, fsets(ZH))}
KIND_NAMES, KIND_CUM = list(KINDS), list(accumulate(KINDS.values()))


class Maker(Numbers):
    """One conversation in the making: the draws, the folder, the messages."""

    def __init__(self, r, held_out, lang=None):
        self.r, self.h, self.rnd = r, int(held_out), r.random
        u = r.random()
        self.mix = u >= 0.85
        self.lang = lang or ("en" if u < 0.45 else "zh" if u < 0.85 else "en" if u < 0.9 else "zh")
        self.zh = self.lang == "zh"
        self.L, self.F = LANGS[self.lang]
        self.folder, self.messages, self.used, self.currency, self.about = None, [], set(), None, None
        self.now = datetime(2024 + int(r.random() * 7), 1 + int(r.random() * 12), 1 + int(r.random() * 28), int(r.random() * 24), int(r.random() * 60))
        self.tools, self.denied, self.NO_FOLDER = None, False, NO_FOLDER[self.lang]

    # ---- drawing
    def of(self, items):
        return items[int(self.rnd() * len(items))]

    def w(self, words):
        """A word of the list; in training often another in its place, so that it learns to copy any word."""
        word = self.of(words[self.h] or words[0])
        return W.like(self.r, word) if W.LATIN and not self.h and self.rnd() < 0.35 else word

    def chance(self, p):
        return self.rnd() < p

    def int(self, low, high):
        return low + int(self.rnd() * (high - low + 1))

    def fresh(self, make):
        for _ in range(20):
            got = make()
            if got not in self.used:
                break
        self.used.add(got)
        return got

    def nonsense(self):
        return W.nonsense(self.r, bool(self.h))

    # ---- conversation
    def user(self, form, slots=None, bare=False):
        """bare: the text of the form ends with something to be copied that has no quotes, so nothing may follow it."""
        text = form.format_map({k: mark(v) for k, v in slots.items()}) if slots else form
        self.messages.append({"role": "user", "content": finish(self.r, self.L, text, self.zh, bare)})

    def call(self, name, *, before="", **arguments):
        """Calls the tool, after the words `before`."""
        if self.tools is None:
            self.tools = tools.Tools(self.folder, self.now, self.denied)
        if "source" in arguments:
            arguments = {"value": arguments["value"], "from": arguments["source"], "to": arguments["to"]}
        result = self.tools.call(name, arguments)
        self.messages.append({"role": "assistant", "content": before, "tool_calls": [{"name": name, "arguments": arguments}]})
        self.messages.append({"role": "tool", "content": result})
        return result

    def say(self, text):
        self.messages.append({"role": "assistant", "content": text})

    def failed(self, result):
        """Says the error, if the result is one."""
        if not result.startswith("error: "):
            return False
        if result == "error: the user denied this":
            self.say("没有写入任何内容。" if self.zh else "Nothing was written.")
        else:
            self.say(("没有成功：%s。" if self.zh else "That did not work: %s.") % result[7:])
        return True

    # ---- fixed answers
    def say_number(self, result):
        self.failed(result) or self.say(("结果是 %s。" if self.zh else "The result is %s.") % result)

    def say_convert(self, result):
        self.failed(result) or self.say(result.replace(" = ", " 等于 " if self.zh else " is ") + ("。" if self.zh else "."))

    def say_clock(self, result, place=None, shifted=False):
        if self.failed(result):
            return
        day, hour, weekday = result.split()[:3]
        if self.zh:
            weekday = "星期" + "一二三四五六日"[tools.WEEKDAYS.index(weekday)]
            if shifted:
                return self.say("那天是 %s %s。" % (day, weekday))
            lead = "" if not place else place + " " if place[-1].isascii() else place
            return self.say("%s现在是 %s %s %s。" % (lead, day, weekday, hour))
        if shifted:
            return self.say("That is %s, %s." % (weekday, day))
        self.say("It is %s on %s, %s%s." % (hour, weekday, day, " in " + place if place else ""))

    def say_list(self, result):
        if self.failed(result):
            return None
        head, *rows = result.split("\n")
        names = [row if row.endswith("/") else row.rsplit(" ", 1)[0] for row in rows]
        files, folders = (int(part.split()[0]) for part in head.split(", "))
        if not names:
            self.say("文件夹是空的。" if self.zh else "The folder is empty.")
        elif self.zh:
            parts = ["%d 个文件" % files] * (files > 0) + ["%d 个文件夹" % folders] * (folders > 0)
            self.say("共有 %s：%s。" % ("、".join(parts), self.listed(names)))
        else:
            parts = [tools.plural(files, "file")] * (files > 0) + [tools.plural(folders, "folder")] * (folders > 0)
            self.say("There %s %s: %s." % ("is" if (files or folders) == 1 else "are", " and ".join(parts), self.listed(names)))
        return names

    def say_text(self, path, result):
        self.failed(result) or self.say(("这是 %s 的内容：\n%s" if self.zh else "Here is %s:\n%s") % (path, result))

    def say_matches(self, query, result):
        """Says where the matches are and gives the files, in order."""
        lines = result.split("\n")[1:]
        spots = [line.split(":", 2)[:2] for line in lines]
        if not spots:
            self.say(("没有文件包含“%s”。" if self.zh else 'No file contains "%s".') % query)
        elif self.zh:
            self.say("找到 %s 处：%s。" % (result.split()[0], self.listed("%s 第 %s 行" % (name, line) for name, line in spots)))
        else:
            self.say("%s: %s." % (result.split("\n")[0], self.listed("%s line %s" % (name, line) for name, line in spots)))
        return [name for name, line in spots]

    def say_saved(self, path, result):
        self.failed(result) or self.say(("已保存到 %s。" if self.zh else "Saved to %s.") % path)

    def say_fact(self, answer):
        """The answer to the question asked last, after what it belongs to."""
        lead = "" if self.about is None else self.about + ("：" if self.zh else ": ")
        self.say(lead + answer + ("。" if self.zh else "."))

    def listed(self, values):
        return ("、" if self.zh else ", ").join(values)

    def found(self, rows):
        """What was found, {what it belongs to: value}, said before it is computed with."""
        return (("，" if self.zh else ", ").join(("%s：%s" if self.zh else "%s: %s") % row for row in rows.items())
                + ("。" if self.zh else "."))

    # ---- words
    def person(self, zh=None):
        zh = (self.zh if not self.mix else self.rnd() < 0.5) if zh is None else zh
        if zh:
            return W.zh_name(self.r, bool(self.h))
        u = self.rnd()
        if u < 0.62:
            return self.w(W.FIRST) + " " + self.w(W.LAST)
        if u < 0.82:
            return self.w(W.FIRST)
        if u < 0.92:
            return self.w(W.FIRST) + " " + self.nonsense().capitalize()
        return self.nonsense().capitalize()

    def things(self, zh=None):
        if self.zh if zh is None else zh:
            return self.w(W.ZH_NOUN)
        noun = self.w(W.NOUN)
        while noun in W.UNCOUNTABLE:
            noun = self.w(W.NOUN)
        if noun in W.PLURALS:
            return W.PLURALS[noun]
        if noun[-1] == "y" and noun[-2] not in "aeou":
            return noun[:-1] + "ies"
        return noun if noun[-1] == "s" and noun[-2:] != "ss" else noun + ("es" if noun.endswith(("sh", "ch", "ss", "x")) else "s" if not noun.endswith("fe") else "")

    def value(self, kind, zh):
        kind = kind.rstrip("23")
        got = VALUES[kind]
        return got(self, zh)

    def file(self, style="text", folder=None):
        """A file name not used yet in this conversation."""
        return self.fresh(lambda: self._file(style, folder))

    def _file(self, style, folder):
        u, cjk = self.rnd(), self.rnd() < (0.4 if self.zh else 0.12 if self.mix else 0.03)
        ext = "." + self.of(EXTS[style])
        if cjk:
            stem = self.w(W.ZH_STEM) if u < 0.6 else W.zh_nonsense(self.r, bool(self.h)) if u < 0.75 else self.w(W.ZH_NOUN)
            if self.rnd() < 0.25:
                stem += self.of((str(self.int(1, 99)), "-%d" % self.int(2019, 2027), "_%d" % self.int(1, 12), "%d月" % self.int(1, 12)))
        else:
            stem = self.w(W.STEM) if u < 0.34 else self.nonsense() if u < 0.64 else self.w(W.NOUN) if u < 0.8 else self.w(W.FIRST).lower()
            v = self.rnd()
            if v < 0.15:
                stem += self.of("_-") + self.of((self.w(W.NOUN), self.w(W.STEM), self.nonsense(), self.w(W.ADJ)))
            elif v < 0.27:
                stem += self.of(("%d", "-%d", "_%d", "_v%d", "%02d")) % self.int(1, 99)
            elif v < 0.34:
                stem += self.of("-_") + str(self.int(2015, 2027))
            elif v < 0.38:
                stem = "%d-%02d-%02d" % (self.int(2019, 2027), self.int(1, 12), self.int(1, 28)) + self.of(("", "-" + stem, "_" + stem))
            elif v < 0.41:
                stem = stem.capitalize() if v < 0.40 else stem.upper()
        name = stem + ext
        if folder is None and self.rnd() < 0.12:
            name = self.directory() + name
        return name

    def directory(self):
        if self.zh and self.rnd() < 0.35:
            return self.w(W.ZH_DIRS) + "/"
        return (self.w(W.DIRS) if self.rnd() < 0.7 else self.nonsense()) + "/"


def task(rng, held_out=False, kind=None, lang=None):
    if kind is None:
        kind = KIND_NAMES[bisect(KIND_CUM, rng.random() * KIND_CUM[-1])]
    maker = Maker(rng, held_out, lang)
    BUILD[kind](maker)
    return {"kind": kind, "lang": maker.lang, "folder": maker.folder, "now": maker.now.isoformat(), "messages": maker.messages}


def show(one):
    lines = ["--- %s %s %s" % (one["kind"], one["lang"], "no folder" if one["folder"] is None else ", ".join(one["folder"]) or "empty folder")]
    for message in one["messages"]:
        if message.get("tool_calls"):
            lines += ["  CALL %s %s" % (c["name"], json.dumps(c["arguments"], ensure_ascii=False)) for c in message["tool_calls"]]
        else:
            lines.append("  %s: %s" % ({"user": "U", "assistant": "A", "tool": "T"}[message["role"]], message["content"].replace("\n", "\n     ")))
    return "\n".join(lines)


def verify(one):
    """Runs the calls again and looks at the shape of everything."""
    json.dumps(one)
    assert one["lang"] in NO_FOLDER and one["kind"] in KINDS
    texts = [m["content"] for m in one["messages"]]
    assert not any(c in text for text in texts for c in "\x01\x02") and not any("{" in m["content"] and "}" in m["content"] and "\":" not in m["content"] for m in one["messages"] if m["role"] == "user"), one
    runner, want = tools.Tools(one["folder"], one["now"], one["kind"] == "denied"), None
    for i, message in enumerate(one["messages"]):
        if message.get("tool_calls"):
            call = message["tool_calls"][0]
            assert one["folder"] is not None or call["name"] in ("calculate", "clock", "convert"), one
            want = runner.call(call["name"], call["arguments"])
            if call["name"] == "calculate":
                assert " " not in call["arguments"]["expression"], one
            assert one["messages"][i + 1] == {"role": "tool", "content": want}, (one, want)
            assert not want.startswith("error") or one["kind"] in ("denied", "tool_error", "calculate", "two_step", "follow_up"), (one, want)
        else:
            assert message["content"], one
    assert one["messages"][0]["role"] == "user" and one["messages"][-1]["role"] == "assistant" and not one["messages"][-1].get("tool_calls")


def size(one):
    return sum(len(m["content"]) + sum(len(json.dumps(c["arguments"], ensure_ascii=False)) + 40 for c in m.get("tool_calls", ())) for m in one["messages"])


def main():
    parser = argparse.ArgumentParser(description="Tool conversations for the starter model.")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--kind", choices=list(KINDS))
    parser.add_argument("--lang", choices=list(NO_FOLDER))
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--forms", action="store_true", help="print the number of wordings per list")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    for _ in range(args.sample):
        print(show(task(rng, args.held_out, args.kind, args.lang)))
    if args.forms:
        for lang, (module, sets) in LANGS.items():
            for name, forms in sets.items():
                if isinstance(forms, Forms):
                    print(lang, name, forms.count, [sum(map(len, part)) for part in forms.lists])
                elif isinstance(forms, dict):
                    print(lang, name, {key: f.count for key, f in forms.items()})
                elif name == "SENT":
                    print(lang, name, sum(f.count for row in forms[0] for _, f in row[2]))
                else:
                    print(lang, name, sum(row[2].count for row in forms[0][0]))
    if args.check:
        rng, kinds, sizes = random.Random(1), {}, []
        start = time.process_time()
        made = [task(rng, i % 5 == 0) for i in range(20000)]
        spent = time.process_time() - start
        for one in made:
            verify(one)
            kinds.setdefault((one["kind"], one["lang"]), []).append(size(one))
            sizes.append(size(one))
        for key in sorted(kinds):
            print("%-10s %s %5d  mean %4d characters, longest %4d" % (*key, len(kinds[key]), sum(kinds[key]) / len(kinds[key]), max(kinds[key])))
        print("all %d: mean %d characters, 99 %% under %d; %d conversations/s" % (len(made), sum(sizes) / len(sizes), sorted(sizes)[-len(sizes) // 100], len(made) / spent))


if __name__ == "__main__":
    main()
