"""Generated text for tokenizers, the same again for the same seed; the one generator of all make_*_goldens.py.

`line` is what the goldens were made of: words of many scripts, code, numbers, emoji, white space of all kinds, control
characters, control tokens and pieces of them. `wide_line`, for the comparisons of hundreds of thousands of lines, adds
assigned characters of every script, lines of code, emoji sequences as they are built, and bytes that are no UTF-8, read
with U+FFFD. `soup` gives such bytes as they are.
"""
import functools
import unicodedata

SCRIPTS = [(0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x17F), (0x370, 0x3FF), (0x400, 0x4FF), (0x530, 0x58F), (0x590, 0x5FF),
           (0x600, 0x6FF), (0x900, 0x97F), (0x980, 0x9FF), (0xB80, 0xBFF), (0xE00, 0xE7F), (0xF00, 0xFFF),
           (0x10A0, 0x10FF), (0x1200, 0x137F), (0x13A0, 0x13FF), (0x1780, 0x17FF), (0x1F00, 0x1FFF), (0x3040, 0x309F),
           (0x30A0, 0x30FF), (0x3100, 0x312F), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xA000, 0xA48F), (0xFF00, 0xFFEF),
           (0x10330, 0x1034F), (0x12000, 0x123FF), (0x1D400, 0x1D7FF), (0x20000, 0x2A6DF), (0x300, 0x36F)]
OTHERS = [(0x20, 0x7E), (0x0, 0x1F), (0x7F, 0xBF), (0x2000, 0x206F), (0x20A0, 0x20CF), (0x2100, 0x214F),
          (0x2150, 0x218F), (0x2190, 0x23FF), (0x2460, 0x24FF), (0x2500, 0x27BF), (0x3000, 0x303F), (0x3200, 0x33FF),
          (0xE000, 0xE010), (0xFE00, 0xFE0F), (0x1F300, 0x1FAFF), (0xE0000, 0xE007F), (0x10D40, 0x10D8F)]
SPACES = list(" \t\n\r\v\f\u0085\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000\u200b\ufeff")
WORDS = """the quick brown fox it's they're I'M don't CAN'T we'll you'd 'tis O'Neil naïve café Straße ſ'ſ résumé
return const auto std::vector<int> x->y a.b_c != == /* comment */ // foo #include printf("%d\\n"); lambda x: x**2
def class import from self.items[i] SELECT * FROM t WHERE id=1; https://example.org/a?b=c&d=e#f foo@bar.com
$100 50% 3.14159 1,234,567 0x7fff 2024-02-29 12:34:56 v1.2.3 10^6 №5 ½ ² ④ Ⅷ ٣٤٥ १२३ 一二三
你好 世界 机器学习 こんにちは カタカナ 日本語 한국어 안녕하세요 привет мир γειά العربية עברית हिन्दी বাংলা ไทย ქართული አማርኛ
👍🏽 👩‍💻 🇩🇪 😀 ❤️ — – … “quotes” «guillemets» ‘x’ „y“ 、。！？ （）【】""".split()
CONTROLS = ["<｜User｜>", "<｜Assistant｜>", "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜tool▁calls▁begin｜>",
            "<｜tool▁call▁end｜>", "<｜tool▁sep｜>", "<|EOT|>", "<think>", "</think>", "<｜", "｜>", "<｜User", "<<｜User｜>",
            "<|User|>", "<｜tool▁calls▁", "<｜▁pad▁｜>", "<｜place▁holder▁no▁1", "<｜place▁holder▁no▁12｜>"]


def character(rng):
    kind = rng.random()
    if kind < 0.6:
        low, high = rng.choice(SCRIPTS)
    elif kind < 0.9:
        low, high = rng.choice(OTHERS)
    else:
        low, high = 0, 0x10FFFF
    code = rng.randint(low, high)
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)


def part(rng):
    kind = rng.random()
    if kind < 0.30:
        return rng.choice(WORDS)
    if kind < 0.45:
        low, high = rng.choice(SCRIPTS)
        return "".join(chr(rng.randint(low, high)) for _ in range(rng.randint(1, 8)))
    if kind < 0.55:
        return "".join(character(rng) for _ in range(rng.randint(1, 6)))
    if kind < 0.65:
        return str(rng.randint(0, 10 ** rng.randint(1, 12)))
    if kind < 0.85:
        return "".join(rng.choice(SPACES[:4] if rng.random() < 0.7 else SPACES) for _ in range(rng.randint(1, 5)))
    if kind < 0.92:
        return "".join(rng.choice("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") for _ in range(rng.randint(1, 4)))
    if kind < 0.96:
        return "'" + rng.choice(["s", "S", "t", "T", "re", "RE", "vE", "m", "LL", "ll", "d", "l", "r", "ſ", "x"])
    if kind < 0.98:
        return rng.choice(CONTROLS)
    return rng.choice("aA .-=*\n哈") * rng.randint(1, 60)


def line(rng, part=part):
    joint = rng.choice(["", " ", " ", "  "])
    return joint.join(part(rng) for _ in range(rng.randint(1, 14)))


CODE = ["for (int i = 0; i < n; ++i) {\n    total += a[i] * b[i];\n}\n", "if x is None:\n\treturn {'a': [1, 2.0e-3]}\n",
        "#include <vector>\r\ntemplate <class T> T&& take(T& x);\r\n",
        "SELECT a.id, COUNT(*) FROM t AS a\n  WHERE b<>'x';\n",
        "const f = async (x) => { await g(`${x}/y`); };\n\n", "<a href=\"/x?y=1&amp;z=2\">it's</a><!-- no -->\n",
        "fn main() -> Result<(), Error> { println!(\"{:?}\", 0xFF_u8); }\n", "$ ls -la | grep '^d' >> ~/out.txt 2>&1 &\n",
        "{\"key\": [null, true, -1.5E+10], \"\\u00e9\": \"\\\\n\"}\n",
        "\\begin{align} \\frac{\\partial x}{2} &= y^{2}_i \\\\\n",
        "@@ -1,7 +1,9 @@\n-    old\n+\tnew\n", "    def __init__(self, *args, **kwargs): # ...\n        pass\n\n\n"]
PEOPLE = "\U0001f9d1\U0001f468\U0001f469\U0001f467\U0001f466\U0001f474\U0001f44d\u270a\U0001f91d\U0001f575\U0001f3c3"
THINGS = "\u2764\U0001f4bb\U0001f680\U0001f33e\U0001f373\u2695\u2708\u2640\u2642\U0001f308\U0001f3f3\U0001f525\u26a7\U0001f48b"
JOINER, PICTURE = "\u200d", "\ufe0f"


@functools.cache
def scripts():
    """Assigned characters by the first word of their names: one list for every script, and one for all symbols that
    have no script."""
    found = {}
    for code in range(0x110000):
        kind = unicodedata.category(chr(code))
        if kind not in ("Cn", "Co", "Cs"):
            found.setdefault(unicodedata.name(chr(code), "CONTROL").split(" ")[0], []).append(chr(code))
    letters = {name: text for name, text in found.items() if any(unicodedata.category(c)[0] == "L" for c in text)}
    symbols = [c for name, text in found.items() if name not in letters for c in text]
    return list(letters.values()) + [symbols]


def emoji(rng):
    kind = rng.randrange(5)
    if kind == 0:  # flags of countries, odd numbers of letters too
        return "".join(chr(rng.randint(0x1F1E6, 0x1F1FF)) for _ in range(rng.randint(1, 6)))
    if kind == 1:  # flags of regions
        return "\U0001f3f4" + "".join(chr(0xE0000 + ord(rng.choice("gbengsctwl"))) for _ in range(5)) + "\U000e007f"
    if kind == 2:  # keycaps
        return rng.choice("0123456789#*") + rng.choice([PICTURE, ""]) + "\u20e3"
    one = lambda: (rng.choice(PEOPLE) + rng.choice(["", chr(rng.randint(0x1F3FB, 0x1F3FF))]) if rng.random() < 0.6 else
                   rng.choice(THINGS) + rng.choice(["", PICTURE]))
    return (JOINER if kind == 3 else "").join(one() for _ in range(rng.randint(1, 4)))


def soup(rng):
    """Bytes of all sorts: any, letters cut short, too long forms, surrogates, what no letter begins with."""
    kind = rng.randrange(5)
    if kind == 0:
        return bytes(rng.randrange(256) for _ in range(rng.randint(1, 12)))
    if kind == 1:
        whole = rng.choice(rng.choice(scripts())).encode()
        return whole[:rng.randint(1, len(whole))]
    if kind == 2:
        return rng.choice([b"\xc0\x80", b"\xe0\x80\xaf", b"\xf0\x80\x80\x80", b"\xed\xa0\x80", b"\xed\xbf\xbf",
                           b"\xf4\x90\x80\x80"])
    if kind == 3:
        return bytes(rng.choice([0xFE, 0xFF, 0xF8, 0x80, 0xBF, 0xC1]) for _ in range(rng.randint(1, 3)))
    return part(rng).encode()


def wide_part(rng):
    kind = rng.random()
    if kind < 0.35:
        return part(rng)
    if kind < 0.70:
        script = rng.choice(scripts())
        return "".join(rng.choice(script) for _ in range(rng.randint(1, 8)))
    if kind < 0.80:
        return emoji(rng)
    if kind < 0.87:
        return rng.choice(CODE)
    if kind < 0.90:  # code that begins anywhere
        code = rng.choice(CODE)
        return code[rng.randrange(len(code)):]
    if kind < 0.95:
        return b"".join(soup(rng) for _ in range(rng.randint(1, 3))).decode("utf-8", "replace")
    return "".join(chr(rng.randrange(256)) for _ in range(rng.randint(1, 12)))


def wide_line(rng):
    return line(rng, wide_part)
