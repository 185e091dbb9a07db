"""Writes tests/data/tokenizer_kinds.json: small tokenizers of every kind that is not byte-level BPE from tokenizer.json.

usage: make_kind_goldens.py > tests/data/tokenizer_kinds.json
       make_kind_goldens.py --against INKCTL LINES       (compares LINES lines a kind, writes no goldens)

Each kind is trained on generated text; ids are those of tiktoken, sentencepiece and tokenizers (Python packages
tiktoken 0.14, sentencepiece 0.2.3, tokenizers 0.23 and gguf 0.19 were used):
* tiktoken: ranks, the way Moonlight and Kimi cut text, control tokens in tokenizer_config.json;
* llama-gguf, llama-gguf without prefix: SentencePiece's BPE by scores, in a .gguf file;
* llama-json: the same as Llama 2's tokenizer.json (merges, byte_fallback); unigram-json: with Unigram and Metaspace.
{"kinds": [{"name", "files": {name: text}, "gguf": {key: value}, "lines": [[text, ids], ...]}, ...]}
"""
import base64
import collections
import io
import json
import pathlib
import random
import sys
import tempfile

import sentencepiece
import tiktoken
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, trainers
from tokenizers import pre_tokenizers as steps

import tokenizer_comparison
from generated_text import line, wide_line

KIMI = "|".join([
    r"[\p{Han}]+",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+"
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*"
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
SPACE = "\u2581"


def texts(seed, count, most=10 ** 9):
    rng = random.Random(seed)
    return [line(rng)[:most].replace("\x00", "") for _ in range(count)]


def kimi(corpus):
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = steps.ByteLevel(add_prefix_space=False)
    trained.train_from_iterator(corpus, trainers.BpeTrainer(vocab_size=900, show_progress=False,
                                                            initial_alphabet=steps.ByteLevel.alphabet()))
    printable = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    alphabet = {chr(byte): byte for byte in printable}
    alphabet.update({chr(256 + i): byte for i, byte in enumerate(b for b in range(256) if b not in printable)})
    raw = json.loads(trained.to_str())["model"]["vocab"]
    ranks = {bytes(alphabet[c] for c in text): id for text, id in raw.items()}
    ranks = {text: rank for rank, text in enumerate(sorted(ranks, key=ranks.get))}
    base = len(ranks)
    named = {base: "[BOS]", base + 1: "[EOS]", base + 2: "<|im_end|>", base + 3: "<|im_middle|>"}
    special = {named.get(id, f"<|reserved_token_{id}|>"): id for id in range(base, base + 256)}
    encoding = tiktoken.Encoding("kimi", pat_str=KIMI, mergeable_ranks=ranks, special_tokens=special)
    rows = [f"{base64.b64encode(text).decode()} {rank}\n" for text, rank in ranks.items()]
    config = {"bos_token": "[BOS]", "eos_token": "[EOS]",
              "added_tokens_decoder": {str(id): {"content": name} for id, name in named.items()}}
    return {"tiktoken.model": "".join(rows), "tokenizer_config.json": json.dumps(config)}, encoding.encode_ordinary


def train(corpus, kind, prefix):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus), model_writer=model, model_type=kind, vocab_size=1100, byte_fallback=True,
        character_coverage=0.98, normalization_rule_name="identity", remove_extra_whitespaces=False,
        add_dummy_prefix=prefix, split_by_whitespace=False, minloglevel=2)
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


def pieces_of(trained):
    def kind(id):
        return 2 if trained.is_unknown(id) else 3 if trained.is_control(id) else 6 if trained.is_byte(id) else 1
    ids = range(trained.get_piece_size())
    return [trained.id_to_piece(i) for i in ids], [trained.get_score(i) for i in ids], [kind(i) for i in ids]


def llama_gguf(corpus, prefix):
    trained = train(corpus, "bpe", prefix)
    tokens, scores, kinds = pieces_of(trained)
    return {"tokenizer.ggml.model": "llama", "tokenizer.ggml.tokens": tokens, "tokenizer.ggml.scores": scores,
            "tokenizer.ggml.token_type": kinds, "tokenizer.ggml.bos_token_id": 1, "tokenizer.ggml.eos_token_id": 2,
            "tokenizer.ggml.add_space_prefix": prefix}, trained.encode


def merges_of(tokens, scores, kinds):
    ids = {token: id for id, (token, kind) in enumerate(zip(tokens, kinds)) if kind == 1}
    found = []
    for token, id in ids.items():
        found += [(-scores[id], ids[token[:cut]], ids[token[cut:]], token[:cut], token[cut:])
                  for cut in range(1, len(token)) if token[:cut] in ids and token[cut:] in ids]
    return [(left, right) for *_, left, right in sorted(found)]


def llama_json(corpus):
    tokens, scores, kinds = pieces_of(train(corpus, "bpe", True))
    vocabulary = {token: id for id, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.BPE(vocabulary, merges_of(tokens, scores, kinds), unk_token="<unk>", fuse_unk=True,
                                     byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend(SPACE), normalizers.Replace(" ", SPACE)])
    return described(tokenizer)


def unigram_json(corpus):
    tokens, scores, kinds = pieces_of(train(corpus, "unigram", True))
    tokenizer = Tokenizer(models.Unigram(list(zip(tokens, scores)), unk_id=kinds.index(2), byte_fallback=True))
    tokenizer.pre_tokenizer = steps.Metaspace(prepend_scheme="always", split=False)
    return described(tokenizer)


def described(tokenizer):
    tokenizer.add_special_tokens([AddedToken("<s>", normalized=False), AddedToken("</s>", normalized=False)])
    tokenizer.decoder = decoders.Sequence([decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse(),
                                           decoders.Strip(" ", 1, 0)])
    plain = json.loads(tokenizer.to_str())
    plain["added_tokens"] = []
    oracle = Tokenizer.from_str(json.dumps(plain))
    return ({"tokenizer.json": tokenizer.to_str()},
            lambda text: oracle.encode(text, add_special_tokens=False).ids)


def kinds():
    corpus = texts(7, 4000)
    # Of the many characters in them only the most common are trained, so that the others are spelt in bytes.
    common = {letter for letter, _ in collections.Counter("".join(texts(8, 4000))).most_common(350)}
    sentences = ["".join(filter(common.__contains__, text))[:4000] for text in texts(8, 4000)]
    sentences = [text.replace(SPACE, "_") for text in sentences]
    files, encode = kimi(corpus)
    yield "tiktoken", files, None, encode
    for name, prefix in (("llama-gguf", True), ("llama-gguf without prefix", False)):
        metadata, encode = llama_gguf(sentences, prefix)
        yield name, {}, metadata, encode
    for name, make in (("llama-json", llama_json), ("unigram-json", unigram_json)):
        files, encode = make(sentences)
        yield name, files, None, encode


def write_gguf(path, metadata):
    import gguf
    writer = gguf.GGUFWriter(path, "llama")
    for key, value in metadata.items():
        if isinstance(value, list):
            writer.add_array(key, value)
        elif isinstance(value, bool):
            writer.add_bool(key, value)
        elif isinstance(value, str):
            writer.add_string(key, value)
        else:
            writer.add_uint32(key, value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def compare(inkctl, name, files, metadata, encode, count):
    rng = random.Random(99)
    lines = [wide_line(rng).replace("\x00", "").replace(SPACE, "_") for _ in range(count)]
    # Metaspace takes a space at the beginning for its own
    expected = (lambda text: text.removeprefix(" ")) if name == "unigram-json" else (lambda text: text)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        for file, text in files.items():
            (path / file).write_text(text)
        if metadata:
            path = path / "model.gguf"
            write_gguf(path, metadata)
        return tokenizer_comparison.compare(inkctl, path, name, encode, lines, expected=expected)


def main():
    if "--against" in sys.argv:
        sys.exit(sum(compare(sys.argv[2], *kind, int(sys.argv[3])) for kind in kinds()) > 0)
    result = []
    for name, files, metadata, encode in kinds():
        lines = [[text, encode(text)] for text in (row.replace(SPACE, "_") for row in texts(5, 80, 120))]
        result.append({"name": name, "files": files, "gguf": metadata, "lines": lines})
    print(json.dumps({"kinds": result}, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main()
