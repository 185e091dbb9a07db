"""Muon for the inner matrices, AdamW for everything else.

A matrix moves along its momentum with all singular values brought near one (Newton-Schulz, five steps; K. Jordan et
al., "Muon", 2024), scaled to AdamW's usual step so that both share one rate (Liu et al., "Muon is scalable for LLM
training", 2025). On this model it needs a fraction of AdamW's tokens.
"""
import math

import torch

A, B, C = 3.4445, -4.7750, 2.0315  # the quintic of the Muon text


def orthogonal(x):
    """[..., rows, columns] -> about U V' of its singular value decomposition."""
    tall = x.shape[-2] > x.shape[-1]
    x = x.bfloat16()
    x = (x.mT if tall else x).contiguous().flatten(0, -3)
    x = x / (torch.linalg.vector_norm(x.float(), dim=(-2, -1), keepdim=True).to(x.dtype) + 1e-7)
    for _ in range(5):
        square = torch.bmm(x, x.mT)
        x = torch.baddbmm(x, torch.baddbmm(square, square, square, beta=B, alpha=C), x, beta=A)
    return x.mT if tall else x


class Muon(torch.optim.Optimizer):
    def __init__(self, matrices, rate, momentum=0.95, decay=0.1):
        super().__init__(matrices, {"lr": rate, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state = self.state[weight]
                if not state:
                    state["momentum"] = torch.zeros_like(weight)
                moved = state["momentum"].lerp_(weight.grad, 1 - group["momentum"])
                step = orthogonal(weight.grad.lerp(moved, group["momentum"])[None]).view_as(weight)
                weight.mul_(1 - group["lr"] * group["decay"])
                weight.add_(step, alpha=-0.2 * math.sqrt(max(weight.shape[-2:])) * group["lr"])


class Both:
    """The two optimizers as one."""

    def __init__(self, model, rate):
        outer = {"embed_tokens", "lm_head", "gate", "copy_map", "intent_head"}
        inner = [p for name, p in model.named_parameters() if p.ndim >= 2 and name.split(".")[-1] not in outer]
        ids = set(map(id, inner))
        rest = [p for p in model.parameters() if id(p) not in ids and p is not model.copy_map]
        self.parts = [Muon(inner, rate),  # no decay on embedding and head: what is seldom seen must not fade
                      torch.optim.AdamW(rest, lr=rate, betas=(0.9, 0.95), weight_decay=0.0, fused=True),
                      Muon([model.copy_map], rate)]

    def set_rate(self, rate):
        for part in self.parts:
            for group in part.param_groups:
                group["lr"] = rate

    def step(self):
        for part in self.parts:
            part.step()
            part.zero_grad(set_to_none=True)

    def state_dict(self):
        return [part.state_dict() for part in self.parts]

    def load_state_dict(self, states):
        for part, state in zip(self.parts, states):
            part.load_state_dict(state)
