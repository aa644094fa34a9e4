#!/usr/bin/env python3
"""Writes what PyTorch's optimizers do, for the tests of `common`.

    pip install torch numpy
    python3 scripts/golden/optimizers.py

Two files in common/src/test/resources/golden: optimizers.json, parameters after each of 50 updates
along one stored sequence of gradients; averages.json, averages of one stored sequence of
parameters.

A case of optimizers.json names its optimizer as a configuration does, and leaves out what is a
default of PyTorch's too. LARS, LAMB and Lion, which PyTorch does not have, are written here by the
formulas of their papers, in float64.
"""

import json
import pathlib
import re

import numpy
import torch
from torch.optim import lr_scheduler as schedulers
from torch.optim import swa_utils

TARGET = pathlib.Path(__file__).parents[2] / "common/src/test/resources/golden"
ROW = re.compile(r"\[\s*\n([^\[\]{}]*?)\n\s*\]")
STEPS = 50
RATE_DECAY = 0.98
REGULARIZATIONS = {
    "plain": {},
    "l1": {"l1": 0.05},
    "l2": {"l2": 0.1},
    "weightDecay": {"weightDecay": 0.1},
    "all": {"l1": 0.05, "l2": 0.02, "weightDecay": 0.1},
}
# The start of the rate, and the options that are not PyTorch's defaults.
KINDS = {
    "sgd": ("sgd", 0.02, {}),
    "momentum": ("momentum", 0.02, {"momentum": 0.9}),
    "momentum lower": ("momentum", 0.02, {"momentum": 0.5}),
    "nesterov": ("nesterov", 0.02, {"momentum": 0.9}),
    "adagrad": ("adagrad", 0.05, {}),
    "adadelta": ("adadelta", 0.25, {}),
    "adadelta other": ("adadelta", 0.2, {"rho": 0.8, "epsilon": 1e-4}),
    "rmsprop": ("rmsprop", 0.02, {}),
    "rmsprop centered": ("rmsprop", 0.02, {"centered": True, "alpha": 0.9}),
    "rmsprop with momentum": ("rmsprop", 0.001, {"momentum": 0.9}),
    "rmsprop centered with momentum": ("rmsprop", 0.001, {"centered": True, "momentum": 0.9}),
    "adam": ("adam", 0.02, {}),
    "adam other": ("adam", 0.02, {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3}),
    "adamw": ("adamw", 0.02, {}),
    "amsgrad": ("amsgrad", 0.02, {"beta2": 0.9}),
    "adamax": ("adamax", 0.02, {}),
    "nadam": ("nadam", 0.02, {}),
    "nadam other": ("nadam", 0.02, {"beta1": 0.8, "beta2": 0.9, "momentumDecay": 0.5}),
    "lars": ("lars", 0.004, {"momentum": 0.9, "trust": 1.0, "epsilon": 1e-3}),
    "lamb": ("lamb", 0.005, {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-6}),
    "lion": ("lion", 0.02, {"beta1": 0.9, "beta2": 0.99}),
}
# Parameter 7 is 0 with gradient 0, parameter 8 starts from 0. Gradients of parameter 5 are of the
# size of epsilon, those of parameter 4 are 0 in the first ten steps, those of parameter 3 often.
START = [5.0, -4.0, 3.0, -6.0, 7.0, -5.0, 20.0, 0.0, 0.0]
SCALE = [1.0, 0.1, 0.01, 1.0, 1.0, 1e-8, 3.0, 0.0, 1.0]
FAR = range(7)
# Two layers: a weight and a bias; a weight, a bias, and two more of norm 0 at the start.
PLAIN = [{"to": 3}, {"to": 4, "weight": False}, {"to": 5}, {"to": 7}, {"to": 8}, {"to": 9}]
RULES = [
    {"to": 3, "factor": 0.1},
    {"to": 4, "weight": False},
    {"to": 5, "frozen": True},
    {"to": 7, "factor": 1.5},
    {"to": 8, "weight": False},
    {"to": 9},
]
LAYERS = [4, 9]
CLIPS = {
    "norm": {"norm": 1.5},
    "layerNorm": {"layerNorm": 1.0},
    "value": {"value": 0.3},
    "three": {"norm": 3.0, "layerNorm": 1.5, "value": 1.1},
}


def gradients():
    generator = torch.Generator().manual_seed(20)
    noise = torch.randn(STEPS, len(START), generator=generator)
    drift = torch.sin(torch.arange(STEPS * 1.0) / 4).unsqueeze(1)
    g = (noise + drift) * torch.tensor(SCALE)
    g[:10, 4] = 0
    g[::3, 3] = 0
    return g


class Published:
    """An optimizer of one parameter per group, in float64."""

    def __init__(self, groups):
        self.param_groups = groups
        for group in groups:
            group["params"] = [group["params"]]
            group["m"] = torch.zeros_like(group["params"][0])
            group["v"] = torch.zeros_like(group["params"][0])
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        for group in self.param_groups:
            p = group["params"][0]
            p.copy_(self.updated(p, p.grad, group))


class Lars(Published):
    """You, Gitman, Ginsburg 2017, algorithm 1; epsilon as in most code."""

    def updated(self, p, g, o):
        decay = o["decay"]
        local = 1.0
        if o["weight"] and p.norm() > 0 and g.norm() > 0:
            local = o["trust"] * p.norm() / (g.norm() + decay * p.norm() + o["epsilon"])
        o["v"] = o["momentum"] * o["v"] + o["lr"] * local * (g + decay * p)
        return p - o["v"]


class Lamb(Published):
    """You et al. 2020, algorithm 2."""

    def updated(self, p, g, o):
        o["m"] = o["beta1"] * o["m"] + (1 - o["beta1"]) * g
        o["v"] = o["beta2"] * o["v"] + (1 - o["beta2"]) * g * g
        mean = o["m"] / (1 - o["beta1"] ** self.t)
        square = o["v"] / (1 - o["beta2"] ** self.t)
        r = mean / (square.sqrt() + o["epsilon"]) + o["decay"] * p
        ratio = 1.0
        if o["weight"] and p.norm() > 0 and r.norm() > 0:
            ratio = p.norm() / r.norm()
        return p - o["lr"] * ratio * r


class Lion(Published):
    """Chen et al. 2023, algorithm 2."""

    def updated(self, p, g, o):
        direction = torch.sign(o["beta1"] * o["m"] + (1 - o["beta1"]) * g)
        o["m"] = o["beta2"] * o["m"] + (1 - o["beta2"]) * g
        return p - o["lr"] * (direction + o["decay"] * p)


PUBLISHED = {"lars": Lars, "lamb": Lamb, "lion": Lion}


def own_options(kind, options):
    """Returns PyTorch's class and its arguments for the options of a configuration."""
    names = {"rho": "rho", "epsilon": "eps", "alpha": "alpha", "centered": "centered"}
    names.update(momentum="momentum", momentumDecay="momentum_decay")
    own = {names[name]: value for name, value in options.items() if name in names}
    if "beta1" in options or "beta2" in options:
        own["betas"] = (options.get("beta1", 0.9), options.get("beta2", 0.999))
    if kind == "nesterov":
        own["nesterov"] = True
    if kind == "amsgrad":
        own["amsgrad"] = True
    classes = {
        "sgd": torch.optim.SGD,
        "momentum": torch.optim.SGD,
        "nesterov": torch.optim.SGD,
        "adagrad": torch.optim.Adagrad,
        "adadelta": torch.optim.Adadelta,
        "rmsprop": torch.optim.RMSprop,
        "adam": torch.optim.Adam,
        "amsgrad": torch.optim.Adam,
        "adamw": torch.optim.AdamW,
        "adamax": torch.optim.Adamax,
        "nadam": torch.optim.NAdam,
    }
    return classes[kind], own


def build(kind, rate, options, rule, tensors):
    """Returns an optimizer with a group per tensor, and the terms it leaves to the caller."""
    scope = rule.get("regularize", "weights" if kind in ("lars", "lamb") else "all")
    hand = {name: rule[name] for name in ("l1", "l2", "weightDecay") if name in rule}
    decay = 0.0
    if kind in PUBLISHED:
        make, own = PUBLISHED[kind], dict(options)
        decay = hand.pop("weightDecay", 0.0)
    else:
        make, own = own_options(kind, options)
        own["foreach"] = False
        if kind == "adamw":
            decay = hand.pop("weightDecay", 0.01)
        elif "weightDecay" in hand and kind in ("adam", "amsgrad", "nadam"):
            decay = hand.pop("weightDecay")
            if kind == "nadam":
                own["decoupled_weight_decay"] = True
            else:
                make = torch.optim.AdamW
        elif "weightDecay" not in hand:
            # With both, the library would take its l2 of a parameter that we have decayed already;
            # the l2 term belongs to the parameters that the gradient was taken at.
            decay = hand.pop("l2", 0.0)
    groups = []
    for tensor in tensors:
        if not tensor["frozen"]:
            pulled = tensor["weight"] or scope == "all"
            group = {"params": tensor["parameter"], "lr": rate * tensor["factor"], **own}
            group.update(factor=tensor["factor"], weight=tensor["weight"], pulled=pulled)
            group["weight_decay" if kind not in PUBLISHED else "decay"] = decay if pulled else 0.0
            groups.append(group)
    return (make(groups) if kind in PUBLISHED else make(groups, lr=rate)), hand


def clip(parameters, layers, limits):
    if "norm" in limits:
        torch.nn.utils.clip_grad_norm_(parameters, limits["norm"])
    if "layerNorm" in limits:
        for layer in layers:
            torch.nn.utils.clip_grad_norm_(layer, limits["layerNorm"])
    if "value" in limits:
        torch.nn.utils.clip_grad_value_(parameters, limits["value"])


def by_hand(groups, hand):
    for group in groups:
        p = group["params"][0]
        if group["pulled"]:
            if "l2" in hand:
                p.grad += hand["l2"] * p
            if "l1" in hand:
                p.grad += hand["l1"] * torch.sign(p)
            if "weightDecay" in hand:
                p.mul_(1 - group["lr"] * hand["weightDecay"])


def trajectory(name, sequence, rule, **shape):
    """Returns a case, with the distance of the library's fp32 from its own float64."""
    if KINDS[name][0] in PUBLISHED:
        return run(name, sequence, rule, torch.float64, **shape)
    case = run(name, sequence, rule, torch.float32, **shape)
    exact = torch.tensor(run(name, sequence, rule, torch.float64, **shape)["parameters"])
    error = (torch.tensor(case["parameters"]) - exact).abs() / exact.abs().clamp(min=0.2)
    case["rounding"] = float(f"{error.max():.1e}")
    return case


def run(name, sequence, rule, dtype, tensors=PLAIN, limits=None, cycle=False):
    kind, rate, options = KINDS[name]
    standard = {"factor": 1.0, "weight": True, "frozen": False}
    tensors = [{**standard, **tensor} for tensor in tensors]
    begin = 0
    for tensor in tensors:
        start = torch.tensor(START[begin : tensor["to"]], dtype=dtype)
        tensor["parameter"] = torch.nn.Parameter(start, requires_grad=not tensor["frozen"])
        begin = tensor["to"]
    optim, hand = build(kind, rate, options, rule, tensors)
    wave = schedulers.OneCycleLR(optim, rate, total_steps=STEPS) if cycle else None
    parameters = [tensor["parameter"] for tensor in tensors]
    case = {"optimizer": {kind: {**options, **rule}}, "library": type(optim).__name__}
    case.update(byHand=sorted(hand), dtype=str(dtype).split(".")[1])
    if cycle:
        case.update(learningRates=[], momenta=[])
        case["optimizer"][kind].pop("momentum", None)
    else:
        case["optimizer"][kind]["learningRate"] = {"exponential": {"from": rate, "decay": RATE_DECAY}}
    case.update(clip=limits or {}, layers=LAYERS)
    case["tensors"] = [{k: v for k, v in tensor.items() if k != "parameter"} for tensor in tensors]
    case["parameters"] = []
    for step, gradient in enumerate(sequence):
        begin = 0
        for tensor, p in zip(tensors, parameters):
            if not tensor["frozen"]:
                p.grad = gradient[begin : tensor["to"]].to(dtype).clone()
            begin = tensor["to"]
        layers = [
            [p for t, p in zip(tensors, parameters) if low < t["to"] <= high]
            for low, high in zip([0] + LAYERS, LAYERS)
        ]
        if cycle:
            group = optim.param_groups[0]
            case["learningRates"].append(group["lr"])
            case["momenta"].append(group["betas"][0] if "betas" in group else group["momentum"])
        else:
            for group in optim.param_groups:
                group["lr"] = rate * RATE_DECAY**step * group["factor"]
        with torch.no_grad():
            clip(parameters, layers, limits or {})
            by_hand(optim.param_groups, hand)
        optim.step()
        if cycle:
            wave.step()
        flat = torch.cat([p.detach() for p in parameters])
        assert (flat.abs() > 0.2)[list(FAR)].all(), f"{name}: a parameter near 0: {flat}"
        case["parameters"].append(floats(flat))
    return case


def cases(sequence):
    found = {}
    for name in KINDS:
        for title, rule in REGULARIZATIONS.items():
            if title in ("plain", "all") or not name.endswith(("other", "lower")):
                found[f"{name}/{title}"] = trajectory(name, sequence, rule)
        found[f"{name}/clip norm"] = trajectory(name, sequence, {}, limits=CLIPS["norm"])
        rule = {"l2": 0.02, "weightDecay": 0.1, "regularize": "weights"}
        found[f"{name}/tensors"] = trajectory(name, sequence, rule, tensors=RULES)
    for name in ("sgd", "momentum", "adam"):
        for title in ("layerNorm", "value", "three"):
            limits = CLIPS[title]
            found[f"{name}/clip {title}"] = trajectory(name, sequence, {"l2": 0.1}, limits=limits)
    for name in ("momentum", "nesterov", "adam"):
        found[f"{name}/cycle"] = trajectory(name, sequence, {}, cycle=True)
    return found


def averages():
    """Returns averages of parameters along a random walk, taken in after every update."""
    generator = torch.Generator().manual_seed(21)
    walk = torch.cumsum(torch.randn(30, 6, generator=generator) / 10, 0) + 3
    found = {}
    for name, function in (
        ("swa", None),
        ("ema 0.999", swa_utils.get_ema_multi_avg_fn(0.999)),
        ("ema 0.5", swa_utils.get_ema_multi_avg_fn(0.5)),
    ):
        module = torch.nn.ParameterList([torch.nn.Parameter(walk[0].clone())])
        averaged = swa_utils.AveragedModel(module, multi_avg_fn=function)
        found[name] = []
        for row in walk:
            with torch.no_grad():
                module[0].copy_(row)
            averaged.update_parameters(module)
            found[name].append(floats(averaged.module[0]))
    return {"walk": [floats(row) for row in walk], "averages": found}


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
    write(
        "optimizers.json",
        {
            **source,
            "note": "byHand: terms that the script adds to the gradient or takes from the parameter"
            " itself, because the library's optimizer does not have them. Lars, Lamb, Lion: the"
            " published formula, written in the script. rounding: greatest relative distance of the"
            " library's fp32 from the same in float64, for parameters not below 0.2",
            "start": START,
            "gradients": [floats(g) for g in sequence],
            "cases": cases(sequence),
        },
    )
    write("averages.json", {**source, "dtype": "float32", **averages()})


if __name__ == "__main__":
    main()
