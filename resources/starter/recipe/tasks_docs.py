"""Made-up values and documents with known facts for the conversations about files."""
import re
from bisect import bisect
from itertools import accumulate

import tasks_en as EN
import tasks_words as W
import tasks_zh as ZH
import tools
from tasks_forms import mark

EXTS = {"text": ["txt"] * 5 + ["md"] * 3 + ["text", "log"], "kv": ["txt", "txt", "md", "conf", "ini", "cfg", "yml"], "csv": ["csv"], "log": ["log", "log", "txt"],
        "json": ["json"], "py": ["py"]}
KEYS = {zh: {kind: W.Words(words) for kind, words in module.KEYS.items()} for zh, module in ((False, EN), (True, ZH))}
MONTHS = "January February March April May June July August September October November December".split()
NUMERIC = {"price", "big", "small", "age", "grade"}
_SLOTS = {}


def slots_of(text):
    if text not in _SLOTS:
        _SLOTS[text] = tuple(dict.fromkeys(re.findall(r"{(\w+)}", text)))
    return _SLOTS[text]


# ---------------------------------------------------------------------------------------------------------------- values in documents
def v_date(g, zh):
    y, m, d, u = g.int(2023, 2029), g.int(1, 12), g.int(1, 28), g.rnd()
    if u < 0.35:
        return "%d-%02d-%02d" % (y, m, d)
    if zh:
        return "%d年%d月%d日" % (y, m, d) if u < 0.55 else "%d月%d日" % (m, d) if u < 0.85 else g.of(("周", "下周", "星期")) + g.of("一二三四五六日")
    if u < 0.8:
        return g.of(("%s %d" % (MONTHS[m - 1], d), "%d %s" % (d, MONTHS[m - 1]), "%d %s %d" % (d, MONTHS[m - 1], y), "%s %d, %d" % (MONTHS[m - 1][:3], d, y)))
    return g.of(tools.WEEKDAYS) if u < 0.92 else "%d/%d/%d" % (m, d, y)


def v_time(g, zh):
    u, h, m = g.rnd(), g.int(6, 22), g.of((0, 5, 10, 15, 20, 30, 40, 45, 50, g.int(0, 59)))
    if u < 0.65:
        return "%d:%02d" % (h, m)
    if zh:
        return g.of(("上午", "下午", "晚上")) + "%d点" % g.int(1, 11) + g.of(("", "", "半"))
    return "%d%s %s" % (g.int(1, 12), g.of(("", "", ":30", ":15")), g.of(("am", "pm")))


def v_money(g, zh):
    n = g.of((str(g.int(3, 99)), str(g.int(100, 999)), str(g.int(1, 99) * 100), "%d.%02d" % (g.int(1, 300), g.int(0, 99)), "{:,}".format(g.int(1000, 99999))))
    return g.of(("%s元", "%s元", "%s块", "¥%s", "%s万元" if len(n) < 3 else "%s元")) % n if zh else g.of(("$%s", "€%s", "%s euros", "%s EUR", "%s dollars", "£%s")) % n


def v_phone(g, zh):
    def d(n):
        return "%0*d" % (n, int(g.rnd() * 10 ** n))
    if zh:
        return g.of(("13", "15", "18")) + d(9) if g.rnd() < 0.7 else "0%d-%s" % (g.int(10, 99), d(8))
    return g.of(("555-" + d(4), "0%s %s" % (d(2), d(6)), "+%d %s %s" % (g.int(1, 99), d(3), d(5)), d(7), "0%s-%s" % (d(3), d(6))))


def v_email(g, zh):
    head = g.of((g.w(W.FIRST).lower(), g.w(W.FIRST).lower() + "." + g.w(W.LAST).lower(), g.nonsense(), "info", g.nonsense() + str(g.int(1, 99)), "office"))
    return "%s@%s.%s" % (head, g.of((g.nonsense(), g.w(W.NOUN), "mail")), g.of(("com", "org", "net", "de", "cn", "io", "eu")))


def v_code(g, zh):
    a, u = "ABCDEFGHJKLMNPRSTUVWXYZ", g.rnd()
    if u < 0.35:
        return "%s%s-%d" % (g.of(a), g.of(a), g.int(10, 99999))
    return str(g.int(1000, 999999)) if u < 0.65 else g.of(a) + str(g.int(1, 9999)) if u < 0.85 else g.nonsense() + str(g.int(1, 99))


def v_company(g, zh):
    if zh:
        return W.zh_nonsense(g.r, bool(g.h), 2, 2) + g.w(W.ZH_FIRM) + g.of(("公司", "公司", "集团", ""))
    return (g.w(W.LAST) if g.rnd() < 0.5 else g.nonsense().capitalize()) + " " + g.w(W.FIRM)


def v_obj(g, zh):
    u = g.rnd()
    if zh:
        return (g.w(W.ZH_ADJ) if u < 0.3 else "") + g.w(W.ZH_NOUN)
    return g.nonsense() if u < 0.07 else (g.w(W.ADJ) + " " if u < 0.37 else "") + g.w(W.NOUN)


def v_job_a(g, zh):
    job = g.w(W.JOB)
    return ("an " if job[0] in "aeiou" else "a ") + job


def v_word(g, zh):
    return W.zh_nonsense(g.r, bool(g.h)) if zh and g.rnd() < 0.6 else g.of((g.nonsense(), g.nonsense().capitalize()))


def pair(en, zh_words):
    return lambda g, zh: g.w(zh_words if zh else en)


VALUES = {
    "date": v_date, "time": v_time, "money": v_money, "phone": v_phone, "email": v_email, "code": v_code, "company": v_company, "obj": v_obj, "job_a": v_job_a, "word": v_word,
    "name": lambda g, zh: g.person(zh), "city": pair(W.CITY, W.ZH_CITY), "color": pair(W.COLOR, W.ZH_COLOR), "job": pair(W.JOB, W.ZH_JOB), "dept": pair(W.DEPT, W.ZH_DEPT),
    "room": pair(W.ROOM, W.ZH_ROOM), "event": pair(W.EVENT, W.ZH_EVENT), "adj": pair(W.ADJ, W.ZH_ADJ), "things": lambda g, zh: g.things(zh), "num": lambda g, zh: str(g.int(1, g.of((9, 99, 999)))),
    "count": lambda g, zh: str(g.int(2, g.of((12, 99, 900)))), "street": lambda g, zh: "%s路%d号" % (g.w(W.ZH_STREET), g.int(1, 300)) if zh else "%d %s %s" % (g.int(1, 200), g.w(W.STREET), g.of(("Street", "Road", "Lane"))),
    "price": lambda g, zh: g.of(("%d.%02d" % (g.int(1, 200), g.int(0, 99)), "%d.%d" % (g.int(1, 99), g.int(1, 9)), str(g.int(1, 500)))), "big": lambda g, zh: str(g.of((g.int(500, 9999), g.int(10, 99) * 100, g.int(1000, 60000)))),
    "small": lambda g, zh: str(g.int(1, g.of((20, 100, 400)))), "age": lambda g, zh: str(g.int(18, 79)), "grade": lambda g, zh: "%d.%d" % (g.int(1, 5), g.int(0, 9)) if not zh else str(g.int(50, 100)),
    "verb": pair(W.VERB, W.ZH_VERB), "things2": lambda g, zh: g.things(zh), "word2": v_word,
    "month": lambda g, zh: "%d月" % g.int(1, 12) if zh else MONTHS[g.int(0, 11)][: g.of((3, 3, 12))], "iso": lambda g, zh: "%d-%02d-%02d" % (g.int(2024, 2027), g.int(1, 12), g.int(1, 28)),
}


def text_of(g, low=1, high=3, zh=None):
    """Some short lines about nothing that will be asked."""
    return "\n".join(line(g, zh) for _ in range(g.int(low, high)))


def line(g, zh=None):
    zh = (g.zh if not g.mix else g.rnd() < 0.5) if zh is None else zh
    form = g.of((ZH if zh else EN).LINES)
    return form.format_map({slot: VALUES[slot](g, zh) for slot in slots_of(form)})


# ---------------------------------------------------------------------------------------------------------------- documents: (style, text, facts)
def sentences(g, count=None):
    """A memo, letter or note; facts: (forms, blanks, answer)."""
    count = count or g.of((2, 3, 3, 4, 4, 5) if g.rnd() < 0.9 else (6, 7, 8))
    rows, facts, lines, zh = g.F["SENT"][g.h], [], [], g.zh
    for sentence, slots, questions in g.r.sample(rows, count):
        blanks = {slot: g.fresh(lambda slot=slot: VALUES[slot](g, zh)) for slot in slots}
        if "adj" in blanks:
            blanks["obj"] = blanks["obj"].split()[-1] if not zh else blanks["obj"].split("的")[-1]
            blanks["adjobj"] = blanks["adj"] + ("" if zh else " ") + blanks["obj"]
        text = sentence.format_map(blanks)
        lines.append(text[0].upper() + text[1:])
        facts += [(forms, blanks, blanks[slot]) for slot, forms in questions]
    u = g.rnd()
    if u < 0.25:
        lines.insert(int(g.rnd() * (len(lines) + 1)), g.of(g.L.FILLER))
    if g.rnd() < 0.3:
        lines.insert(0, g.of(g.L.TITLES))
    v = g.rnd()
    if v < 0.25:
        return "text", ("" if zh else " ").join(lines), facts
    return "text", ("\n- " if v < 0.35 else "\n\n" if v < 0.4 else "\n").join(lines), facts


def fields(g, count=None):
    """Key and value lines."""
    zh = g.zh if not g.mix else g.rnd() < 0.5
    kinds, rows = list(KEYS[zh]), {}
    for _ in range(count or g.of((2, 3, 4, 4, 5, 6) if g.rnd() < 0.9 else (8, 9))):
        kind = g.of(kinds)
        key = g.w(KEYS[zh][kind]) if g.rnd() < 0.9 else g.w(W.KEY_EXTRA) if not zh else g.w(KEYS[zh][kind])
        rows[key] = (kind, g.fresh(lambda kind=kind: VALUES[kind](g, zh)))
    return keyed(g, rows, zh)


def keyed(g, rows, zh):
    style, u = "kv", g.rnd()
    caps = g.rnd() < 0.4
    shown = {key: key[0].upper() + key[1:] if caps else key for key in rows}
    if u < 0.12:
        style = "json"
        text = "{" + ", ".join('"%s": %s' % (shown[k], v if v.isdigit() and v[0] != "0" else '"%s"' % v) for k, (kind, v) in rows.items()) + "}"
    else:
        gap = g.of((": ", ": ", ": ", " = ", "=", " - ", "：" if zh else ": "))
        head = g.of(("", "", "", "", "- ", "* "))
        text = "\n".join(head + shown[k] + gap + v for k, (kind, v) in rows.items())
        if g.rnd() < 0.12:
            text = g.of(g.L.TITLES) + "\n" + text
    facts = []
    for key, (kind, value) in rows.items():
        own = g.F["KVQ"].get(kind)
        forms = own if own and own.lists[g.h] and g.zh == zh and g.rnd() < 0.4 else g.F["KVQ"][""]
        facts.append((forms, {"key": key}, value))
    return style, text, facts


def contacts(g):
    zh = g.zh if not g.mix else g.rnd() < 0.5
    slot = g.of(("phone", "phone", "email"))
    questions = next(questions for sentence, slots, questions in g.F["SENT"][g.h] if slots == ["name", slot])
    rows = [(g.fresh(lambda: g.person(zh)), VALUES[slot](g, zh)) for _ in range(g.int(2, 5))]
    gap, facts = g.of((": ", ", ", " - ", " ", " | ")), []
    for name, value in rows:
        facts += [(forms, {"name": name, slot: value}, value if which == slot else name) for which, forms in questions]
    return "text", "\n".join(name + gap + value for name, value in rows), facts


def log(g):
    facts, lines, stamp, times = [], [], g.of(("{d} {t} {m}", "[{t}] {m}", "{t} {m}", "{d}T{t} INFO {m}", "{t} ERROR {m}", "{t}: {m}")), set()
    day = VALUES["iso"](g, False)
    while len(times) < g.int(2, 5):
        times.add("%02d:%02d" % (g.int(0, 23), g.int(0, 59)))
    for t in sorted(times):
        form = g.of((ZH if g.zh and g.rnd() < 0.6 else EN).LOGS)
        message = g.fresh(lambda form=form: form.format_map({slot: VALUES[slot](g, False) for slot in slots_of(form)}))
        lines.append(stamp.format(d=day, t=t, m=message))
        facts.append((g.F["LOG_WHAT"], {"time": t}, message))
        facts.append((g.F["LOG_WHEN"], {"msg": message}, t if "{d}" not in stamp else stamp[:7].format(d=day, t=t)))
    return "log", "\n".join(lines), facts


class Table:
    def __init__(self, g, numeric=0):
        self.zh = g.zh if not g.mix else g.rnd() < 0.5
        while True:
            self.key, kind, columns = g.of((ZH if self.zh else EN).TABLES)
            have = [c for c in columns if c[1] in NUMERIC]
            if len(have) >= numeric:
                break
        chosen = g.r.sample(have, numeric) if numeric else []
        rest = [c for c in columns if c not in chosen]
        chosen += g.r.sample(rest, min(len(rest), max(0, g.of((1, 2, 2, 3, 3, 4, 5)) - numeric)))
        chosen = chosen or rest[:1]
        g.r.shuffle(chosen)
        style = g.rnd()
        self.columns = []
        for head, what, plural in chosen:
            if g.rnd() < 0.06:
                head = plural = g.nonsense()
            elif self.zh != g.zh:
                plural = head
            self.columns.append((head.capitalize() if style > 0.85 else head, what, plural))
        count = g.of((3, 3, 4, 4, 5)) if g.rnd() < 0.85 else g.int(6, 8)
        if len(self.columns) > 3:
            count = min(count, 5)
        keys = [g.fresh(lambda: VALUES[kind](g, self.zh)) for _ in range(count)]
        self.keys = list(dict.fromkeys(keys))
        self.rows = [[VALUES[c[1]](g, self.zh) for c in self.columns] for _ in self.keys]
        gap = g.of((",",) * 8 + (";", ", "))
        self.text = "\n".join([gap.join([self.key] + [c[0] for c in self.columns])] + [gap.join([k] + row) for k, row in zip(self.keys, self.rows)])

    def column(self, i):
        return [row[i] for row in self.rows]

    def numeric(self):
        return [i for i, c in enumerate(self.columns) if c[1] in NUMERIC]


def lookup(g, t):
    """A question about a table that needs no sum."""
    i, n, u = int(g.rnd() * len(t.columns)), int(g.rnd() * len(t.keys)), g.rnd()
    head, what, plural = t.columns[i]
    if u < 0.2 and t.column(i).count(t.rows[n][i]) == 1:
        return g.F["CELL_REV"], {"col": head, "key": t.key, "val": t.rows[n][i]}, t.keys[n]
    if u < 0.4:
        return g.F["COLUMN"], {"col": head, "cols": plural}, g.listed(t.column(i))
    return g.F["CELL"], {"col": head, "row": t.keys[n]}, t.rows[n][i]


def lookups(g):
    """A table and questions about it that need no sum; for training more of them, to ask one after the other."""
    t = Table(g)
    return "csv", t.text, [lookup(g, t) for _ in range(2 if g.h else 6)]


DOCS, DOC_CUM = (sentences, fields, contacts, lookups, log), list(accumulate((40, 22, 8, 20, 8)))


def document(g):
    return DOCS[bisect(DOC_CUM, g.rnd() * DOC_CUM[-1])](g)


def asked_document(g):
    while True:
        style, text, facts = document(g)
        if facts:
            return style, text, facts


def source(g):
    """A few lines of program text, for reading only."""
    name, other = g.nonsense(), g.w(W.NOUN)
    return "py", g.of(("def %s(x):\n    return x * %d" % (name, g.int(2, 99)), "%s = %d\nprint(%s)" % (name, g.int(2, 999), name), 'for i in range(%d):\n    print("%s")' % (g.int(2, 20), other),
                       'import os\n\n%s = "%s"' % (name, other))), None


def put(g, text, style="text", others=0.3):
    """Puts a document in the folder under a new name, sometimes with others beside it."""
    path = g.file(style)
    g.folder = {path: text + ("\n" if g.rnd() < 0.6 else "")}
    while g.rnd() < others:
        g.folder[g.file()] = text_of(g, 1, 1)
    return path


ABOUT = ("row", "val", "key", "name")  # what an answer repeats of a question that names several things: the first of these


def about(form, blanks, answer):
    """What the question names and the answer repeats: the model finds a value by saying first what it belongs to."""
    named = ["col" if slot == "cols" else slot for slot in slots_of(form)]
    named = [slot for slot in named if slot in blanks and blanks[slot] != answer and (slot != "key" or "col" not in named)]
    return blanks[next((slot for slot in ABOUT if slot in named), named[0])] if named else None


def worded(g, forms, blanks, answer):
    """One of the wordings, filled; what it names is what the answer repeats."""
    form = forms.pick(g.r, g.h)
    g.about = about(form, blanks, answer)
    return form.format_map({k: mark(v) for k, v in blanks.items()})


def question(g, fact):
    """The words of a question on a fact, filled; the person sometimes by the first name only."""
    forms, blanks, answer = fact
    if "name" in blanks and answer != blanks["name"] and " " in blanks["name"] and g.rnd() < 0.3:
        blanks = dict(blanks, name=blanks["name"].split()[0])
    return worded(g, forms, blanks, answer)


def ask_fact(g, fact, path):
    """Asks for a fact of a file, as a question beside the file's name or in one sentence with it."""
    forms, blanks, answer = fact
    whole = "FIELD_IN" if forms is g.F["KVQ"][""] else "CELL_IN" if forms is g.F["CELL"] else None
    if whole and g.rnd() < 0.45:
        g.user(worded(g, g.F[whole], dict(blanks, file=path), answer))
    else:
        ask(g, question(g, fact), g.F["ASK_IN"].pick(g.r, g.h), path)


def ask_next(g, fact):
    """Asks for one more fact of what was read, and says it."""
    ask(g, question(g, fact), g.of(g.L.NEXT))
    g.say_fact(fact[2])


def ask(g, q, frame, path=""):
    text = frame.format_map({"q": q, "file": mark(path)})
    if q.startswith(g.L.IMPERATIVE):
        text = text.replace(q + "?", q + (g.L.STOP if not text.endswith(q + "?") else ""))
    g.user(text)
