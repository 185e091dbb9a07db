"""Writes ../eval.jsonl: conversations on wordings, names and numbers that training never saw, for `inkctl eval starter`.

  python make_eval.py [FILE [SEED]]     another seed draws others, for choosing between states of the training
"""
import json
import random
import sys
from pathlib import Path

from conversations import said
from out_of_scope import out_of_scope
from tasks import task

COUNTS = {"tool": 420, "product": 260, "small_talk": 40, "out_of_scope": 180}


def case(group, talk):
    turns = []
    for message in talk["messages"]:
        if message["role"] == "user":
            turns.append({"user": message["content"], "calls": [], "answer": ""})
        elif message["role"] == "assistant":
            turns[-1]["calls"] += message.get("tool_calls", [])
            turns[-1]["answer"] = message["content"]
    denied = any(m["role"] == "tool" and m["content"].startswith("error: the user denied") for m in talk["messages"])
    return {"kind": talk["kind"], "group": "product" if group == "small_talk" else group, "lang": talk["lang"],
            "folder": talk["folder"], "now": talk.get("now", ""), "deny": denied, "turns": turns}


def main():
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "eval.jsonl"
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20260101)
    make = {"tool": lambda: task(rng, True), "product": lambda: said(rng, "product_a product_b", True),
            "small_talk": lambda: said(rng, "small_talk", True), "out_of_scope": lambda: out_of_scope(rng, True)}
    lines = [json.dumps(case(group, make[group]()), ensure_ascii=False)
             for group, count in COUNTS.items() for _ in range(count)]
    target.write_text("\n".join(lines) + "\n")
    print(len(lines), "cases")


if __name__ == "__main__":
    main()
