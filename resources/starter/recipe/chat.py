"""Conversations to token ids in DeepSeek-V3's chat format, with a mark on every token the assistant says."""
import json

BOS, EOS, PAD = "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜▁pad▁｜>"
USER, ASSISTANT = "<｜User｜>", "<｜Assistant｜>"
CALLS, CALLS_END = "<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>"
CALL, CALL_END, SEPARATOR = "<｜tool▁call▁begin｜>", "<｜tool▁call▁end｜>", "<｜tool▁sep｜>"
OUTPUTS, OUTPUTS_END = "<｜tool▁outputs▁begin｜>", "<｜tool▁outputs▁end｜>"
OUTPUT, OUTPUT_END = "<｜tool▁output▁begin｜>", "<｜tool▁output▁end｜>"
SPECIAL = [BOS, EOS, PAD]
CONTROLS = [USER, ASSISTANT, CALLS, CALLS_END, CALL, CALL_END, OUTPUTS, OUTPUTS_END, OUTPUT, OUTPUT_END, SEPARATOR]

COMPUTING = ["calculate", "clock", "convert"]
FILES = ["list_files", "read_file", "search_files", "write_note"]


def system_text(folder):
    return "Tools: " + ", ".join(COMPUTING + (FILES if folder is not None else []))


def pieces(messages, folder):
    """[(control or text, is control, is said by the assistant)], ending with the last message's end."""
    out = [(BOS, True, False), (system_text(folder), False, False)]
    after_tool = False
    for message in messages:
        role = message["role"]
        if role == "user":
            out += [(USER, True, False), (message["content"], False, False)]
        elif role == "tool":
            out += [(OUTPUTS, True, False), (OUTPUT, True, False), (message["content"], False, False),
                    (OUTPUT_END, True, False), (OUTPUTS_END, True, False)]
        else:
            if not after_tool:
                out.append((ASSISTANT, True, False))
            if message["content"]:
                out.append((message["content"], False, True))
            if message.get("tool_calls"):
                out.append((CALLS, True, True))
                for i, call in enumerate(message["tool_calls"]):
                    arguments = json.dumps(call["arguments"], ensure_ascii=False)
                    out += [("\n", False, True)] if i else []
                    out += [(CALL, True, True), ("function", False, True), (SEPARATOR, True, True),
                            (f"{call['name']}\n```json\n{arguments}\n```", False, True), (CALL_END, True, True)]
                out.append((CALLS_END, True, True))
            out.append((EOS, True, True))
        after_tool = role == "tool"
    return out


class Encoder:
    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        self.control = {name: tokenizer.token_to_id(name) for name in SPECIAL + CONTROLS}
        self.cache = {}

    def text(self, text):
        ids = self.cache.get(text)
        if ids is None:
            ids = self.tokenizer.encode(text, add_special_tokens=False).ids
            if len(self.cache) < 200_000 and len(text) < 200:
                self.cache[text] = ids
        return ids

    def __call__(self, messages, folder):
        """(ids, wanted): wanted[i] is True where token i is the assistant's own."""
        ids, wanted = [], []
        for content, control, mine in pieces(messages, folder):
            new = [self.control[content]] if control else self.text(content)
            ids += new
            wanted += [mine] * len(new)
        return ids, wanted
