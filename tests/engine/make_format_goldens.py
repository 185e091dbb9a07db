"""Writes tests/data/format_goldens.jsonl: conversations and their prompt text by the published chat templates.

usage: make_format_goldens.py TEMPLATES > tests/data/format_goldens.jsonl
       make_format_goldens.py TEMPLATES --against INKCTL TOKENIZER      (compares 300 a format, writes nothing)

TEMPLATES is a folder with one file FORMAT.jinja for each of FORMATS: the text of "chat_template" in the model's
tokenizer_config.json (or GGUF metadata), byte for byte: its SHA-256 is printed and has to be the one below. They are
run as transformers runs them (Python packages jinja2 and transformers). TOKENIZER is any folder with a tokenizer.

What the templates render faultily is left out of the conversations: see the comments at each format in engine/text.
Where the hub's own text could not be had, KIND says what the golden stands on.
"""
import hashlib
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import jinja2
from transformers.utils.chat_template_utils import _compile_jinja_template

BOS = {"deepseek": "<｜begin▁of▁sentence｜>", "llama": "<|begin_of_text|>", "gigachat3": "<s>",
       "gigachat3.1": "<s>"}
EOS = {"deepseek": "<｜end▁of▁sentence｜>", "llama": "<|eot_id|>"}
# format: (SHA-256 of the template, what can be rendered without its faults)
FORMATS = {
    "deepseek-v2": ("8aeba567270f", {"plain"}),
    "deepseek-r1": ("56a1447ad319", {"calls", "two calls", "one system", "thoughts"}),
    "deepseek-r1-0528": ("53671bac29bc", {"calls", "thoughts", "generate after user", "never none"}),
    "deepseek-v3.1": ("45690185067e", {"calls", "many rounds", "text beside", "thoughts", "generate after user"}),
    "moonlight": (None, {"plain"}),  # rebuilt from the model card's example; the file itself could not be had
    "kimi-k2": ("1d396d5b128c", {"calls", "many rounds", "text beside", "tools"}),
    "qwen2.5": ("cd8e9439f057", {"calls", "many rounds", "text beside", "tools", "dict"}),
    "qwen2": ("793202280c09", {"plain"}),
    "smollm2": ("872be49dbb63", {"plain"}),
    "llama-3": ("ba03a121d097", {"plain"}),
    "llama-3.1": ("e10ca381b1cc", {"calls", "many rounds", "one call", "tools", "dict"}),
    "glm-4.7": ("d63ad536c3c8", {"calls", "many rounds", "text beside", "tools", "dict", "never none", "old thoughts"}),
    "gigachat3": ("bbbf2de800b6", {"calls", "many rounds", "text beside", "one call", "tools", "schemas", "dict",
                                   "generate after user"}),
    "gigachat3.1": ("304f0d64aa3b", {"calls", "many rounds", "text beside", "one call", "tools", "schemas", "dict",
                                     "generate after user"}),
}
TEXTS = ["Hello", "What is 17 % of 2,340?", "你好，世界！", "  spaces around  ", "two\nlines\n", "", "👩‍💻 and 🇩🇪",
         "say <｜User｜> and <|im_end|>", "<tool_call>\n{}\n</tool_call>", "a {{ template }} {% if x %}",
         "```json\n{}\n```", "\"quotes\" and \\backslash", "العربية हिन्दी", "é" * 20, "1\r\n2\r\n", "\ttab"]
NAMES = ["calculate", "clock", "read_file", "search-files_2"]
ARGUMENTS = [{}, {"expression": "17/100*2340"}, {"place": "东京"}, {"z": "a\nb \"q\"", "n": [1, 2.5, None, True]}]
TOOLS = [{"type": "function", "function": {
    "name": "calculate", "description": "Computes “anything”.", "parameters": {
        "type": "object", "required": ["expression"],
        "properties": {"expression": {"type": "string", "description": "like 1+1", "enum": []}}}}},
    {"type": "function", "function": {"name": "clock", "description": "", "parameters": {}}}]

# For formats that do not show a schema as JSON but say it in their own words.
SCHEMAS = [{"type": "function", "function": {
    "name": "plan", "description": "Plans a journey.\n\n  Carefully.\n", "parameters": {
        "type": "object", "required": ["to", "stops", "how"], "additionalProperties": False,
        "properties": {
            "to": {"type": "string", "description": "where to,\nor “home”", "pattern": "^\\w+$"},
            "how": {"type": "string", "enum": ["train", "bus", 3], "default": "train"},
            "day": {"type": "string", "format": "date", "default": None},
            "stops": {"type": "array", "minItems": 0, "maxItems": 5, "default": ["it's", "a \"b\"", "\n", 1.5],
                      "items": {"type": "object", "required": ["place"], "properties": {
                    "place": {"type": "string"}, "nights": {"type": "integer", "minimum": 1, "maximum": 30}}}},
            "price": {"type": "number", "enum": [1, 2.5, 1e-7, -3], "defalut_value": {"a": [True, None], "b": {}}},
            "quick": {"type": "boolean", "default": True},
            "anything": {}, "union": {"type": ["string", "null"]}, "list": {"type": "array"},
            "table": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
            "options": {"type": "object", "additionalProperties": {"type": "string", "enum": ["да", "нет"]}},
            "open": {"type": "object", "properties": {"x": {"type": "null"}}, "additionalProperties": True}}}}},
    {"type": "function", "function": {"name": "bare", "description": "", "parameters": {
        "type": "object", "properties": {}}}}]


class Writer:
    def __init__(self, rng, can):
        self.rng, self.can, self.calls = rng, can, 0

    def text(self):
        return " ".join(self.rng.choice(TEXTS) for _ in range(self.rng.randint(1, 2)))

    def round(self):
        rng = self.rng
        count = 2 if "two calls" in self.can else 1 if "one call" in self.can else rng.randint(1, 3)
        content = self.text() if "text beside" in self.can and rng.random() < 0.5 else None
        if "never none" in self.can and content is None:
            content = ""
        message = {"role": "assistant", "content": content, "tool_calls": []}
        results = []
        for _ in range(count):
            name = rng.choice(NAMES)
            arguments = rng.choice(ARGUMENTS)
            given = arguments if "dict" in self.can else json.dumps(arguments, ensure_ascii=False)
            identity = f"functions.{name}:{self.calls}"
            self.calls += 1
            message["tool_calls"].append({"id": identity, "type": "function",
                                          "function": {"name": name, "arguments": given}})
            results.append({"role": "tool", "tool_call_id": identity, "content": self.text()})
        return [message] + results

    def answer(self, last):
        may = "thoughts" in self.can or ("old thoughts" in self.can and not last)
        thought = "<think>\nhm\n</think>\n\n" if may and self.rng.random() < 0.3 else ""
        return {"role": "assistant", "content": thought + self.text()}

    def conversation(self):
        rng, can = self.rng, self.can
        messages = [{"role": "system", "content": self.text()} for _ in range(rng.choice([0, 1, 1]))]
        turns = rng.randint(1, 4)
        with_calls = {rng.randrange(turns)} if "calls" in can else set()
        if "many rounds" in can:
            with_calls = {turn for turn in range(turns) if rng.random() < 0.4}
        for turn in range(turns):
            messages.append({"role": "user", "content": self.text()})
            last = turn == turns - 1
            if turn in with_calls:
                messages += self.round()
                if last and rng.random() < 0.4:
                    break
                messages.append({"role": "assistant", "content": self.text()})  # nothing thought after results
            elif not last or rng.random() < 0.3:
                messages.append(self.answer(last))
        chat = {"messages": messages, "add_generation_prompt": rng.random() < 0.7}
        if "generate after user" in can and messages[-1]["role"] == "assistant":
            chat["add_generation_prompt"] = False
        if "tools" in can and rng.random() < 0.5:
            chat["tools"] = TOOLS + SCHEMAS if "schemas" in can else TOOLS
        return chat


def goldens(folder, name, count):
    digest, can = FORMATS[name]
    source = (pathlib.Path(folder) / f"{name}.jinja").read_bytes()
    found = hashlib.sha256(source).hexdigest()
    assert digest is None or found.startswith(digest), f"{name}: another template, {found}"
    template = _compile_jinja_template(source.decode())
    if b".append(" in source:  # Kimi-K2's changes a list, which the sandbox of transformers forbids
        environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)
        environment.filters.update(template.environment.filters)
        template = environment.from_string(source.decode())
    family = name.split("-")[0]
    rng = random.Random(name)
    for _ in range(count):
        chat = Writer(rng, can).conversation()
        thinking = name in ("deepseek-v3.1", "glm-4.7") and rng.random() < 0.5
        # R1-0528's template writes <|Assistant|> after the user always
        if name == "deepseek-r1-0528" and chat["messages"][-1]["role"] == "user":
            chat["add_generation_prompt"] = True
        prompt = template.render(**chat, bos_token=BOS.get(family, ""), eos_token=EOS.get(family, ""),
                                 thinking=thinking, enable_thinking=thinking)
        for message in chat["messages"]:  # the way our own messages hold them
            for call in message.get("tool_calls", []):
                if not isinstance(call["function"]["arguments"], str):
                    call["function"]["arguments"] = json.dumps(call["function"]["arguments"],
                                                               separators=(",", ":"))
        yield chat, thinking, prompt


def compare(command, name, chat, thinking, prompt):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(chat, file)
        file.flush()
        words = command + ["--format", name] + (["--thinking"] if thinking else []) + [file.name]
        ours = subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout.decode()
    if ours != prompt:
        print("DIFFERS", name, json.dumps(chat), "\n  ours  ", repr(ours), "\n  theirs", repr(prompt))
    return ours != prompt


def main():
    folder = sys.argv[1]
    if "--against" not in sys.argv:
        for name in FORMATS:
            for chat, thinking, prompt in goldens(folder, name, 24):
                row = {"format": name, "chat": chat, "thinking": thinking, "prompt": prompt}
                print(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
        return
    command = [sys.argv[3], "render", "--tokenizer", sys.argv[4]]
    wrong = 0
    for name in FORMATS:
        differ = sum(compare(command, name, *row) for row in goldens(folder, name, 300))
        print(f"{name}: 300 conversations, {differ} differ", flush=True)
        wrong += differ
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
