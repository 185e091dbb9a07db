"""Makes runs/state.pt of the landed weights, so that training goes on from them: python import_weights.py [FOLDER].

export.py the other way round; what is read back is compared with what is stored, number by number. The
optimizer starts anew, and what FP8 rounded away is gone.
"""
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

from export import HERE, tensors_of
from model import Shape, Starter, dequantise


def fill(model, stored):
    """Copies every stored tensor into the parameter, or the piece of one, that it was exported from."""
    layers = [(f"model.layers.{i}", layer) for i, layer in enumerate([*model.layers, model.mtp_layer])]
    draft = layers[-1][0]
    own = {"model.embed_tokens.weight": model.embed_tokens, "model.norm.weight": model.norm.weight,
           "lm_head.weight": model.lm_head, f"{draft}.enorm.weight": model.enorm.weight,
           f"{draft}.hnorm.weight": model.hnorm.weight, f"{draft}.eh_proj.weight": model.eh_proj,
           f"{draft}.shared_head.norm.weight": model.mtp_norm.weight}
    for name, layer in layers:
        own |= {f"{name}.{key}": value for key, value in layer.named_parameters() if value.ndim < 3 and key != "mlp.gate"}
        if hasattr(layer.mlp, "gate"):
            own[f"{name}.mlp.gate.weight"] = layer.mlp.gate
            own[f"{name}.mlp.gate.e_score_correction_bias"] = layer.mlp.e_score_correction_bias
            for each in ("gate_proj", "up_proj", "down_proj"):
                for expert, matrix in enumerate(getattr(layer.mlp, each).weight):
                    own[f"{name}.mlp.experts.{expert}.{each}.weight"] = matrix
    with torch.no_grad():
        for name, target in own.items():
            value = stored[name]
            scales = stored.get(f"{name}_scale_inv")
            target.copy_(dequantise(value, scales) if scales is not None else value.float())
        model.copy_map.zero_()  # it is folded into the head


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent
    config = json.loads((folder / "config.json").read_text())
    model = Starter(Shape(**{key: config[key] for key in Shape().as_dict()}))
    stored = load_file(str(folder / "model.safetensors"))
    fill(model, stored)
    again = tensors_of(model)
    wrong = [name for name in stored if not torch.equal(stored[name].float(), again[name].float())]
    assert not wrong, f"not read back as they are stored: {wrong[:5]}"
    tokens = json.loads((folder / "inkstone.json").read_text())["trained_tokens"]
    (HERE / "runs").mkdir(exist_ok=True)
    torch.save({"model": model.state_dict(), "tokens": tokens, "shape": model.s.as_dict()}, HERE / "runs/state.pt")
    print(f"{len(stored)} tensors, {tokens / 1e6:.1f} M tokens seen: train.py --resume goes on")


if __name__ == "__main__":
    main()
