#!/usr/bin/env python3
"""Writes tests/data/tools_golden.jsonl: what the tools must answer, from the recipe's own Python tools.

Run it when the written contract of the tools changes; the C++ tools are compared with the file, byte for byte.
"""
import json
import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "resources/starter/recipe"))
import tools  # noqa: E402

FOLDER = {
    "notes.txt": "buy milk\nSend the INVOICE\ncall Anna Keller\n",
    "sales.csv": "month,amount\nJan,1200\nFeb,980.5\n",
    "docs/plan.md": "# Plan\n\ninvoice by Friday\n",
    "docs/会议.txt": "周五 14:00 开会\n发票 2026-11-23\n",
    "a/b/deep.txt": "deep invoice\n",
    "one.txt": "x",
    "long.txt": "".join("line %d\n" % i for i in range(1, 101)),
}
NOW = "2026-11-23T14:05"


def cases():
    rnd = random.Random(7)
    expressions = ["17/100*2340", "0.1+0.2", "1/0", "2^10", "2^-1", "-2^2", "2^3^2", "(1+2)*3", "sqrt(2)", "sqrt(16)+1", "3.5*10000",
                   "1250*(1-15/100)", "80*(1+7.5/100)", "(12+15+18)/3", "45/60*100", "7", "-5+3", "1e3*2", "10/4", "2**3", "", "1+", "(1",
                   "1e400", "10^400", "(-8)^(1/3)", "sqrt(-1)", "0^-1", "5-5*1", "-0", "100000*100000", "123456789*987654321", "1/3", "2/3",
                   "1/(2-2)", "1000000/7", "0.1*3", "((((1))))", "abc", "1 + 2", " 3*4 "]
    for _ in range(150):
        a, b, c = (round(rnd.uniform(0.01, 5000), rnd.randint(0, 3)) for _ in range(3))
        expressions.append(rnd.choice(["%s+%s*%s", "%s/%s-%s", "(%s+%s)/%s", "%s*(1-%s/100)+%s", "%s^2+%s/%s", "sqrt(%s)*%s-%s"]) % (a, b, c))
    for expression in expressions:
        if "**" not in expression:
            yield "calculate", {"expression": expression}
    symbols = list(tools.DIMENSION_OF)
    for source in symbols:
        for target in symbols:
            if tools.DIMENSION_OF[source] == tools.DIMENSION_OF[target] or rnd.random() < 0.02:
                yield "convert", {"value": rnd.choice([1, 5, 2.5, -40, 0, 98.6, 1200, 0.001, 37, 123456.789]), "from": source, "to": target}
    yield "convert", {"value": 1, "from": "parsec", "to": "km"}
    yield "clock", {}
    for days in (1, -1, 10, 30, 100, -3, 365, -400, 38, 99):
        yield "clock", {"days": days}
    for place in tools.PLACES_EN + tools.PLACES_ZH:
        yield "clock", {"place": place}
    yield "clock", {"place": "Atlantis"}
    for path in (None, "docs", "a", "a/b", "missing", "."):
        yield "list_files", {} if path is None else {"path": path}
    for path in [*FOLDER, "x.txt", "docs/none.txt"]:
        yield "read_file", {"path": path}
    for query in ("invoice", "INVOICE", "发票", "nothing here", "line", "anna keller", "1200", "Ж"):
        yield "search_files", {"query": query}
    for path, text in (("todo.txt", "buy milk"), ("one.txt", "second"), ("notes.txt", "more"), ("docs/新.txt", "你好"), ("b.txt", "a")):
        yield "write_note", {"path": path, "text": text}


def main():
    lines = [json.dumps({"folder": FOLDER, "now": NOW}, ensure_ascii=False)]
    for moment in (NOW, "2026-07-01T00:30"):
        for name, arguments in cases():
            if moment != NOW and name != "clock":
                continue
            result = tools.Tools(FOLDER, moment).call(name, arguments)
            lines.append(json.dumps({"name": name, "arguments": arguments, "now": moment, "result": result}, ensure_ascii=False))
    (ROOT / "tests/data/tools_golden.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(lines) - 1, "cases")


if __name__ == "__main__":
    main()
