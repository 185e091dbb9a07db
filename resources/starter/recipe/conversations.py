"""Whole conversations for training: exchanges of every kind, alone or a few in a row, with noise on what people type."""
import random
import re
import tomllib
import zlib
from functools import cache
from pathlib import Path

from out_of_scope import out_of_scope
from tasks import KINDS, task

HERE = Path(__file__).parent
OPENERS = {"en": ["hey, ", "hi, ", "hello, ", "please, ", "quick question: ", "sorry, ", "ok, ", "so ", "um, ", "hi there, ",
                  "excuse me, ", "one question: ", "just wondering, ", "can you tell me ", "tell me, ", "i want to know, ",
                  "well, ", "good morning, ", "hey there, ", "maybe a stupid question, "],
           "zh": ["请问", "你好，", "麻烦问一下，", "那个，", "想问下，", "请教一下，", "您好，", "嗨，", "我想知道", "话说，", "帮我看看，",
                  "不好意思，", "打扰一下，", "问个问题，"]}
CLOSERS = {"en": [", please", " please", ", thanks", " thx", " thank you", ", i forgot", " again", " exactly", " in short",
                  " in this app", " here", " in inkstone", " now", ", any idea"],
           "zh": ["，谢谢", "，麻烦了", "呢", "啊", "呀", "，我忘了", "，求助", "，急", "，多谢"]}


def held(text):
    return zlib.crc32(text.encode()) % 5 == 0


@cache
def more_wordings():
    """{id: {language: wordings}} of the files that hold nothing else."""
    return {intent: asks for file in sorted(HERE.glob("wordings_*.toml"))
            for intent, asks in tomllib.loads(file.read_text()).items()}


@cache
def templates():
    """{id: {language: templates}}: more wordings for training, each template many: "{open|show} my {chats|talks}"."""
    return {intent: forms for file in sorted(HERE.glob("templates_*.toml"))
            for intent, forms in tomllib.loads(file.read_text()).items()}


def expanded(rng, template):
    return re.sub(r"{([^{}]*)}", lambda slot: rng.choice(slot[1].split("|")), template).strip()


def from_template(rng, intent, language):
    """A wording of the intent's templates that is not held out; None where it has none."""
    forms = templates().get(intent, {}).get(language)
    texts = (expanded(rng, rng.choice(forms)) for _ in range(20)) if forms else ()
    return next((text for text in texts if not held(text)), None)


@cache
def intents(name, held_out):
    """[(kind, id, language, answer, wordings)]; every fifth wording by hash is held out."""
    rows = []
    for file in name.split():
        for intent in tomllib.loads((HERE / f"{file}.toml").read_text())["intent"]:
            for language in ("en", "zh"):
                asks = intent[f"ask_{language}"] + more_wordings().get(intent["id"], {}).get(language, [])
                asks = [a for a in asks if held(a) == held_out]
                if asks:
                    rows.append((file.split("_")[0], intent["id"], language, intent[language], asks))
    return rows


def typo(rng, word):
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    i = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:i] + word[i + 1] + word[i] + word[i + 2:]
    if kind == 1:
        return word[:i] + word[i + 1:]
    if kind == 2:
        return word[:i] + word[i] + word[i:]
    return word[:i] + rng.choice("abcdefghijklmnopqrstuvwxyz") + word[i + 1:]


@cache
def synonyms(language):
    """{word or phrase: its group}, and the expression that finds any of them, the longest first."""
    file = HERE / "synonyms.toml"
    groups = tomllib.loads(file.read_text())[language]["groups"] if file.exists() else []
    group_of = {word: group for group in groups for word in group}
    words = "|".join(re.escape(word) for word in sorted(group_of, key=len, reverse=True))
    return group_of, re.compile(rf"(?<![\w-])(?:{words})\b" if language == "en" else words) if words else None


def reworded(rng, text, language):
    """One or two words of the text for others that mean the same."""
    group_of, expression = synonyms(language)
    if expression is None:
        return text
    found = list(expression.finditer(text.lower()))
    for match in sorted(rng.sample(found, min(len(found), rng.randint(1, 2))), key=lambda m: -m.start()):
        text = text[:match.start()] + rng.choice(group_of[match[0]]) + text[match.end():]
    return text


def noisy(rng, text, language):
    """The way people really type it."""
    if rng.random() < 0.30:
        text = rng.choice(OPENERS[language]) + text
    if rng.random() < 0.15:
        text = text.rstrip("?？.。") + rng.choice(CLOSERS[language])
    style = rng.random()
    if style < 0.25:
        text = text.lower()
    elif style < 0.28:
        text = text.upper()
    elif style < 0.45 and language == "en":
        text = text[:1].upper() + text[1:]
    ending = rng.random()
    if ending < 0.25:
        text = text.rstrip("?？.。")
    elif ending < 0.45:
        text = text.rstrip("?？.。") + ("?" if language == "en" else rng.choice("？?"))
    elif ending < 0.48:
        text += "!" if language == "en" else "！"
    words = text.split(" ")
    if language == "en" and rng.random() < 0.22:
        i = rng.randrange(len(words))
        words[i] = typo(rng, words[i])
    if language == "en" and len(words) > 4 and rng.random() < 0.08:
        del words[rng.randrange(len(words))]
    return " ".join(words)


def said(rng, name, held_out):
    kind, intent, language, answer, asks = rng.choice(intents(name, held_out))
    question = rng.choice(asks)
    if not held_out and rng.random() < 0.5:
        question = from_template(rng, intent, language) or question
    if not held_out and rng.random() < 0.35:
        question = reworded(rng, question, language)
    if not held_out or rng.random() < 0.5:
        question = noisy(rng, question, language)
    return {"kind": kind, "lang": language, "folder": None,
            "messages": [{"role": "user", "content": question, "intent": intent}, {"role": "assistant", "content": answer}]}


@cache
def intent_numbers():
    """{what is asked: its number}: intents and kinds of task, for the auxiliary loss."""
    names = {row[1] for row in intents("product_a product_b small_talk", False)} | set(KINDS) | {"out_of_scope"}
    return {name: number for number, name in enumerate(sorted(names))}


def marked(talk):
    """The first question of the exchange carries what is asked, as the label of the auxiliary loss."""
    talk["messages"][0]["intent"] = talk["kind"]
    return talk


def exchange(rng, held_out, focus=()):
    """One exchange; `focus` names kinds that half of the tasks are drawn from: those that are hard to learn."""
    dice = rng.random()
    if dice < 0.40:
        return marked(task(rng, held_out, rng.choice(focus) if focus and rng.random() < 0.5 else None))
    if dice < 0.82:
        return said(rng, "product_a product_b", held_out)
    if dice < 0.88:
        return said(rng, "small_talk", held_out)
    return marked(out_of_scope(rng, held_out))


def conversation(rng, held_out, chain=0.3, focus=()):
    """One exchange, or a few in a row: {"kinds", "folder", "messages"}; the folder decides which tools are on."""
    first = exchange(rng, held_out, focus)
    talk = {"kinds": [first["kind"]], "lang": first["lang"], "folder": first["folder"], "messages": list(first["messages"])}
    free = first["kind"] in ("product", "small", "out_of_scope", "calculate", "convert", "clock")
    if talk["folder"] is None and free and rng.random() < 0.4:
        talk["folder"] = {}  # the same answers with a folder attached
    while rng.random() < chain and sum(len(m["content"]) for m in talk["messages"]) < 500:
        more = exchange(rng, held_out, focus)
        if more["kind"] == "no_folder" and talk["folder"] is not None:
            continue
        if more["folder"] is not None and talk["folder"] is None:
            if "no_folder" in talk["kinds"]:
                continue
            talk["folder"] = {}
        talk["kinds"].append(more["kind"])
        talk["messages"] += more["messages"]
    return talk


if __name__ == "__main__":
    import sys
    dice = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    for _ in range(20):
        talk = conversation(dice, "--held-out" in sys.argv)
        print(talk["kinds"])
        for message in talk["messages"]:
            print("   ", message["role"], "|", message["content"], message.get("tool_calls", ""))
