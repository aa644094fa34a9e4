#!/usr/bin/env python3
"""Writes what PyTorch's optimizers do, for the tests of `common`.

    pip install torch numpy
    python3 scripts/golden/optimizers.py

One file, common/src/test/resources/golden/optimizers.json: parameters after each of 50 updates
along one stored sequence of gradients.
"""

import json
import pathlib
import re

import numpy
import torch
from torch.optim import lr_scheduler as schedulers

TARGET = pathlib.Path(__file__).parents[2] / "common/src/test/resources/golden"
ROW = re.compile(r"\[\s*\n([^\[\]{}]*?)\n\s*\]")
STEPS = 50
RATE, RATE_DECAY = 0.02, 0.98
MOMENTUM, BETAS, EPSILON = 0.9, (0.9, 0.999), 1e-8
REGULARIZATIONS = {
    "plain": {"l1": 0.0, "l2": 0.0, "weightDecay": 0.0},
    "l1": {"l1": 0.05, "l2": 0.0, "weightDecay": 0.0},
    "l2": {"l1": 0.0, "l2": 0.1, "weightDecay": 0.0},
    "weightDecay": {"l1": 0.0, "l2": 0.0, "weightDecay": 0.1},
    "all": {"l1": 0.05, "l2": 0.02, "weightDecay": 0.1},
}
# Parameter 6 is 0 with gradient 0. Gradients of parameter 5 are of the size of epsilon, those of
# parameter 4 are 0 in the first ten steps, those of parameter 3 often.
START = [5.0, -3.0, 1.5, -6.0, 7.0, -5.0, 0.0, 20.0]
SCALE = [1.0, 0.1, 0.01, 1.0, 1.0, 1e-8, 0.0, 3.0]


def gradients():
    generator = torch.Generator().manual_seed(20)
    noise = torch.randn(STEPS, len(START), generator=generator)
    drift = torch.sin(torch.arange(STEPS * 1.0) / 4).unsqueeze(1)
    g = (noise + drift) * torch.tensor(SCALE)
    g[:10, 4] = 0
    g[::3, 3] = 0
    return g


def optimizer(kind, parameter, rule):
    """Returns PyTorch's optimizer and the terms it leaves to the caller."""
    own = {"foreach": False}
    hand = dict(rule)
    if kind == "adam":
        decoupled = rule["weightDecay"] > 0
        own.update(betas=BETAS, eps=EPSILON, fused=False)
        own["weight_decay"] = hand.pop("weightDecay" if decoupled else "l2")
        return (torch.optim.AdamW if decoupled else torch.optim.Adam)([parameter], RATE, **own), hand
    if kind != "sgd":
        own.update(momentum=MOMENTUM, nesterov=kind == "nesterov")
    if not rule["weightDecay"]:
        # With both, the library would take its l2 of a parameter that we have decayed already; the
        # l2 term belongs to the parameters that the gradient was taken at.
        own["weight_decay"] = hand.pop("l2")
    return torch.optim.SGD([parameter], RATE, **own), hand


def trajectory(kind, rule, sequence):
    parameter = torch.nn.Parameter(torch.tensor(START))
    optim, hand = optimizer(kind, parameter, rule)
    rates = schedulers.ExponentialLR(optim, RATE_DECAY)
    rows = []
    for gradient in sequence:
        with torch.no_grad():
            g = gradient.clone()
            if hand.get("l2"):
                g = g + hand["l2"] * parameter
            if hand.get("l1"):
                g = g + hand["l1"] * torch.sign(parameter)
            if hand.get("weightDecay"):
                parameter.mul_(1 - optim.param_groups[0]["lr"] * hand["weightDecay"])
        parameter.grad = g
        optim.step()
        rates.step()
        rows.append(floats(parameter))
        far = parameter.detach().abs() > 0.2
        assert far[:6].all() and far[7], "a parameter near 0 has no relative error"
    by_hand = sorted(name for name, value in hand.items() if value)
    return {
        "kind": kind,
        "regularization": rule,
        "library": type(optim).__name__,
        "byHand": by_hand,
        "parameters": rows,
    }


def floats(tensor):
    """Shortest decimals that read back as the same fp32."""
    return [float(str(numpy.float32(x))) for x in tensor.detach().tolist()]


def write(name, content):
    text = json.dumps(content, indent=1)
    one_line = ROW.sub(lambda row: "[" + " ".join(row.group(1).split()) + "]", text)
    (TARGET / name).write_text(one_line + "\n", encoding="utf-8")


def main():
    source = {"library": "torch", "version": torch.__version__}
    sequence = gradients()
    cases = {
        f"{kind}/{name}": trajectory(kind, rule, sequence)
        for kind in ("sgd", "momentum", "nesterov", "adam")
        for name, rule in REGULARIZATIONS.items()
    }
    write(
        "optimizers.json",
        {
            **source,
            "dtype": "float32",
            "note": "byHand: terms that the script adds to the gradient or takes from the parameter"
            " itself, because the library's optimizer does not have them",
            "learningRate": {"from": RATE, "decay": RATE_DECAY, "library": "ExponentialLR"},
            "momentum": MOMENTUM,
            "beta1": BETAS[0],
            "beta2": BETAS[1],
            "epsilon": EPSILON,
            "start": START,
            "gradients": [floats(g) for g in sequence],
            "cases": cases,
        },
    )


if __name__ == "__main__":
    main()
