"""The starter's architecture for training: DeepSeek-V3 in small (report, sections 2.1 and 2.2).

Latent attention in its plain (unabsorbed) form, one dense layer first, routed experts in groups with a correction
bias, a shared expert, one MTP layer. Names of the parameters follow the official checkpoint, so that export is a copy.
"""
import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import nn


WORKING = torch.bfloat16  # activations and matrices in the pass; parameters, residual and loss stay in float


@dataclass
class Shape:
    vocab_size: int = 3072
    hidden_size: int = 192
    num_hidden_layers: int = 6
    num_attention_heads: int = 6
    q_lora_rank: int = 96
    kv_lora_rank: int = 64
    qk_nope_head_dim: int = 32
    qk_rope_head_dim: int = 16
    v_head_dim: int = 32
    intermediate_size: int = 512
    first_k_dense_replace: int = 1
    moe_intermediate_size: int = 96
    n_routed_experts: int = 24
    num_experts_per_tok: int = 3
    n_shared_experts: int = 1
    n_group: int = 4
    topk_group: int = 2
    routed_scaling_factor: float = 1.5
    rope_theta: float = 10000.0
    rms_norm_eps: float = 1e-6
    intents = 192  # room in the auxiliary head; no field, for it is not exported

    def as_dict(self):
        return asdict(self)


class FakeFp8(torch.autograd.Function):
    """Rounds a matrix to e4m3 with 128x128 block scales, as it will be stored; the gradient passes straight through."""

    @staticmethod
    def forward(_context, weight):
        return dequantise(*quantise(weight)).to(weight.dtype)

    @staticmethod
    def backward(_context, gradient):
        return gradient


def quantise(weight):
    """[..., rows, columns] -> (e4m3 weights, scales [..., rows / 128, columns / 128] rounded up)."""
    rows, columns = weight.shape[-2:]
    padded = F.pad(weight.float(), (0, -columns % 128, 0, -rows % 128))
    blocks = padded.unflatten(-2, (-1, 128)).unflatten(-1, (-1, 128))  # [..., R, 128, C, 128]
    scales = blocks.abs().amax(dim=(-3, -1)).clamp(min=1e-12) / 448.0
    small = (blocks / scales[..., :, None, :, None]).clamp(-448, 448).to(torch.float8_e4m3fn)
    return small.flatten(-4, -3).flatten(-2, -1)[..., :rows, :columns], scales


def dequantise(small, scales):
    rows, columns = small.shape[-2:]
    wide = scales.repeat_interleave(128, -2).repeat_interleave(128, -1)[..., :rows, :columns]
    return small.float() * wide


class Linear(nn.Module):
    """A matrix stored in FP8; `quantised` switches the rounding on (the last part of the training)."""

    quantised = False

    def __init__(self, inputs, outputs, experts=0, scale=1.0):
        super().__init__()
        shape = (experts, outputs, inputs) if experts else (outputs, inputs)
        self.weight = nn.Parameter(torch.randn(shape) * (scale / math.sqrt(inputs)))

    def rounded(self):
        return (FakeFp8.apply(self.weight) if Linear.quantised else self.weight).to(WORKING)

    def forward(self, x):
        return F.linear(x, self.rounded())


class RmsNorm(torch.autograd.Function):
    """Root-mean-square norm, float in, working precision out; one pass each way over what autograd would do in nine."""

    @staticmethod
    def forward(context, x, weight, epsilon):
        x = x.float()
        scale = torch.linalg.vector_norm(x, dim=-1, keepdim=True).square_().div_(x.shape[-1]).add_(epsilon).rsqrt_()
        normal = x * scale
        context.save_for_backward(normal, scale, weight)
        return (normal * weight).to(WORKING)

    @staticmethod
    def backward(context, gradient):
        normal, scale, weight = context.saved_tensors
        gradient = gradient.float()
        product = gradient * normal
        along = (product @ weight)[..., None].div_(normal.shape[-1])
        into = torch.addcmul(gradient.mul_(weight), normal, along, value=-1).mul_(scale)
        return into, product.flatten(0, -2).sum(0), None


class Norm(nn.Module):
    def __init__(self, width, epsilon):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x):
        return RmsNorm.apply(x, self.weight, self.epsilon)


def rotate(x, angles):
    """Interleaved pairs (2i, 2i+1). x: [batch, heads, length, rope]; angles: [batch, 1, length, rope / 2]."""
    even, odd = x[..., 0::2], x[..., 1::2]
    cosine, sine = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    return torch.stack((even * cosine - odd * sine, even * sine + odd * cosine), -1).flatten(-2)


class Causal(torch.autograd.Function):
    """softmax(q k' + mask) v, each step one call, all in the working precision. q, k, v: [batch * heads,
    length, width], mask: [batch, length, length]."""

    @staticmethod
    def forward(context, q, k, v, mask):
        scores = torch.bmm(q, k.transpose(1, 2))
        scores.unflatten(0, (mask.shape[0], -1)).add_(mask[:, None])
        share = torch.softmax(scores, -1)
        context.save_for_backward(q, k, v, share)
        return torch.bmm(share, v)

    @staticmethod
    def backward(context, gradient):
        q, k, v, share = context.saved_tensors
        gradient = gradient.contiguous()
        into = torch._softmax_backward_data(torch.bmm(gradient, v.transpose(1, 2)), share, -1, share.dtype)
        return (torch.bmm(into, k), torch.bmm(into.transpose(1, 2), q),
                torch.bmm(share.transpose(1, 2), gradient), None)


class Attention(nn.Module):
    def __init__(self, s: Shape):
        super().__init__()
        self.s = s
        heads, per_key = s.num_attention_heads, s.qk_nope_head_dim + s.qk_rope_head_dim
        self.q_a_proj = Linear(s.hidden_size, s.q_lora_rank)
        self.q_a_layernorm = Norm(s.q_lora_rank, s.rms_norm_eps)
        self.q_b_proj = Linear(s.q_lora_rank, heads * per_key)
        self.kv_a_proj_with_mqa = Linear(s.hidden_size, s.kv_lora_rank + s.qk_rope_head_dim)
        self.kv_a_layernorm = Norm(s.kv_lora_rank, s.rms_norm_eps)
        self.kv_b_proj = Linear(s.kv_lora_rank, heads * (s.qk_nope_head_dim + s.v_head_dim))
        self.o_proj = Linear(heads * s.v_head_dim, s.hidden_size, scale=1 / math.sqrt(2 * s.num_hidden_layers))

    def forward(self, x, angles, mask):
        s, (batch, length, _) = self.s, x.shape
        heads = s.num_attention_heads
        q = self.q_b_proj(self.q_a_layernorm(self.q_a_proj(x))).view(batch, length, heads, -1).transpose(1, 2)
        q_nope, q_rope = q.split((s.qk_nope_head_dim, s.qk_rope_head_dim), -1)
        latent, k_rope = self.kv_a_proj_with_mqa(x).split((s.kv_lora_rank, s.qk_rope_head_dim), -1)
        kv = self.kv_b_proj(self.kv_a_layernorm(latent)).view(batch, length, heads, -1).transpose(1, 2)
        k_nope, v = kv.split((s.qk_nope_head_dim, s.v_head_dim), -1)
        k_rope = rotate(k_rope[:, None], angles).expand(-1, heads, -1, -1)
        q = torch.cat((q_nope, rotate(q_rope, angles)), -1) / math.sqrt(s.qk_nope_head_dim + s.qk_rope_head_dim)
        k = torch.cat((k_nope, k_rope), -1)
        out = Causal.apply(q.flatten(0, 1), k.flatten(0, 1), v.flatten(0, 1), mask).unflatten(0, (batch, heads))
        return self.o_proj(out.transpose(1, 2).reshape(batch, length, -1))


class FeedForward(nn.Module):
    def __init__(self, hidden, inner, layers):
        super().__init__()
        self.gate_proj = Linear(hidden, inner)
        self.up_proj = Linear(hidden, inner)
        self.down_proj = Linear(inner, hidden, scale=1 / math.sqrt(2 * layers))

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


def together(rows):
    """The sum over the second of three dimensions: some times faster than sum(1) where that is short."""
    total = rows[:, 0] + rows[:, 1]
    for i in range(2, rows.shape[1]):
        total += rows[:, i]
    return total


class Dispatch(torch.autograd.Function):
    """Rows of tokens to the slots of their experts; the way back is a gather too, since each token knows its slots."""

    @staticmethod
    def forward(context, rows, token_of_slot, slot_of_choice):
        context.slots = slot_of_choice
        return rows.index_select(0, token_of_slot)

    @staticmethod
    def backward(context, gradient):
        slots = context.slots
        return together(gradient.index_select(0, slots.flatten()).view(*slots.shape, -1)), None, None


class Collect(torch.autograd.Function):
    """The weighted sum of what a token's experts say. out: [slots, hidden]; slot_of_choice, weight: [tokens, choices]."""

    @staticmethod
    def forward(context, out, weight, token_of_slot, slot_of_choice):
        said = out.index_select(0, slot_of_choice.flatten()).view(*slot_of_choice.shape, -1)
        context.save_for_backward(said, weight, token_of_slot, slot_of_choice)
        return together(said * weight[..., None].to(said.dtype))

    @staticmethod
    def backward(context, gradient):
        said, weight, token_of_slot, slot_of_choice = context.saved_tensors
        share = weight.new_zeros(token_of_slot.shape[0]).index_copy_(0, slot_of_choice.flatten(), weight.flatten())
        into = gradient.index_select(0, token_of_slot).mul_(share.to(gradient.dtype)[:, None])
        return into, (said * gradient[:, None]).sum(-1).float(), None, None


class ExpertMatmul(torch.autograd.Function):
    """Each expert's rows by its own matrix. x: [slots, inner], weight: [experts, outer, inner]; ends: where each
    expert's rows end."""

    @staticmethod
    def forward(context, x, weight, ends):
        context.save_for_backward(x, weight)
        context.ends = ends
        out = x.new_empty(x.shape[0], weight.shape[1])
        for expert, (start, end) in enumerate(zip([0] + ends, ends)):
            torch.mm(x[start:end], weight[expert].t(), out=out[start:end])
        return out

    @staticmethod
    def backward(context, gradient):
        (x, weight), ends = context.saved_tensors, context.ends
        into_x, into_weight = torch.empty_like(x), torch.empty_like(weight)
        for expert, (start, end) in enumerate(zip([0] + ends, ends)):
            torch.mm(gradient[start:end], weight[expert], out=into_x[start:end])
            torch.mm(gradient[start:end].t(), x[start:end], out=into_weight[expert])
        return into_x, into_weight, None


class Experts(nn.Module):
    """Routed experts, each with its rows side by side, and the shared expert."""

    def __init__(self, s: Shape):
        super().__init__()
        self.s = s
        self.gate = nn.Parameter(torch.randn(s.n_routed_experts, s.hidden_size) * 0.02)
        self.register_buffer("e_score_correction_bias", torch.zeros(s.n_routed_experts))
        self.register_buffer("load", torch.zeros(s.n_routed_experts))  # tokens since the last balancing
        self.gate_proj = Linear(s.hidden_size, s.moe_intermediate_size, s.n_routed_experts)
        self.up_proj = Linear(s.hidden_size, s.moe_intermediate_size, s.n_routed_experts)
        self.down_proj = Linear(s.moe_intermediate_size, s.hidden_size, s.n_routed_experts,
                                scale=1 / math.sqrt(2 * s.num_hidden_layers))
        self.shared_experts = FeedForward(s.hidden_size, s.moe_intermediate_size * s.n_shared_experts,
                                          s.num_hidden_layers)

    def choose(self, x):
        s = self.s
        scores = F.linear(x.float(), self.gate).sigmoid()
        with torch.no_grad():
            biased = scores + self.e_score_correction_bias
            groups = biased.unflatten(-1, (s.n_group, -1))
            best = groups.topk(2, -1).values.sum(-1).topk(s.topk_group, -1).indices
            kept = torch.zeros(groups.shape[:-1], dtype=torch.bool).scatter_(-1, best, True)
            chosen = groups.masked_fill(~kept[..., None], -math.inf).flatten(-2).topk(s.num_experts_per_tok, -1).indices
        weight = scores.gather(-1, chosen)
        return chosen, weight / (weight.sum(-1, keepdim=True) + 1e-20) * s.routed_scaling_factor

    def forward(self, x):
        s, flat = self.s, x.reshape(-1, x.shape[-1])
        chosen, weight = self.choose(flat)
        owner = chosen.flatten()
        order = owner.argsort(stable=True)
        count = torch.bincount(owner, minlength=s.n_routed_experts)
        if self.training:
            self.load += count
        # Room for each expert in steps of 64 rows: few different shapes, each new one costs milliseconds to prepare.
        room = (count.clamp(min=1) + 63) // 64 * 64
        end = room.cumsum(0)
        place = torch.arange(order.numel()) - (count.cumsum(0) - count)[owner[order]]  # within its expert
        slot = (end - room)[owner[order]] + place
        ends = end.tolist()
        token_of_slot = torch.zeros(ends[-1], dtype=torch.long)  # an empty slot computes token 0 for nobody
        token_of_slot[slot] = order // s.num_experts_per_tok
        slot_of_choice = torch.empty_like(order).index_copy_(0, order, slot).view(chosen.shape)
        rows = Dispatch.apply(flat, token_of_slot, slot_of_choice)
        inner = F.silu(ExpertMatmul.apply(rows, self.gate_proj.rounded(), ends))
        inner = inner * ExpertMatmul.apply(rows, self.up_proj.rounded(), ends)
        out = ExpertMatmul.apply(inner, self.down_proj.rounded(), ends)
        mixed = Collect.apply(out, weight, token_of_slot, slot_of_choice)
        return (mixed + self.shared_experts(flat)).view_as(x)

    def balance(self, speed):
        """Auxiliary-loss-free: overloaded experts become less likely to be chosen (report, section 2.1.2)."""
        self.e_score_correction_bias += speed * torch.sign(self.load.mean() - self.load)
        self.e_score_correction_bias -= self.e_score_correction_bias.mean()
        self.load.zero_()


class Layer(nn.Module):
    def __init__(self, s: Shape, dense):
        super().__init__()
        self.input_layernorm = Norm(s.hidden_size, s.rms_norm_eps)
        self.self_attn = Attention(s)
        self.post_attention_layernorm = Norm(s.hidden_size, s.rms_norm_eps)
        self.mlp = FeedForward(s.hidden_size, s.intermediate_size, s.num_hidden_layers) if dense else Experts(s)

    def forward(self, x, angles, mask):
        x = x + self.self_attn(self.input_layernorm(x), angles, mask)
        return x + self.mlp(self.post_attention_layernorm(x))


class Starter(nn.Module):
    def __init__(self, s: Shape):
        super().__init__()
        self.s = s
        self.embed_tokens = nn.Parameter(torch.randn(s.vocab_size, s.hidden_size) * 0.5)
        self.layers = nn.ModuleList(Layer(s, i < s.first_k_dense_replace) for i in range(s.num_hidden_layers))
        self.norm = Norm(s.hidden_size, s.rms_norm_eps)
        self.lm_head = nn.Parameter(torch.randn(s.vocab_size, s.hidden_size) * 0.02)
        # Added to the head while training, folded into it when exported: what the copying layers write about a token is
        # near a linear map of its embedding, so a word that is seldom said is copied like those that often are.
        self.copy_map = nn.Parameter(torch.zeros(s.hidden_size, s.hidden_size))
        self.enorm = Norm(s.hidden_size, s.rms_norm_eps)
        self.hnorm = Norm(s.hidden_size, s.rms_norm_eps)
        self.eh_proj = nn.Parameter(torch.randn(s.hidden_size, 2 * s.hidden_size) / math.sqrt(2 * s.hidden_size))
        self.mtp_layer = Layer(s, False)
        self.mtp_norm = Norm(s.hidden_size, s.rms_norm_eps)
        # Training only: names what is asked, from the middle of the model, where the answer is about to begin.
        self.intent_head = nn.Parameter(torch.zeros(s.intents, s.hidden_size))
        pairs = torch.arange(0, s.qk_rope_head_dim, 2) / s.qk_rope_head_dim
        self.register_buffer("frequency", s.rope_theta**-pairs, persistent=False)

    def hidden(self, ids, talk=None):
        """ids, talk: [batch, length]; talk numbers the conversations that share a row and do not see each other.
        Returns (normed last hidden state, the residual two layers before the end, what the MTP layer needs: angles
        and mask)."""
        length = ids.shape[1]
        talk = torch.zeros_like(ids) if talk is None else talk
        starts = (talk[:, 1:] != talk[:, :-1]).int() * torch.arange(1, length)
        position = torch.arange(length) - F.pad(starts, (1, 0)).cummax(1).values
        angles = (position[..., None] * self.frequency)[:, None]
        seen = (talk[:, :, None] == talk[:, None, :]) & torch.ones(length, length, dtype=torch.bool).tril()
        mask = torch.full(seen.shape, -1e9, dtype=WORKING).masked_fill_(seen, 0)
        x = F.embedding(ids, self.embed_tokens)
        for layer in self.layers[:-2]:
            x = layer(x, angles, mask)
        middle = x
        for layer in self.layers[-2:]:
            x = layer(x, angles, mask)
        return self.norm(x), middle, (angles, mask)

    def losses(self, ids, wanted, talk, intent, with_mtp=True):
        """wanted[b, t]: token t is the assistant's; intent[b, t]: what is asked, where an answer begins, else -1.
        Returns (next-token loss, intent loss, MTP loss or 0)."""
        h, middle, places = self.hidden(ids, talk)
        main, named = self.loss(h, ids, wanted, 1), self.intent_loss(middle, intent)
        if not with_mtp:
            return main, named, main.new_zeros(())
        following = F.embedding(ids.roll(-1, 1), self.embed_tokens)  # at a row's end a wrong one, which nothing asks for
        joined = F.linear(torch.cat((self.enorm(following), self.hnorm(h)), -1), self.eh_proj.to(WORKING))
        draft = self.mtp_norm(self.mtp_layer(joined.float(), *places))
        return main, named, self.loss(draft, ids, wanted, 2)

    def intent_loss(self, middle, intent):
        at = (intent.flatten() >= 0).nonzero()[:, 0]
        found = F.rms_norm(middle.flatten(0, 1)[at], (middle.shape[-1],))
        logits = F.linear(found, self.intent_head)
        return F.cross_entropy(logits, intent.flatten()[at], reduction="sum") / max(1, at.numel())

    def head(self):
        return self.lm_head + self.embed_tokens.detach() @ self.copy_map

    def loss(self, hidden, ids, wanted, ahead):
        """Of the token `ahead` places on, where the assistant says it."""
        wanted = F.pad(wanted[:, ahead:], (0, ahead))
        target = ids.roll(-ahead, 1).flatten()
        at = wanted.flatten().nonzero()[:, 0]
        missing = -at.numel() % 256  # few different shapes, as above
        target = F.pad(target[at], (0, missing), value=-100)
        logits = F.linear(hidden.flatten(0, 1).index_select(0, F.pad(at, (0, missing))), self.head().to(WORKING))
        return F.cross_entropy(logits.float(), target)

    def routers(self):
        return [m for m in self.modules() if isinstance(m, Experts)]
