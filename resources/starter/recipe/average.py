"""A mean of states of the training, for export: python average.py OUT FILE SHARE [FILE SHARE ...].

States of one run differ in what they do best; their mean can do most of it. The last one gives shape and token count.
"""
import sys

import torch


def mean(states, shares):
    """Of every weight, over the states that have it: the auxiliary head came later than the rest."""
    out = {}
    for name in states[-1]:
        have = [(state[name], share) for state, share in zip(states, shares) if name in state]
        out[name] = sum(weight * share for weight, share in have) / sum(share for _, share in have)
    return out


def main():
    out, *words = sys.argv[1:]
    states, shares = [torch.load(file) for file in words[::2]], [float(share) for share in words[1::2]]
    assert len(states) == len(shares) > 0, __doc__
    torch.save(states[-1] | {"model": mean([state["model"] for state in states], shares)}, out)


if __name__ == "__main__":
    main()
