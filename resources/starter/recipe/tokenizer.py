"""Trains the byte-level BPE on the generated text and writes tokenizer.json.

Unlike V3's, words, digits, punctuation and spaces never share a token: a name is then written with the same tokens
wherever it stands (after a space, a quote, at a line's start), and a tiny model can copy it exactly.
"""
import json
import random
import sys
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

import chat
from conversations import conversation

PATTERNS = [r"\p{N}", "[一-龥぀-ゟ゠-ヿ]", r"[\p{L}\p{M}]+|[^\p{L}\p{M}]"]


def train(vocabulary=3072, samples=40_000, seed=7):
    rng = random.Random(seed)
    said = {}  # every text at most 20 times: fixed answers must not eat the merges
    for _ in range(samples):
        talk = conversation(rng, held_out=False)
        for content, control, _ in chat.pieces(talk["messages"], talk["folder"]):
            if not control and said.get(content, 0) < 20:
                said[content] = said.get(content, 0) + 1
    tokenizer = Tokenizer(models.BPE())
    splits = [pre_tokenizers.Split(Regex(pattern), "isolated") for pattern in PATTERNS]
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        splits + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=vocabulary - len(chat.CONTROLS), special_tokens=chat.SPECIAL,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator((text for text, count in said.items() for _ in range(count)), trainer)
    tokenizer.add_tokens([AddedToken(name, special=False, normalized=False) for name in chat.CONTROLS])
    return tokenizer


def write(folder, tokenizer):
    folder = Path(folder)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    config = {"add_bos_token": True, "add_eos_token": False, "bos_token": chat.BOS, "eos_token": chat.EOS,
              "pad_token": chat.PAD, "model_max_length": 2048, "tokenizer_class": "PreTrainedTokenizerFast"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent)
    trained = train()
    write(target, trained)
    print("vocabulary", trained.get_vocab_size())
