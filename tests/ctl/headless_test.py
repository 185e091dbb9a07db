"""The commands for programs and scripts, with the starter model: what they print, and how they end."""
import json
import tempfile
from pathlib import Path

from program import ROOT, told

STARTER = ROOT / "resources/starter"


def ask(place):
    out, steps = told(place, "ask", "What is 17 % of 2,340?")
    assert "397.8" in out and "Calculat" in steps and "397.8" in steps, (out, steps)
    assert told(place, "ask", "-", text="What is 17 % of 2,340?")[0] == out, "standard input gives another answer"
    assert "there is no question" in told(place, "ask", text=" \n", code=1)[1]


def ask_as_json(place):
    events = [json.loads(line) for line in told(place, "ask", "--json", "What is 17 % of 2,340?")[0].splitlines()]
    kinds = [event["type"] for event in events]
    assert kinds[:2] == ["tool_call", "tool_result"] and kinds[-1] == "done" and set(kinds[2:-1]) == {"text"}, kinds
    call, result, done = events[0], events[1], events[-1]
    assert call["name"] == "calculate" and list(call["arguments"]) == ["expression"], call
    assert result == {"type": "tool_result", "name": "calculate", "ok": True, "text": "397.8"}, result
    assert done["text"] == "".join(event["text"] for event in events if event["type"] == "text"), done
    assert done["finish_reason"] == "stop" and min(done["usage"].values()) > 0, done

    cut = told(place, "ask", "--json", "--max-tokens", 3, "What is 17 % of 2,340?")[0].splitlines()
    assert json.loads(cut[-1])["finish_reason"] == "length", cut

    missing = told(place, "ask", "--json", "--model", place / "nothing", "hi", code=1)[0].splitlines()
    error, done = map(json.loads, missing)
    assert error["type"] == "error" and str(place / "nothing") in error["message"] and error["code"], error
    assert done["finish_reason"] == "error" and done["text"] == "", done


def write(place):
    """A file is written only where somebody, or --yes-write, allows it."""
    folder = place / "资料"
    folder.mkdir()
    words = ("ask", "--folder", folder, "write 'hello Anna' to notes.txt")
    assert "--yes-write allows it" in told(place, *words, code=1)[1]
    assert "--yes-write allows it" in told(place, *words[:1], "--yes", *words[1:], code=1)[1]
    assert not list(folder.iterdir()), "written without leave"
    told(place, *words[:1], "--yes-write", *words[1:])
    assert (folder / "notes.txt").read_text() == "hello Anna\n"


def tokens(place):
    lines = ["Hello, world!", "你好，世界 😀", "", "  x\t1234567", "<｜User｜>"]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    ids = told(place, "tokenize", "--tokenizer", STARTER, "--jsonl", text=text)[0]
    assert all(json.loads(line) for line, said in zip(ids.splitlines(), lines, strict=True) if said), ids
    back = told(place, "detokenize", "--tokenizer", STARTER, "--jsonl", text=ids)[0]
    assert [json.loads(line) for line in back.splitlines()] == lines, back

    chat = place / "chat.json"
    chat.write_text(json.dumps({"messages": [{"role": "user", "content": "hi 你好"}], "add_generation_prompt": True}))
    prompt = "<｜begin▁of▁sentence｜><｜User｜>hi 你好<｜Assistant｜>"
    assert told(place, "render", "--tokenizer", STARTER, chat)[0] == prompt
    ids = json.loads(told(place, "render", "--tokenizer", STARTER, "--ids", chat)[0])
    assert told(place, "detokenize", "--tokenizer", STARTER, text=json.dumps(ids))[0].strip() == prompt


def logits(place):
    file = place / "out.npy"
    told(place, "logits", "--ids", "1,2,3", "--out", file)
    assert b"'shape': (3, 3072)" in file.read_bytes()[:128]
    file.unlink()
    for ids in ("", "1,,3", "-1", "x", "1 2"):
        assert "token id" in told(place, "logits", f"--ids={ids}", "--out", file, code=2)[1], ids
    assert "3072" in told(place, "logits", "--ids", "3072", "--out", file, code=1)[1]
    assert not file.exists(), "a wrong id leaves a file behind"


def measures(place):
    figures = json.loads(told(place, "bench", "--json", "--prompt-tokens", 32, "--generate-tokens", 8)[0])
    for name in ("prefill_tokens_per_s", "decode_tokens_per_s", "bytes_moved", "memory_bandwidth_bytes_per_s",
                 "bandwidth_share"):
        assert figures[name] > 0, figures
    assert (figures["prompt_tokens"], figures["generate_tokens"]) == (32, 8), figures
    said = told(place, "eval", "starter", "--limit", 24)[0]
    for figure in ("right tool with exact arguments", "right final answer", "product questions", "out of scope"):
        assert figure in said.lower(), (figure, said)
    counted = json.loads(told(place, "eval", "starter", "--limit", 24, "--json")[0])
    groups = [counted[name]["cases"] for name in ("tool_arguments", "product", "out_of_scope")]
    assert sum(groups) <= 24 and counted["errors"] == 0, counted


def output_that_takes_nothing(place):
    for words in (("ask", "What is 17 % of 2,340?"), ("ask", "--json", "hi"), ("models",), ("bench", "--json"),
                  ("tokenize", "--tokenizer", STARTER)):
        with open("/dev/full", "wb") as full:
            complaint = told(place, *words, text="x " * 9000, code=1, stdout=full)[1]
        assert "standard output cannot be written" in complaint, (words, complaint)


def odd_values(place):
    for words in (("--temperature", "nan"), ("--temperature", "-1"), ("--seed", "-1"), ("--max-tokens", "x")):
        told(place, "ask", *words, "hi", code=2)


def main():
    with tempfile.TemporaryDirectory() as name:
        for part in (ask, ask_as_json, write, tokens, logits, measures, output_that_takes_nothing, odd_values):
            part(Path(name))
    print("headless: asked, written, tokens, logits, measured")


main()
