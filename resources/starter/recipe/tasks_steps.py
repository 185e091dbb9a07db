"""The kinds of conversation with several steps or turns, and those in which something goes wrong."""
from bisect import bisect
from itertools import accumulate

import tasks_words as W
import tools
from tasks_docs import (KEYS, VALUES, ask, ask_fact, ask_next, asked_document, keyed, lookup, put, question, slots_of, text_of)
from tasks_kinds import (amounts, calculate, calculation, clock, conversion, convert, csv, extract, list_files, maybe_folder, note_message, place,
                         quantity, query, quoted, read, search, search_folder, shifted, some_files, table_sum, two_units, unit_names, where, write)


# ---------------------------------------------------------------------------------------------------------------- kinds: several steps
def save_result(g):
    path = g.file(folder="")
    g.folder = {g.file(): text_of(g, 1, 1) for _ in range(g.int(0, 1))}
    u = g.rnd()
    if u < 0.55:
        form = g.F["CALC_SAVE"].pick(g.r, g.h)
        shown, expr = g.infix() if g.rnd() < 0.7 else percent_of(g)
        g.user(form, {"e": shown, "file": path})
        text = g.call("calculate", expression=expr)
    elif u < 0.8:
        a, b = two_units(g)
        shown, value = quantity(g, a)
        g.user(g.F["CONV_SAVE"].pick(g.r, g.h), {"v": shown, "t": unit_names(g, b, target=True)[0], "file": path})
        text = g.call("convert", value=value, source=a, to=b)
    else:
        g.user(g.F["DATE_SAVE"].pick(g.r, g.h), {"file": path})
        text = g.call("clock")[:10]
    if not g.failed(text):
        g.say_saved(path, g.call("write_note", path=path, text=text))


def percent_of(g):
    (p, q), (n, m) = g.slot("p"), g.number()
    return g.L.PERCENT_OF % ((n, p) if g.zh else (p, n)), "%s/100*%s" % (q, m)


def search_then_read(g):
    wanted = query(g)
    search_folder(g, wanted, 1, 2)
    g.user(g.F["SEARCH_SHOW"].pick(g.r, g.h), {"q": quoted(g, wanted)}, bare=True)
    result = g.call("search_files", query=wanted)
    path = result.split("\n")[1].split(":")[0]
    g.say_text(path, g.call("read_file", path=path))


def list_then_read(g):
    u = g.rnd()
    if u < 0.4:
        some_files(g, 1, 1, False)
        forms, which = g.F["LIST_ONLY"], 0
    else:
        some_files(g, 2, 4, u < 0.5)
        which = g.of(list(g.F["LIST_FIRST"]))
        forms = g.F["LIST_FIRST"][which]
        if not forms.lists[g.h]:
            return list_then_read(g)
    g.user(forms.pick(g.r, g.h))
    rows = [row for row in g.call("list_files").split("\n")[1:] if not row.endswith("/")]
    path = rows[which].rsplit(" ", 1)[0]
    g.say_text(path, g.call("read_file", path=path))


def field_step(g):
    """Reads a list of fields, then converts, takes a percentage of, or copies one of them."""
    u = g.rnd()
    zh = g.zh
    rows = {}
    for _ in range(g.int(1, 3)):
        kind = g.of(("name", "date", "city", "phone", "color", "code"))
        rows[g.w(KEYS[zh][kind])] = (kind, g.fresh(lambda kind=kind: VALUES[kind](g, zh)))
    blanks = {}
    if u < 0.42:
        a, b = two_units(g)
        key = g.of(g.L.MEASURES[tools.DIMENSION_OF[a]])
        shown, value = quantity(g, a)
        rows[key] = ("unit", shown)
        blanks = {"key": key, "t": unit_names(g, b, target=True)[0]}
        forms = "CONV_FACT"
    elif u < 0.7:
        key = g.of(g.L.SUMS)
        shown = VALUES["price"](g, zh)
        rows[key] = ("money", shown)
        blanks["p"], p = g.slot("p")
        blanks["key"] = key
        forms = "PCT_FACT"
    else:
        key = g.of(list(rows))
        blanks["key"] = key
        forms = "COPY_FACT"
    rows = dict(g.r.sample(list(rows.items()), len(rows)))
    style, text, _ = keyed(g, rows, zh)
    path = put(g, text, style, 0)
    blanks["file"] = path
    if forms == "COPY_FACT":
        blanks["file2"] = g.file()
    g.user(g.F[forms].pick(g.r, g.h), blanks)
    g.call("read_file", path=path)
    if forms == "CONV_FACT":
        g.say_convert(g.call("convert", value=value, source=a, to=b))
    elif forms == "PCT_FACT":
        g.say_number(g.call("calculate", expression="%s/100*%s" % (p, shown)))
    else:
        g.say_saved(blanks["file2"], g.call("write_note", path=blanks["file2"], text=rows[key][1]))


def two_step(g):
    g.of((save_result, save_result, search_then_read, list_then_read, field_step, field_step))(g)


def more_calculation(g):
    maybe_folder(g)
    expr, plain, result = calculation(g)
    for _ in range(g.of((1, 1, 1, 2, 2, 3))):
        if result.startswith("error") or "e" in result:
            return
        u = g.rnd()
        if u < 0.25 and "{p}" in expr and len(g.messages) == 4 and "{y}" not in expr:
            name = g.of(("p", [s for s in slots_of(expr) if s != "p"][0]))
            shown, value = g.slot(name)
            plain = dict(plain)
            plain[name] = value
            g.user(g.F["FOLLOW_NEW"].pick(g.r, g.h), {"a": shown})
            now = expr
        else:
            rows, cum = g.F["FOLLOW_CALC"][g.h]
            _, now, forms = rows[bisect(cum, g.rnd() * cum[-1])]
            if result[0] == "-" and (now[:3] != "{r}" or "^" in now):
                now, forms = next((e, f) for _, e, f in rows if e in ("{r}+{n}", "{r}/2", "{r}*2", "{r}-{n}"))
            form = forms.pick(g.r, g.h)
            shown, plain, now = amounts(g, form, now)
            plain["r"] = result
            g.user(form, shown)
        result = g.call("calculate", expression=now.format_map(plain))
        g.say_number(result)
        expr = now


def more_conversion(g):
    maybe_folder(g)
    a, b, value = conversion(g)
    for _ in range(g.of((1, 1, 2))):
        u = g.rnd()
        group = list(tools.DIMENSIONS[tools.DIMENSION_OF[a]])
        if u < 0.08:
            a, b = b, a
            g.user(g.F["FOLLOW_SWAP"].pick(g.r, g.h))
        elif u < 0.5 and len(group) > 2:
            b = g.of([unit for unit in group if unit not in (a, b)])
            g.user(g.F["FOLLOW_UNIT"].pick(g.r, g.h), {"t": unit_names(g, b, target=True)[0]})
        elif u < 0.8:
            shown, value = quantity(g, a)
            g.user(g.F["FOLLOW_VALUE"].pick(g.r, g.h), {"v": shown})
        else:
            text = str(g.int(2, g.of((20, 200, 5000))))
            value = int(text)
            g.user(g.F["FOLLOW_BARE"].pick(g.r, g.h), {"v": text})
        g.say_convert(g.call("convert", value=value, source=a, to=b))


def more_reading(g):
    u = g.rnd()
    if u < 0.3:
        return more_csv(g) if u < 0.22 else read_two(g)
    facts = read(g) if g.rnd() < 0.35 else extract(g)
    while not facts:
        g.messages, g.folder, g.tools = [], None, None
        g.used.clear()
        facts = read(g) if g.rnd() < 0.35 else extract(g)
    for fact in g.r.sample(facts, min(len(facts), g.of((1, 1, 2)))):
        ask_next(g, fact)


def list_then_open(g):
    some_files(g, 2, 5, g.rnd() < 0.3)
    g.user(g.F["LIST"].pick(g.r, g.h))
    names = [name for name in g.say_list(g.call("list_files")) if not name.endswith("/")]
    for _ in range(g.of((1, 1, 2))):
        which = g.of([n for n in (0, 1, 2, -1) if n < len(names)])
        forms = g.F["OPEN_NTH"][which]
        if g.rnd() < 0.55 and forms.lists[g.h]:
            path = names[which]
            g.user(forms.pick(g.r, g.h))
        else:
            path = g.of(names)
            g.user(g.F["OPEN_NAMED"].pick(g.r, g.h), {"file": path})
        g.say_text(path, g.call("read_file", path=path))


def more_csv(g):
    """Sums over the same table, without reading it again."""
    t, expr, column = csv(g)
    for _ in range(g.of((1, 1, 2))):
        whole, before = "+".join(column), ""
        if expr == whole and g.rnd() < 0.6:
            g.user(g.F["FOLLOW_COL_AVG"].pick(g.r, g.h))
            expr = "(%s)/%d" % (whole, len(column))
        elif expr == "(%s)/%d" % (whole, len(column)) and g.rnd() < 0.6:
            g.user(g.F["FOLLOW_COL_SUM"].pick(g.r, g.h))
            expr = whole
        else:
            q, expr, column, before = table_sum(g, t)
            ask(g, q, g.of(g.L.NEXT))
        g.say_number(g.call("calculate", before=before, expression=expr))


def read_two(g):
    read(g)
    path = g.file("text")
    g.folder[path] = g.tools.files[path] = text_of(g, 1, 2)
    g.user(g.F["OPEN_NAMED"].pick(g.r, g.h), {"file": path})
    g.say_text(path, g.call("read_file", path=path))


def search_more(g):
    search(g)
    for _ in range(g.of((1, 1, 2))):
        lines = [text for text in g.folder.values() for text in text.split("\n")]
        words = [word for text in lines for word in text.split() if len(word) > 3 and word.isalpha()]
        wanted = g.of(words) if words and g.rnd() < 0.6 else query(g)
        form, shown = g.F["FOLLOW_SEARCH"].pick(g.r, g.h), quoted(g, wanted)
        g.user(form, {"q": shown}, bare=shown == wanted and form.endswith("{q}"))
        result = g.call("search_files", query=wanted)
        g.say_matches(wanted, result)


def search_then_open(g):
    if g.rnd() < 0.4:
        return search_more(g)
    wanted = query(g)
    search_folder(g, wanted, 1, 2)
    form = g.F["SEARCH"].pick(g.r, g.h)
    shown = quoted(g, wanted)
    g.user(form, {"q": shown}, bare=shown == wanted and form.endswith("{q}"))
    path = g.say_matches(wanted, g.call("search_files", query=wanted))[0]
    g.user(g.F["OPEN_FOUND"].pick(g.r, g.h))
    g.say_text(path, g.call("read_file", path=path))


def write_then_more(g):
    path = write(g)
    for _ in range(g.of((1, 1, 2))):
        text = note_message(g, "APPEND_MORE")
        g.say_saved(path, g.call("write_note", path=path, text=text))


def more_clock(g):
    maybe_folder(g)
    if g.rnd() < 0.35:
        g.user(g.F["CLOCK"].pick(g.r, g.h))
        g.say_clock(g.call("clock"))
    else:
        where(g, place(g))
    for _ in range(g.of((1, 1, 2))):
        if g.rnd() < 0.72:
            where(g, place(g), "FOLLOW_PLACE")
        else:
            shown, days = shifted(g)
            g.user(g.F["FOLLOW_DAY"].pick(g.r, g.h), {"d": shown})
            g.say_clock(g.call("clock", days=days), shifted=True)


FOLLOW, FOLLOW_CUM = (more_calculation, more_conversion, more_reading, list_then_open, search_then_open, write_then_more, more_clock), list(accumulate((36, 22, 18, 8, 4, 5, 7)))


def follow_up(g):
    FOLLOW[bisect(FOLLOW_CUM, g.rnd() * FOLLOW_CUM[-1])](g)


# ---------------------------------------------------------------------------------------------------------------- kinds: what goes wrong
def no_folder(g):
    g.no_find = True
    g.of((list_files, read, read, extract, csv, search, write, write, save_result))(g)
    g.folder, g.messages = None, g.messages[:1]
    g.say(g.NO_FOLDER)


def denied(g):
    g.denied = True
    (write if g.rnd() < 0.85 else save_result)(g)


def tool_error(g):
    u = g.rnd()
    if u < 0.4:
        g.folder = {g.file(): text_of(g, 1, 1) for _ in range(g.int(0, 2))}
        style, text, facts = asked_document(g)
        path = g.file(style)
        if u < 0.2:
            g.user(g.F["READ"].pick(g.r, g.h), {"file": path})
        else:
            ask_fact(g, g.of(facts), path)
        g.failed(g.call("read_file", path=path))
    elif u < 0.47:
        some_files(g, 0, 2, False)
        inside = g.directory()[:-1]
        g.user(g.F["LIST_DIR"].pick(g.r, g.h), {"dir": inside})
        g.failed(g.call("list_files", path=inside))
    elif u < 0.62:
        maybe_folder(g)
        shown, text = g.number()
        symbol = g.of(("/", " / ", ":" if g.rnd() < 0.01 else "÷")) if g.rnd() < 0.5 else g.of(g.L.OVER)
        row = g.F["CALC"][g.h][0][0]
        g.user(row[2].pick(g.r, g.h), {"e": shown + symbol + "0", "ew": shown + g.of(g.L.OVER) + "0"})
        g.say_number(g.call("calculate", expression=text + "/0"))
    elif u < 0.82:
        maybe_folder(g)
        (a, _), (b, _) = two_units(g), two_units(g)
        while tools.DIMENSION_OF[a] == tools.DIMENSION_OF[b]:
            b = two_units(g)[0]
        shown, value = quantity(g, a)
        g.user(g.F["CONVERT"].pick(g.r, g.h), {"v": shown, "t": unit_names(g, b, target=True)[0], "u": unit_names(g, a, target=True)[0]})
        g.say_convert(g.call("convert", value=value, source=a, to=b))
    else:
        maybe_folder(g)
        where(g, g.nonsense().capitalize() + g.of(("", "", " City", "ville", "ia")) if not g.zh or g.rnd() < 0.3 else W.zh_nonsense(g.r, bool(g.h)) + g.of(("", "", "镇", "市")))


# ---------------------------------------------------------------------------------------------------------------- drills: training only
def drill_facts(g):
    """Many questions on one document: finding is what is hard to learn, and each costs a few tokens more."""
    facts = (read(g) if g.rnd() < 0.3 else extract(g)) or []
    for fact in g.r.sample(facts, min(len(facts), g.int(4, 9))):
        ask_next(g, fact)


def drill_table(g):
    """Cells, columns and sums of one table, read once."""
    t = csv(g)[0]
    for _ in range(g.int(3, 7)):
        if g.rnd() < 0.75:
            ask_next(g, lookup(g, t))
        else:
            q, expr, _, before = table_sum(g, t)
            ask(g, q, g.of(g.L.NEXT))
            g.say_number(g.call("calculate", before=before, expression=expr))


BUILD = {"calculate": calculate, "convert": convert, "clock": clock, "list": list_files, "read": read, "extract": extract, "csv": csv, "search": search, "write": write,
         "two_step": two_step, "follow_up": follow_up, "no_folder": no_folder, "denied": denied, "tool_error": tool_error,
         "drill_facts": drill_facts, "drill_table": drill_table}
