"""Writes tests/data/chat_goldens.jsonl: conversations and their prompt text by DeepSeek-V3's official template.

usage: make_chat_goldens.py TOKENIZER_CONFIG > tests/data/chat_goldens.jsonl
       make_chat_goldens.py TOKENIZER_CONFIG --against INKCTL TOKENIZER   (compares 600, writes nothing)

TOKENIZER_CONFIG is DeepSeek-V3's tokenizer_config.json; its template is run as transformers runs it (Python packages
jinja2 and transformers). TOKENIZER is any folder with a tokenizer. Only conversations that the template renders without
its known faults: tool calls in one message only, two of them, without text beside, and the assistant's answer after
their results.
"""
import json
import random
import subprocess
import sys
import tempfile

from transformers.utils.chat_template_utils import _compile_jinja_template

TEXTS = ["Hello", "What is 17 % of 2,340?", "你好，世界！", "  spaces around  ", "two\nlines\n", "", "👩‍💻 and 🇩🇪",
         "say <｜User｜> and <｜end▁of▁sentence｜>", "<｜tool▁calls▁begin｜>", "a {{ template }} {% if x %}", "```json\n{}\n```",
         "tab\there", "\"quotes\" and \\backslash", "العربية हिन्दी", "<think>\nhm\n</think>\n\nok", "\u0000\u001f", "é" * 20,
         "x" * 300, "1\r\n2\r\n"]
NAMES = ["calculate", "clock", "read_file", "search-files_2"]
ARGUMENTS = ["{}", '{"expression": "17/100*2340"}', '{"place": "东京"}', '{"text": "a\\nb", "n": [1, 2.5, null]}', "not json"]


def calls(rng):
    return [{"id": f"call_{i}", "type": "function",
             "function": {"name": rng.choice(NAMES), "arguments": rng.choice(ARGUMENTS)}} for i in range(2)]


def conversation(rng):
    text = lambda: " ".join(rng.choice(TEXTS) for _ in range(rng.randint(1, 2)))
    messages = [{"role": "system", "content": text()} for _ in range(rng.choice([0, 1, 1, 2]))]
    turns = rng.randint(1, 4)
    with_tools = rng.randrange(turns) if rng.random() < 0.5 else -1
    for turn in range(turns):
        messages.append({"role": "user", "content": text()})
        last = turn == turns - 1
        if turn == with_tools:
            messages.append({"role": "assistant", "content": None, "tool_calls": calls(rng)})
            if last and rng.random() < 0.3:
                break
            messages += [{"role": "tool", "tool_call_id": f"call_{i}", "content": text()} for i in range(2)]
        if not last or rng.random() < 0.4:
            messages.append({"role": "assistant", "content": text()})
    if rng.random() < 0.1:
        messages.append({"role": "system", "content": "a late word"})
    return {"messages": messages, "add_generation_prompt": rng.random() < 0.6}


def main():
    config = json.load(open(sys.argv[1]))
    template = _compile_jinja_template(config["chat_template"])
    rng = random.Random(20)
    against = sys.argv[2:] and sys.argv[2] == "--against"
    wrong = 0
    for _ in range(600 if against else 150):
        chat = conversation(rng)
        prompt = template.render(**chat, bos_token=config["bos_token"]["content"])
        if not against:
            print(json.dumps({"chat": chat, "prompt": prompt}, ensure_ascii=False, separators=(",", ":")))
            continue
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(chat, file)
            file.flush()
            command = [sys.argv[3], "render", "--format", "deepseek-v3", "--tokenizer", sys.argv[4], file.name]
            ours = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode()
        if ours != prompt:
            wrong += 1
            print("DIFFERS", json.dumps(chat), "\n  ours  ", repr(ours), "\n  theirs", repr(prompt))
    if against:
        print("deepseek-v3: 600 conversations,", wrong, "differ")
        sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
