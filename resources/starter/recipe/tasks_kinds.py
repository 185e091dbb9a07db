"""The kinds of conversation with one step: sums, units, the clock, and one look into or one note in the folder."""
from bisect import bisect
from itertools import accumulate

import tasks_en as EN
import tasks_words as W
import tasks_zh as ZH
import tools
from tasks_docs import Table, VALUES, ask, ask_fact, asked_document, contacts, document, line, put, question, sentences, slots_of, source, text_of
from tasks_forms import mark

DIM_WEIGHTS = {"length": 25, "mass": 22, "volume": 13, "temperature": 14, "area": 8, "speed": 7, "time": 6, "data": 8, "energy": 4, "pressure": 3, "power": 3}
DIMS, DIM_CUM = list(DIM_WEIGHTS), list(accumulate(DIM_WEIGHTS.values()))


# ---------------------------------------------------------------------------------------------------------------- kinds: no folder needed
def maybe_folder(g):
    if g.folder is None and g.rnd() < 0.45:
        g.folder = {g.file(): text_of(g, 1, 1) for _ in range(g.int(1, 2))}


def amounts(g, form, expr):
    shown, plain, g.currency = {}, {}, None
    have = slots_of(form)
    if "ew" in have:
        expr = expr.replace("{e}", "{ew}")
    for slot in slots_of(expr):  # some wordings speak of money where others have a number
        if slot[0] in "nm" and slot not in have:
            expr = expr.replace("{%s}" % slot, "{%s}" % (("m" if slot[0] == "n" else "n") + slot[1:]))
    for slot in dict.fromkeys(slots_of(form) + slots_of(expr)):
        if slot in ("z", "zd"):
            shown["zd"], plain["z"] = g.L.discount(g)
        elif slot not in ("r", "la", "ls"):
            shown[slot], plain[slot] = g.slot(slot)
    if expr[0] == ">":
        a, b = slots_of(expr)[:2]
        if float(tools.calculate(plain[a])) < float(tools.calculate(plain[b])):
            shown[a], shown[b], plain[a], plain[b] = shown[b], shown[a], plain[b], plain[a]
        expr = expr[1:]
    elif expr[0] == "<":
        if float(plain["x"]) > float(plain["x2"]) and g.rnd() < 0.85:
            shown["x"], shown["x2"], plain["x"], plain["x2"] = shown["x2"], shown["x"], plain["x2"], plain["x"]
        expr = expr[1:]
    if expr in ("{la}", "{ls}"):
        total = "+".join(plain["l"])
        expr = "(%s)/%d" % (total, len(plain["l"])) if expr == "{la}" else total
    return shown, plain, expr


def calculation(g):
    """Asks and answers one; gives (expression with blanks, values, result)."""
    rows, cum = g.F["CALC"][g.h]
    _, expr, forms = rows[bisect(cum, g.rnd() * cum[-1])]
    form = forms.pick(g.r, g.h)
    shown, plain, expr = amounts(g, form, expr)
    g.user(form, shown)
    result = g.call("calculate", expression=expr.format_map(plain))
    g.say_number(result)
    return expr, plain, result


def calculate(g):
    maybe_folder(g)
    calculation(g)


def unit_names(g, unit, number="2", target=False):
    """(name, needs a space before) for a unit after a number, or as a target."""
    if g.zh != (g.mix and g.rnd() < 0.5):
        if g.rnd() < 0.72:
            return g.of(ZH.UNITS[unit]), False
        short = EN.SHORT[unit]
        return (g.of(short), False) if short else (g.of(ZH.UNITS[unit]), False)
    short, long = EN.SHORT[unit], EN.LONG[unit]
    if short and g.rnd() < 0.5:
        return g.of(short), False
    return g.of(long)[0 if number == "1" and not target else 1], True


def quantity(g, unit):
    """(as shown, value): a number and a unit as people write them."""
    u = g.rnd()
    dimension = tools.DIMENSION_OF[unit]
    if dimension == "temperature":
        text = str(g.int(0, 120)) if u < 0.6 else str(g.int(-60, -1)) if u < 0.75 else str(g.int(120, 600)) if u < 0.88 else ("%.1f" % (g.rnd() * 100 + 0.1)).replace(".0", "")
    elif u < 0.08:
        text = "1"
    elif u < 0.4:
        text = str(g.int(2, 99))
    elif u < 0.55:
        text = str(g.int(1, 99) * g.of((5, 10, 10, 100)))
    elif u < 0.72:
        text = ("%.*f" % (g.of((1, 1, 2)), g.rnd() * g.of((10, 100)) + 0.1)).rstrip("0").rstrip(".")
    elif u < 0.96:
        text = str(g.int(100, g.of((999, 9999))))
    else:
        text = str(g.int(10000, 999999))
    if unit == "K":
        text = text.lstrip("-")
    value = float(text) if "." in text else int(text)
    name, space = unit_names(g, unit, text)
    cjk = not name.isascii() and name[0] != "°"
    if text == "1" and space and g.rnd() < 0.4:
        return ("one " if g.rnd() < 0.4 else "an " if name[0] in "aio" or name.startswith("hour") or name.startswith("ounce") or name.startswith("acre") else "a ") + name, 1
    if cjk and value in (1, 2) and g.rnd() < 0.3:
        return ("一" if value == 1 else "两") + name, value
    if cjk and g.rnd() < 0.02 and dimension != "temperature":
        return "半" + name, 0.5
    shown = text if text[0] == "-" else g.shown(text)
    if shown[-1].isdigit():
        return shown + (" " if space or g.rnd() < (0.15 if cjk else 0.5) else "") + name, value
    return shown + ("" if cjk else " ") + name, value


def two_units(g):
    group = list(tools.DIMENSIONS[DIMS[bisect(DIM_CUM, g.rnd() * DIM_CUM[-1])]])
    a = g.of(group)
    for _ in range(9):
        b = g.of(group)
        if b != a and (group[0] == "C" or g.rnd() < 0.03 or 1e-4 < tools.DIMENSIONS[tools.DIMENSION_OF[a]][a] / tools.DIMENSIONS[tools.DIMENSION_OF[a]][b] < 1e4):
            return a, b
    return a, group[0] if a != group[0] else group[1]


def conversion(g):
    a, b = two_units(g)
    own = g.F["CONVERT_BY"].get(tools.DIMENSION_OF[a])
    form = (own if own and own.lists[g.h] and g.rnd() < 0.22 else g.F["CONVERT"]).pick(g.r, g.h)
    shown, value = quantity(g, a)
    g.user(form, {"v": shown, "t": unit_names(g, b, target=True)[0], "u": unit_names(g, a, target=True)[0] if "{u}" in form else ""})
    g.say_convert(g.call("convert", value=value, source=a, to=b))
    return a, b, value


def convert(g):
    maybe_folder(g)
    conversion(g)


def place(g):
    return g.of(tools.PLACES_ZH if g.zh != (g.mix and g.rnd() < 0.7) else tools.PLACES_EN)


def where(g, name, forms="CLOCK_PLACE"):
    shown = name.lower() if g.rnd() < 0.12 else name
    g.user(g.F[forms].pick(g.r, g.h), {"place": shown})
    g.say_clock(g.call("clock", place=shown), shown)


def span(g):
    """(as shown, days)"""
    if g.rnd() < 0.3:
        n = g.int(1, 8)
        return g.L.weeks(g, n), 7 * n
    n = g.int(2, g.of((9, 30, 100, 365)))
    return g.L.days(g, n), n


def shifted(g):
    """A day from today, as (as shown, days)."""
    if g.rnd() < 0.25:
        days = g.of(list(g.L.FIXED_DAYS))
        return g.of(g.L.FIXED_DAYS[days]), days
    sign, forms = g.of(g.L.SHIFT)
    shown, days = span(g)
    return g.of(forms).replace("{D}", shown), days * sign


def clock(g):
    maybe_folder(g)
    u = g.rnd()
    if u < 0.33:
        g.user(g.F["CLOCK"].pick(g.r, g.h))
        g.say_clock(g.call("clock"))
    elif u < 0.7:
        where(g, place(g))
    else:
        shown, days = shifted(g)
        g.user(g.F["AHEAD" if days > 0 else "PAST"].pick(g.r, g.h), {"d": shown})
        g.say_clock(g.call("clock", days=days), shifted=True)


# ---------------------------------------------------------------------------------------------------------------- kinds: with files
def some_files(g, low, high, folders=True):
    g.folder = {g.file(g.of(("text", "text", "csv", "kv", "log", "json")), folder=""): text_of(g, 1, g.of((1, 1, 2, 4))) + "\n" for _ in range(g.int(low, high))}
    if folders and g.rnd() < 0.45:
        for _ in range(g.of((1, 1, 2, 3))):
            g.folder[g.fresh(lambda: g.directory()) + g.file(folder="")] = text_of(g, 1, 1)


def list_files(g):
    u = g.rnd()
    if u < 0.06:
        g.folder = {}
    else:
        some_files(g, 1, 6)
    if u < 0.75 or not g.folder:
        g.user(g.F["LIST"].pick(g.r, g.h))
        return g.say_list(g.call("list_files"))
    inside = g.fresh(lambda: g.directory())
    for _ in range(g.int(1, 4)):
        g.folder[inside + g.file(folder="")] = text_of(g, 1, 1)
    g.user(g.F["LIST_DIR"].pick(g.r, g.h), {"dir": inside if g.rnd() < 0.25 else inside[:-1]})
    return g.say_list(g.call("list_files", path=inside[:-1]))


def short_document(g):
    for _ in range(6):
        style, text, facts = document(g) if g.rnd() < 0.88 else source(g)
        if len(text) < (100 if g.zh else 200):
            break
    return style, text, facts


def read(g):
    style, text, facts = short_document(g)
    path = put(g, text, style)
    g.user(g.F["READ"].pick(g.r, g.h), {"file": path})
    g.say_text(path, g.call("read_file", path=path))
    return facts


def extract(g):
    if g.rnd() < 0.07 and not getattr(g, "no_find", False):
        return find_fact(g)
    style, text, facts = asked_document(g)
    path = put(g, text, style)
    fact = g.of(facts)
    ask_fact(g, fact, path)
    g.call("read_file", path=path)
    g.say_fact(fact[2])
    return [f for f in facts if f[2] != fact[2]]


def find_fact(g):
    """A question on a person, without a file name: search for the name, answer from the line."""
    style, text, facts = contacts(g) if g.rnd() < 0.6 else sentences(g)
    facts = [f for f in facts if "name" in f[1] and f[2] != f[1]["name"] and all("{name}" in form for part in f[0].lists[g.h] for form in part)]
    if not facts:
        return find_fact(g)
    put(g, text, style)
    forms, blanks, answer = g.of(facts)
    name = blanks["name"].split()[0] if g.rnd() < 0.3 else blanks["name"]
    ask(g, question(g, (forms, dict(blanks, name=name), answer)), g.F["FIND_FACT"].pick(g.r, g.h))
    g.call("search_files", query=name)
    g.say_fact(answer)


def table_sum(g, t):
    """A question on a table that takes a calculation: (words, expression, the numbers of the column, what is said before it)."""
    u = g.rnd()
    if u > 0.95 and len(t.numeric()) < 2:
        u = 0.1
    i = g.of(t.numeric())
    head, what, plural = t.columns[i]
    column, n = t.column(i), len(t.keys)
    a = int(g.rnd() * n)
    b = (a + 1 + int(g.rnd() * (n - 1))) % n
    blanks = {"col": head, "cols": plural, "row": t.keys[a], "row2": t.keys[b], "key": t.key}
    va, vb, total = column[a], column[b], "+".join(column)
    whole, one, two = {head: g.listed(column)}, {t.keys[a]: va}, {t.keys[a]: va, t.keys[b]: vb}
    if u < 0.24:
        forms, expr, takes = "COL_SUM", total, whole
    elif u < 0.44:
        forms, expr, takes = "COL_AVG", "(%s)/%d" % (total, n), whole
    elif u < 0.56:
        forms, expr, takes = "TWO_DIFF", va + "-" + vb, two
    elif u < 0.66:
        forms, expr, takes = "TWO_SUM", va + "+" + vb, two
    elif u < 0.71:
        forms, expr, takes = "TWO_RATIO", va + "/" + vb, two
    elif u < 0.87:
        blanks["p"], p = g.slot("p")
        forms, expr = ("CELL_PCT", "%s/100*%s" % (p, va)) if u < 0.81 else ("CELL_PLUS", "%s*(1+%s/100)" % (va, p))
        takes = one
    elif u < 0.91:
        forms, expr, takes = "CELL_SHARE", "%s/(%s)*100" % (va, total), {**one, **whole}
    elif u < 0.95:
        blanks["c"], c = g.slot("c")
        forms, expr, takes = "CELL_TIMES", "%s*%s" % (c, va), one
    else:
        j = g.of([k for k in t.numeric() if k != i])
        blanks["col2"] = t.columns[j][0]
        forms, expr, takes = "ROW_PRODUCT", "%s*%s" % (va, t.rows[a][j]), {t.keys[a]: g.listed((va, t.rows[a][j]))}
    return g.F[forms].pick(g.r, g.h).format_map({k: mark(v) for k, v in blanks.items()}), expr, column, g.found(takes)


def csv(g):
    t = Table(g, 1 if g.rnd() < 0.8 else 2)
    q, expr, column, before = table_sum(g, t)
    path = put(g, t.text, "csv")
    ask(g, q, g.F["ASK_IN"].pick(g.r, g.h), path)
    g.call("read_file", path=path)
    g.say_number(g.call("calculate", before=before, expression=expr))
    return t, expr, column


def query(g):
    u = g.rnd()
    zh = g.zh if not g.mix else g.rnd() < 0.5
    if u < 0.28:
        return g.nonsense() if not zh or g.rnd() < 0.4 else W.zh_nonsense(g.r, bool(g.h))
    if u < 0.5:
        return VALUES["obj"](g, zh)
    if u < 0.6:
        return g.person(zh)
    return VALUES[g.of(("code", "city", "company", "event", "room", "email", "num", "dept", "money", "date", "word", "phone", "color"))](g, zh)


def quoted(g, text, always=False):
    if not always and g.rnd() < 0.55:
        return text
    return g.of(('"%s"', '"%s"', "'%s'", "“%s”") if not g.zh else ("“%s”", "“%s”", '"%s"', "「%s」")) % text


def search_folder(g, wanted, times, files=None):
    """Files of which the given number of lines hold the wanted text."""
    spots = [int(g.rnd() * 6) for _ in range(times)]
    paths = [g.file(g.of(("text", "text", "kv"))) for _ in range(files or g.int(2, 3))]
    g.folder = {}
    for i, path in enumerate(paths):
        lines = [line(g) for _ in range(g.int(1, 2))]
        for spot in spots:
            if spot % len(paths) == i:
                zh = not wanted.isascii() or (g.zh and g.rnd() < 0.5)
                view = wanted[0].upper() + wanted[1:] if g.rnd() < 0.15 else wanted
                lines.insert(int(g.rnd() * (len(lines) + 1)), g.of((ZH if zh else EN).QLINES).replace("{q}", view))
        g.folder[path] = "\n".join(lines) + "\n"


def search(g):
    wanted = query(g)
    search_folder(g, wanted, g.of((0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5)))
    form = g.F["SEARCH"].pick(g.r, g.h)
    shown = quoted(g, wanted)
    g.user(form, {"q": shown}, bare=shown == wanted and form.endswith("{q}"))
    return g.say_matches(wanted, g.call("search_files", query=wanted))


def note_text(g):
    zh = g.zh if not g.mix else g.rnd() < 0.5
    u = g.rnd()
    if u < 0.62:
        form = g.of((ZH if zh else EN).NOTES)
        return form.format_map({slot: VALUES[slot](g, zh) for slot in slots_of(form)})
    if u < 0.72:
        return " ".join(g.nonsense() for _ in range(g.int(1, 4)))
    if u < 0.82:
        return "".join(W.zh_nonsense(g.r, bool(g.h)) for _ in range(g.int(1, 3))) if zh else " ".join(g.w(W.NOUN) for _ in range(g.int(1, 6)))
    if u < 0.9:
        return line(g, zh).rstrip(".。")
    return VALUES[g.of(("phone", "email", "code", "money", "date", "num", "name", "obj", "word", "street"))](g, zh)


def note_message(g, forms, path=None):
    text = note_text(g)
    form = g.F[forms].pick(g.r, g.h)
    shown = quoted(g, text, "{tq}" in form)
    g.user(form, {"t": shown, "t2": shown, "tq": shown, "file": path or ""}, bare=shown == text and form.endswith(("{t}", "{t2}")))
    return text


def write(g):
    g.folder = {g.file(): text_of(g, 1, 1) for _ in range(g.int(0, 2))}
    path = g.file("kv" if g.rnd() < 0.3 else "text") if g.rnd() < 0.68 else None
    if g.rnd() < 0.3:
        g.folder[path or "note.txt"] = text_of(g, 1, 2) + "\n"
    text = note_message(g, "WRITE_F" if path else "WRITE_N", path)
    path = path or "note.txt"
    g.say_saved(path, g.call("write_note", path=path, text=text))
    return path
