"""Out-of-scope questions for the starter model: sentence forms x word lists, whole questions, and noise.

    python out_of_scope.py --sample 40 [--held-out]

Forms, questions and words come from out_of_scope_words.toml. Every form, question and word belongs to one side for good:
zlib.crc32 of its text modulo 5 equal to 0 is held out. Standard library only.
"""
import argparse
import random
import re
import time
import tomllib
import zlib
from pathlib import Path

ANSWER = {
    "en": "I am only the small starter model, so I cannot answer that. I can calculate, convert units, tell the time, work with files in an "
          "attached folder, and explain Inkstone. For anything else, load a larger model from the model menu.",
    "zh": "我只是内置的小模型，回答不了这个问题。我可以计算、换算单位、查看时间、处理已附加文件夹里的文件，以及介绍 Inkstone。"
          "其他问题请在模型菜单中加载更大的模型。",
}
HAN = re.compile(r"[\u3400-\u9fff]")
SLOT = re.compile(r"\{(\w+)\}(s(?![a-z]))?")

# Bare objects ({any}) come from these lists; the first ones may take an adjective.
NOUNS = {"en": ["thing", "animal", "plant_one", "shop", "job", "text"], "zh": ["thing", "animal", "shop", "job", "text"]}
OTHERS = {"en": ["topic", "topic", "person", "country", "city", "food", "title", "event", "activity", "sport", "company", "plant"],
          "zh": ["topic", "topic", "person", "country", "city", "food", "title", "event", "activity", "sport", "company", "plant"]}

OPEN_EN = ["hey, ", "hi, ", "hello, ", "ok, ", "so, ", "well, ", "um, ", "listen, ", "oh, and ", "good morning, ", "hmm, ", "btw ", "quick question: ", "question: ", "just curious, ", "one more thing: ",
           "another question: ", "tell me, ", "I was wondering, ", "sorry, but ", "next: ", "please, ",
           "be honest, ", "my kid asks: ", "for school: ", "out of curiosity, ", "yo, ", "dear computer, ", "and "]  # the first 12 suit anything, the rest questions
DO_EN = ["please ", "can you ", "could you ", "could you please ", "can you please ", "would you ", "I want you to ", "I need you to ", "pls ",
         "I would like you to ", "you should ", "kindly ", "go ahead and ", "now ", "just ", "help me: ", "your task: ", "hey, can you ", "hi, please "]
END_ASK_EN = [" please", ", please", ", thanks", ", thank you", ", do you know", ", any idea", ", can you tell me", " exactly", ", I am curious",
              ", I need to know", ", it is urgent", " lol", "...", ", I forgot", " again"]
END_DO_EN = [" please", ", please", ", thanks", " thanks", ", thank you", " pls", " for me", " right now", " now", " quickly", ", it is urgent", "...", " ok"]
END_SAY_EN = [" lol", "...", ", you know", ", just saying", ", haha", " :)"]
VERBS_EN = set("""write tell give list name translate explain define describe summarize recommend suggest compose draft make plan find show play sing
 draw compare correct fix rewrite put spell solve book call text send order buy turn set wake teach talk brainstorm think invent pretend act do prove
 compute open remind add pronounce use say count read choose pick roll flip guess feed delete convert integrate continue debug sum select""".split())
OPEN_ZH = ["你好，", "您好，", "嗨，", "那个，", "对了，", "还有，", "另外，", "哎，", "早上好，", "嗯，", "请问", "请问一下，", "想问一下，", "我想问问，", "问一下，",
           "好奇问一句，", "再问一个：", "麻烦问下，", "老师问：", "孩子问我，", "我想知道", "话说", "快问快答：", "请教一下，", "所以", "说真的，"]  # the first 10 suit anything
ASKING_ZH = re.compile("什么|哪|谁|怎|多|几|吗|何|是不是|要不要|还是|啥")
DO_ZH = ["请", "请你", "帮我", "你能", "能不能", "麻烦你", "麻烦", "可以", "我要你", "我想让你", "给我", "现在", "快", "请帮我", "你好，请", "能否", "拜托"]
END_ASK_ZH = ["，谢谢", "，多谢", "呢", "啊", "呀", "，急", "，在线等", "，你知道吗", "，告诉我", "，想了解一下", "……", "，说说看", "，好奇", "来着"]
END_DO_ZH = ["，谢谢", "，多谢", "，急", "，拜托了", "谢谢", "，快点", "……", "吧", "，要快", "，麻烦了", "，好吗", "，行吗"]
END_SAY_ZH = ["……", "，哈哈", "啊", "呢", "，呵呵", "哦"]
VERBS_ZH = ("写", "翻译", "解释", "介绍", "推荐", "列", "讲", "概括", "画", "说说", "聊聊", "谈谈", "定一个", "定个", "简述", "润色", "扩写", "改病句", "播放", "唱", "教我", "出一", "出个")
CONFUSED_ZH = ["的得", "的地", "在再", "吗嘛", "做作", "那哪", "她他", "是事", "像象", "以已", "有又", "长常", "么没"]
IRREGULAR = {"mouse": "mice", "goose": "geese", "sheep": "sheep", "squid": "squid", "knife": "knives", "scissors": "scissors", "wolf": "wolves",
             "platypus": "platypuses", "thesis": "theses", "dwarf": "dwarves", "polar bear": "polar bears"}
SYLLABLES = ["ba", "bo", "blu", "cra", "da", "dro", "fe", "fli", "ga", "glo", "gri", "ha", "ji", "ka", "klo", "la", "lu", "ma", "mo", "na", "no", "or", "pa",
             "plo", "qui", "ra", "ru", "sa", "sho", "sni", "ta", "tro", "ul", "va", "wo", "xi", "ya", "zo", "zu", "bi", "en", "ick", "orm", "ast", "eb"]
TAILS = ["", "", "n", "r", "x", "ck", "ble", "ster", "th", "ff", "ll", "ng", "rt", "ven", "ton", "zz"]
HAN_ODD = "嘟噜咪啵咔嗒呱啾喵哒哩叽咕嗡唧哐噗嘀嗖铛吧啦咚喳嘻"


def split(text: str) -> bool:
    """True for the held-out side."""
    return zlib.crc32(text.encode("utf-8")) % 5 == 0


def plain(text: str) -> str:
    return re.sub(r"[^\w]|帮我|《|》", "", text.lower())


class Side:
    """Forms, questions and words of one language on one side (training or held out), ready to draw from."""

    def __init__(self, lang: str, data: dict, held_out: bool):
        self.lang, self.held_out = lang, held_out
        self.words = {name: [w for w in re.split("、" if lang == "zh" else ", ", text) if split(w) == held_out]
                      for name, text in data["words"].items()}
        for name, words in self.words.items():
            if not words:
                raise ValueError(f"no {lang} words on this side: {name}")
        other = data["other"]
        self.words["han" if lang == "en" else "english"] = [w for w in other if split(w) == held_out]
        self.words["plant_one"] = [w for w in self.words["plant"] if not w.endswith("s")] or self.words["plant"] if lang == "en" else []
        self.questions = [q for q in data["questions"].split("\n") if q and split(q) == held_out]
        self.foreign = {plain(q) for q in data["questions"].split("\n") if q and split(q) != held_out}
        # A form becomes literal, (slot, plural), literal, ...
        self.forms, self.rare, self.vague = [], [], []
        for line in data["forms"].split("\n"):
            if not line or split(line) != held_out:
                continue
            parts, at = [], 0
            for m in SLOT.finditer(line):
                parts += [line[at:m.start()], (m.group(1), bool(m.group(2)))]
                at = m.end()
            parts.append(line[at:])
            (self.vague if "{any}" in line else self.rare if "{nonsense}" in line else self.forms).append(parts)

    def noun(self, rng: random.Random) -> str:
        return rng.choice(self.words[rng.choice(NOUNS[self.lang])])

    def anything(self, rng: random.Random, like: str = "") -> str:
        """A bare object: a noun, two words, a topic, a name, or a word that does not exist."""
        if like:  # something of the same sort as the word before
            for name in OTHERS[self.lang] + NOUNS[self.lang]:
                if like in self.words[name]:
                    return rng.choice(self.words[name])
        r = rng.random()
        if r < 0.22:
            word = self.noun(rng)
            return plural(word) if self.lang == "en" and rng.random() < 0.4 else word
        if r < 0.45:
            word, adj = self.noun(rng), rng.choice(self.words["adj"])
            if self.lang == "zh":
                return adj + word
            word = adj + " " + (plural(word) if rng.random() < 0.5 else word)
            return "the " + word if rng.random() < 0.2 else word
        if r < 0.53 and self.lang == "en":
            return self.noun(rng) + " " + self.noun(rng)
        if r < 0.53:
            return self.noun(rng) + "的" + self.noun(rng)
        if r < 0.6:
            return self.nonsense(rng)
        return rng.choice(self.words[rng.choice(OTHERS[self.lang])])

    def nonsense(self, rng: random.Random) -> str:
        while True:
            if self.lang == "zh" and rng.random() < 0.5:
                word = "".join(rng.choice(HAN_ODD) for _ in range(rng.randint(2, 4)))
            else:
                word = "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 3))) + rng.choice(TAILS)
            if len(word) > (2 if word.isascii() else 1) and split(word) == self.held_out:
                return word

    def slot(self, name: str, rng: random.Random) -> str:
        if name == "any":
            return self.anything(rng)
        if name == "nonsense":
            return self.nonsense(rng)
        if name == "n":
            return str(rng.randint(2, 12) if rng.random() < 0.6 else rng.choice([15, 20, 30, 40, 45, 50, 90, 100, rng.randint(13, 999)]))
        if name == "amount":
            return str(rng.choice([rng.randint(2, 99), rng.randint(100, 9999), 10 ** rng.randint(1, 5), rng.randint(1, 99) * 50]))
        if name == "year":
            return str(rng.randint(1900, 2026) if rng.random() < 0.7 else rng.randint(100, 1899))
        return rng.choice(self.words[name])

    def fill(self, parts: list, rng: random.Random) -> str:
        out, used = "", []
        for part in parts:
            if isinstance(part, str):
                out += part
                continue
            name, many = part
            word = self.anything(rng, used[-1]) if name == "any" and used and rng.random() < 0.8 else self.slot(name, rng)
            for _ in range(8):
                if word not in used:
                    break
                word = self.slot(name, rng)
            used.append(word)
            if many:
                word = plural(word)
            if self.lang == "en" and out.endswith((" a ", "\ta ")) and word[0].lower() in "aeiou" and not word.startswith(("uni", "eu", "one", "use")):
                out = out[:-1] + "n "
            out += word
        return out

    def draw(self, rng: random.Random) -> str:
        r = rng.random()
        if r < 0.34:
            text = rng.choice(self.questions)
        elif r < 0.85:
            text = self.fill(rng.choice(self.forms), rng)
        elif r < 0.96:
            text = self.fill(rng.choice(self.vague), rng)
        else:
            text = self.fill(rng.choice(self.rare), rng)
        if plain(text) in self.foreign:  # a filled form that is a whole question of the other side
            return self.draw(rng)
        return noise_zh(text, rng) if self.lang == "zh" else noise_en(text, rng)


def plural(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "ch", "sh", "z", "potato", "tomato", "mosquito", "flamingo", "mango")):
        return word + "es"
    return word if word.endswith(("salmon", "tuna")) else word + "s"


def typo(text: str, rng: random.Random) -> str:
    """One slip in one ordinary lower-case word of four letters or more."""
    spots = [m for m in re.finditer(r"(?<![\w'-])[a-z]{4,}(?![\w'-])", text)]
    if not spots:
        return text
    m = rng.choice(spots)
    word, i, kind = m.group(), rng.randrange(1, len(m.group()) - 1), rng.randrange(4)
    if kind == 0:
        word = word[:i] + word[i + 1] + word[i] + word[i + 2:]
    elif kind == 1:
        word = word[:i] + word[i + 1:]
    elif kind == 2:
        word = word[:i] + word[i] + word[i:]
    else:
        word = word[:i] + rng.choice("qwertasdfghyuiopzxcvbnm") + word[i + 1:]
    return text[:m.start()] + word + text[m.end():]


ASKING = re.compile(r"(what|who|whom|which|when|where|why|how|is|are|do|does|did|can|should|will|was|were|am|would|have|has|if)\b|what's")


def noise_en(text: str, rng: random.Random) -> str:
    text, asked = text.rstrip("?"), text.endswith("?")
    first = re.match(r"[A-Za-z]*", text).group().lower()
    question = asked or bool(ASKING.match(text))
    bare = len(text.split()) < 3 and not question
    command = first in VERBS_EN and not bare
    if rng.random() < 0.24 and not bare:
        # "can you write a poem" is a question about what the starter can do: short commands only get a plain please
        text = rng.choice(OPEN_EN if question else OPEN_EN[:12] if not command or rng.random() < 0.25 else DO_EN if len(text) > 30 else ["please ", "pls ", "now ", "just "]) + text
    if rng.random() < 0.1 and not bare and ":" not in text:
        text += rng.choice(END_DO_EN if command else END_ASK_EN if question else END_SAY_EN)
    if rng.random() < 0.12:
        text = typo(text, rng)
    r = rng.random()
    if r < 0.45:
        text = text[:1].upper() + text[1:]
    elif r < 0.65:
        text = text.lower()
    elif r < 0.67:
        text = text.upper()
    if text[-1] not in "?.!…":
        r = rng.random()
        if question:
            text += "?" if r < 0.55 else "??" if r < 0.57 else " ?" if r < 0.59 else ""
        elif r < 0.4:
            text += "." if r < 0.28 else "!" if r < 0.32 else "?" if bare or command and r < 0.34 else ""
    return text


def noise_zh(text: str, rng: random.Random) -> str:
    command, bare = text.startswith(VERBS_ZH), len(text) < 5
    quiet = command or not ASKING_ZH.search(text) and text.startswith(("帮我", "给", "把", "我", "你", "假", "打开", "送", "用")) or text.endswith("了") and not ASKING_ZH.search(text)
    if rng.random() < 0.24 and not bare:
        if command and rng.random() < 0.75:
            text = rng.choice(DO_ZH if len(text) > 10 else ["请", "请你", "麻烦你", "现在", "快"]) + text
        elif not text.startswith("请"):
            text = rng.choice(OPEN_ZH if not quiet else OPEN_ZH[:10]) + text
    if rng.random() < 0.1 and not bare and "：" not in text:
        text += rng.choice(END_DO_ZH if command else END_SAY_ZH if quiet else END_ASK_ZH)
    if rng.random() < 0.05:
        pair = rng.choice(CONFUSED_ZH)
        text = text.replace(pair[0], pair[1], 1) if pair[0] in text else text
    elif rng.random() < 0.05 and len(text) > 6:
        i = rng.randrange(1, len(text) - 1)
        if HAN.match(text[i]):
            text = text[:i] + (text[i] * 2 if rng.random() < 0.5 else "") + text[i + 1:]
    if rng.random() < 0.08:
        text = text.replace("，", ",").replace("：", ":").replace("“", '"').replace("”", '"')
    if rng.random() < 0.06:
        text = text.replace("，", " ")
    r = rng.random()
    if text[-1] not in "…。":
        if not quiet and not bare:
            text += "？" if r < 0.42 else "?" if r < 0.52 else "。" if r < 0.54 else ""
        else:
            text += "。" if r < 0.2 else "！" if r < 0.23 else "？" if r < 0.3 and not command else ""
    return text.lower() if rng.random() < 0.1 else text


_SIDES: dict = {}


def _sides() -> dict:
    if not _SIDES:
        data = tomllib.loads(Path(__file__).with_name("out_of_scope_words.toml").read_text(encoding="utf-8"))
        han = data["zh"]["words"]
        other = {"en": "、".join(han[name] for name in ("word", "phrase", "food", "topic")).split("、"),
                 "zh": ", ".join(data["en"]["words"][name] for name in ("word", "phrase", "animal", "thing")).split(", ")}
        for lang in ("en", "zh"):
            for held_out in (False, True):
                _SIDES[lang, held_out] = Side(lang, data[lang] | {"other": other[lang]}, held_out)
    return _SIDES


def out_of_scope(rng: random.Random, held_out: bool) -> dict:
    """One conversation: a question the starter cannot answer, and the fixed answer in the language of the question."""
    side = _sides()["zh" if rng.random() < 0.5 else "en", bool(held_out)]
    text = side.draw(rng)
    lang = "zh" if HAN.search(text) or (side.lang == "zh" and not re.search("[A-Za-z]{2}", text)) else "en"
    return {"kind": "out_of_scope", "lang": lang, "folder": None,
            "messages": [{"role": "user", "content": text}, {"role": "assistant", "content": ANSWER[lang]}]}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--sample", type=int, default=40)
    ap.add_argument("--held-out", action="store_true")
    ap.add_argument("--seed", type=int, default=None)
    ap.add_argument("--speed", action="store_true", help="counts and conversations per second")
    args = ap.parse_args()
    rng = random.Random(args.seed)
    if args.speed:
        for (lang, held), side in _sides().items():
            print(lang, "held out" if held else "training", "forms", len(side.forms) + len(side.rare) + len(side.vague),
                  "questions", len(side.questions), "words", sum(map(len, side.words.values())), "smallest list",
                  min((len(w), n) for n, w in side.words.items() if w))
        t, n = time.perf_counter(), 20000
        seen = {out_of_scope(rng, False)["messages"][0]["content"] for _ in range(n)}
        print(f"{n / (time.perf_counter() - t):.0f} per second, {len(seen)} different of {n}")
        return
    for _ in range(args.sample):
        c = out_of_scope(rng, args.held_out)
        print(c["lang"], c["messages"][0]["content"])


if __name__ == "__main__":
    main()
