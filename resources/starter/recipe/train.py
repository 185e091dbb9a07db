"""Trains the starter for a given time, resumable: python train.py --minutes 90 [--resume] [--finish].

Warm-up, constant rate, and with --finish a linear decay to a tenth of a percent over the last part of the time, with
weights rounded to FP8 in the forward pass, so that the stored model is the trained one. State and log lie in runs/.
"""
import argparse
import json
import math
import os
import random
import time
from pathlib import Path

os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "16384")  # a prepared matrix product for every shape
# For the workers: memory stays with the process, in large pages. A fifth of the time went into fresh pages.
os.environ.setdefault("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=4294967296:"
                      "glibc.malloc.trim_threshold=17179869184:glibc.malloc.top_pad=268435456")

import torch
from tokenizers import Tokenizer

import tasks_words
from chat import ASSISTANT, Encoder
from conversations import conversation, intent_numbers
from model import Linear, Shape, Starter
from muon import Both

HERE = Path(__file__).parent
RUNS = HERE / "runs"
INTENT_WEIGHT = 0.1  # of the loss that names what is asked: what is learnt most slowly
FIXED = ("product", "small", "out_of_scope", "no_folder")


class Batches:
    """Steps of `tokens`: rows of one length, each filled with whole conversations, so that every step holds all
    kinds. What is longer than a row makes steps of longer rows, now and then. Few different shapes: each new shape
    of a matrix product costs milliseconds to prepare."""

    LENGTHS = (256, 512, 1024)

    def __init__(self, encoder, seed, tokens, chain, focus):
        self.encoder, self.rng, self.tokens = encoder, random.Random(seed), tokens
        self.chain, self.focus = chain, focus
        self.rows = {length: [] for length in self.LENGTHS}

    def draw(self):
        talk = conversation(self.rng, False, self.chain, self.focus)
        ids, wanted = self.encoder(talk["messages"], talk["folder"])
        if talk["kinds"][-1] in FIXED and self.rng.random() < 0.6:
            # A fixed answer is known after its first words: the rest is seldom worth the time.
            keep = len(ids) - wanted[::-1].index(False) + 14
            ids, wanted = ids[:keep], wanted[:keep]
        return ids, wanted, self.intents(ids, talk["messages"])

    def intents(self, ids, messages):
        """[(place where an answer begins, number of what is asked)], -1 where a question is none of its own."""
        begin = self.encoder.control[ASSISTANT]
        names = [m.get("intent") for m in messages if m["role"] == "user"]
        places = [at for at, token in enumerate(ids) if token == begin]
        return [(at, intent_numbers().get(name, -1)) for at, name in zip(places, names, strict=True)]

    def put(self, talk):
        """Into the first row with room for it."""
        size = len(talk[0])
        length = next((length for length in self.LENGTHS if size <= length), None)
        if length is None:
            return
        for row in self.rows[length]:
            if row[0] + size <= length:
                row[0] += size
                row[1].append(talk)
                return
        self.rows[length].append([size, [talk]])

    def next(self):
        while True:
            self.put(self.draw())
            for length, rows in self.rows.items():
                if len(rows) >= self.tokens // length + 4:  # the fullest go; a few stay open, to fill up
                    rows.sort(key=lambda row: -row[0])
                    count = self.tokens // length
                    batch, self.rows[length] = rows[:count], rows[count:]
                    return collate([talks for _, talks in batch], length)


def collate(rows, length):
    """(ids, wanted, number of the conversation, intent), each [rows, length]."""
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    wanted = torch.zeros(len(rows), length, dtype=torch.bool)
    talk, intent = (torch.full((len(rows), length), -1) for _ in range(2))
    for row, talks in enumerate(rows):
        at = 0
        for number, (tokens, marks, asked) in enumerate(talks):
            end = at + len(tokens)
            ids[row, at:end], wanted[row, at:end] = torch.tensor(tokens), torch.tensor(marks)
            talk[row, at:end] = number
            for place, name in asked:
                intent[row, at + place] = name
            at = end
    return ids, wanted, talk, intent


def exactness(model, encoder, talks):
    """Share of conversations whose every assistant token is the most likely one (greedy decoding would say it)."""
    model.eval()
    right, total = {}, {}
    with torch.no_grad():
        for talk in talks:
            ids, wanted = encoder(talk["messages"], talk["folder"])
            ids, wanted, number, _ = collate([[(ids, wanted, ())]], -(-len(ids) // 64) * 64)
            hidden, _, _ = model.hidden(ids, number)
            best = torch.nn.functional.linear(hidden[:, :-1][wanted[:, 1:]].float(), model.head()).argmax(-1)
            good = bool((best == ids[:, 1:][wanted[:, 1:]]).all())
            kind = f"{talk['kinds'][0]}-{talk['lang']}"
            right[kind] = right.get(kind, 0) + good
            total[kind] = total.get(kind, 0) + 1
    model.train()
    return {kind: f"{right[kind]}/{total[kind]}" for kind in sorted(total)}, sum(right.values()) / sum(total.values())


def loads(model):
    """Least and most loaded expert of each layer, as a share of the mean, since the last report."""
    rows = []
    for router in model.routers():
        mean = router.seen.mean().clamp(min=1)
        rows.append((round(float(router.seen.min() / mean), 2), round(float(router.seen.max() / mean), 2)))
        router.seen.zero_()
    return rows


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--tokens", type=int, default=3072)
    parser.add_argument("--resume", action="store_true", help="go on from runs/state.pt")
    parser.add_argument("--finish", action="store_true", help="decay the rate, and round to FP8 at the end")
    parser.add_argument("--finish-share", type=float, default=0.35, help="the last part, in which the rate decays")
    parser.add_argument("--round-share", type=float, default=0.15, help="its end, with weights rounded to FP8")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--chain", type=float, default=0.3, help="chance of one more exchange in a conversation")
    parser.add_argument("--focus", default="", help="kinds that half of the tasks are drawn from: extract,csv,...")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    return parser.parse_args()


class Run:
    """One worker's training. Workers share the weights and write to them without waiting (Hogwild): with two of them,
    each on a core of its own, and small steps the races do not matter. `before`: tokens the weights had seen already."""

    def __init__(self, worker, model, options, started, before):
        self.worker, self.model, self.options, self.started, self.before = worker, model, options, started, before
        self.optimizer = Both(model, options.rate)
        tokenizer = Tokenizer.from_file(str(HERE.parent / "tokenizer.json"))
        self.encoder = Encoder(tokenizer)
        tasks_words.draw_from([tokenizer.decode([number]) for number in range(tokenizer.get_vocab_size())])
        self.batches = Batches(self.encoder, options.seed + 1000 * worker, options.tokens,
                               options.chain, tuple(filter(None, options.focus.split(","))))
        self.step = self.tokens = self.first = 0
        file = RUNS / f"optimizer_{worker}.pt"
        if options.resume and file.exists():
            state = torch.load(file)
            self.optimizer.load_state_dict(state["optimizer"])
            self.step = self.first = state["step"]

    def save(self, name="state"):
        write({"optimizer": self.optimizer.state_dict(), "step": self.step}, f"optimizer_{self.worker}")
        if self.worker == 0:
            write({"model": self.model.state_dict(), "tokens": self.before + self.tokens * self.options.workers,
                   "shape": self.model.s.as_dict()}, name)

    def set_rate(self, done):
        """Warm-up, then constant; with --finish a linear decay in the last part, and FP8 rounding at its end. True:
        decaying."""
        options = self.options
        rate = options.rate * min(1.0, (self.step - self.first + 1) / (25 if options.resume else 100))
        decaying = options.finish and done > 1 - options.finish_share
        if decaying:
            rate *= max(1e-3, (1 - done) / options.finish_share)
        if decaying and done > 1 - options.round_share and not Linear.quantised:
            self.save("state")
            Linear.quantised = True
        self.optimizer.set_rate(rate)
        return decaying

    def learn(self, decaying):
        ids, wanted, talk, intent = self.batches.next()
        # The MTP layer learns on every third step: its loss costs a sixth of the time.
        main_loss, intent_loss, mtp_loss = self.model.losses(ids, wanted, talk, intent, self.step % 3 == 0)
        (main_loss + INTENT_WEIGHT * intent_loss + 0.3 * mtp_loss).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        for router in self.model.routers():
            if router.load.any():
                router.seen += router.load
                router.balance(0.001 if decaying else 0.002)
        self.step += 1
        self.tokens += ids.numel()
        return float(main_loss.detach()), 3 * float(mtp_loss.detach()), float(intent_loss.detach())

    def go(self):
        check = random.Random(99)
        held = [conversation(check, True, chain=0.0) for _ in range(600)] if self.worker == 0 else []
        reported = checked = saved = time.time()
        sums, since, tokens_before = [0.0] * 3, 0, self.tokens
        total = self.options.minutes * 60
        while (now := time.time()) - self.started < total:
            losses = self.learn(self.set_rate((now - self.started) / total))
            sums = [a + b for a, b in zip(sums, losses)]
            since += 1
            if now - saved > 240:
                self.save("state" if not Linear.quantised else "finishing")
                saved = now
            if self.worker == 0 and now - reported > 60:
                speed = (self.tokens - tokens_before) / (now - reported)
                print(f"{(now - self.started) / 60:6.1f} min  step {self.step}  loss {sums[0] / since:.4f}  mtp {sums[1] / since:.4f}  intent {sums[2] / since:.3f}  "
                      f"{speed:.0f} tok/s each  {self.tokens / 1e6:.2f}M each  load {loads(self.model)}", flush=True)
                reported, sums, since, tokens_before = now, [0.0] * 3, 0, self.tokens
            if self.worker == 0 and now - checked > 600:
                self.report(held[:240])
                checked = time.time()
        self.save("finished" if self.options.finish else "state")
        if self.worker == 0:
            self.report(held)

    def report(self, held):
        kinds, share = exactness(self.model, self.encoder, held)
        print(f"   held out {share:.3f} {json.dumps(kinds)}", flush=True)


def write(value, name):
    torch.save(value, RUNS / f"{name}.tmp")
    (RUNS / f"{name}.tmp").rename(RUNS / f"{name}.pt")


def work(worker, model, options, started, before):
    torch.set_num_threads(1)
    torch.manual_seed(options.seed + worker)
    Run(worker, model, options, started, before).go()


def main():
    options = arguments()
    RUNS.mkdir(exist_ok=True)
    torch.manual_seed(1)
    tokenizer = Tokenizer.from_file(str(HERE.parent / "tokenizer.json"))
    model = Starter(Shape(vocab_size=tokenizer.get_vocab_size()))
    before = 0
    if options.resume:
        state = torch.load(RUNS / "state.pt")
        model.load_state_dict(state["model"], strict=False)
        before = state["tokens"]
    for router in model.routers():
        router.register_buffer("seen", torch.zeros(model.s.n_routed_experts), persistent=False)
    model.share_memory()
    print("parameters", sum(p.numel() for p in model.parameters()), flush=True)
    torch.multiprocessing.spawn(work, (model, options, time.time(), before), nprocs=options.workers)


if __name__ == "__main__":
    main()
