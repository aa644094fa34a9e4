#!/usr/bin/env python3
"""Writes what PyTorch's learning rate schedulers do at every step, for the tests of `common`.

    pip install torch
    python3 scripts/golden/schedules.py

One file, common/src/test/resources/golden/schedules.json. `values`: the learning rate (or momentum)
of each update. Each is computed twice, the second time with a break in the middle, over which only
the library's state_dict comes; both are the same, or the script fails. `formulas`: schedules that
PyTorch does not have, from the published formula. `plateaus`: ReduceLROnPlateau along sequences of
figures that are written down beside the rates.
"""

import json
import math
import pathlib
import random

import torch
from networks import ROW
from torch.optim import lr_scheduler as schedulers

TARGET = pathlib.Path(__file__).parents[2] / "common/src/test/resources/golden/schedules.json"


def sgd(base):
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], base, momentum=0.9)


def values(build, steps, every=1, base=0.1, what="lr", pause=None):
    """Returns one value for each update; with a pause, what is built anew goes on from there."""
    optim = sgd(base)
    scheduler = build(optim)
    seen = []
    for step in range(steps):
        if step == pause:
            states = optim.state_dict(), scheduler.state_dict()
            optim = sgd(base)
            scheduler = build(optim)
            optim.load_state_dict(states[0])
            scheduler.load_state_dict(states[1])
        seen.append(float(optim.param_groups[0][what]))
        optim.step()
        if (step + 1) % every == 0 and step + 1 < steps:
            scheduler.step()
    return seen


def row(build, steps, **more):
    whole = values(build, steps, **more)
    for pause in (1, steps // 3, steps // 2 + 1):
        assert values(build, steps, pause=pause, **more) == whole, "state_dict is not the whole state"
    return whole


def warmup(optim):
    line = schedulers.LinearLR(optim, start_factor=1 / 11, total_iters=10)
    wave = schedulers.CosineAnnealingLR(optim, T_max=40, eta_min=0.0)
    return schedulers.SequentialLR(optim, [line, wave], milestones=[10])


def three(optim):
    parts = [
        schedulers.StepLR(optim, 5, 0.5),
        schedulers.ExponentialLR(optim, 0.9),
        schedulers.LinearLR(optim, 0.2, 1.0, 12),
    ]
    return schedulers.SequentialLR(optim, parts, milestones=[13, 30])


def restarts_and_line(optim):
    parts = [
        schedulers.CosineAnnealingWarmRestarts(optim, T_0=5, T_mult=2, eta_min=0.01),
        schedulers.PolynomialLR(optim, total_iters=20, power=2.0),
    ]
    return schedulers.SequentialLR(optim, parts, milestones=[25])


def cyclic(mode, up, down, gamma=1.0):
    return lambda optim: schedulers.CyclicLR(
        optim, 0.01, 0.1, up, down, mode, gamma, base_momentum=0.8, max_momentum=0.9
    )


def one_cycle(steps, **more):
    return lambda optim: schedulers.OneCycleLR(optim, 0.1, steps, **more)


def of_pytorch():
    all_modes = {
        "cyclic": cyclic("triangular", 7, 7),
        "cyclicUneven": cyclic("triangular", 4, 9),
        "cyclicTriangular2": cyclic("triangular2", 6, 3),
        "cyclicExponentialRange": cyclic("exp_range", 5, 8, 0.97),
    }
    cycles = {
        "oneCycle": (60, {}),
        "oneCycleLinear": (50, {"anneal_strategy": "linear", "pct_start": 0.4}),
        "oneCycleThreePhases": (60, {"three_phase": True}),
        "oneCycleThreePhasesLinear": (
            53,  # phases end between two steps
            {"three_phase": True, "anneal_strategy": "linear", "pct_start": 0.45},
        ),
        "oneCycleOwnEnds": (47, {"div_factor": 5.0, "final_div_factor": 20.0, "pct_start": 0.25}),
    }
    found = {
        "constant": row(lambda o: schedulers.ConstantLR(o, 1.0, 1), 60),
        "step": row(lambda o: schedulers.StepLR(o, 7, 0.5), 60),
        "multiStep": row(lambda o: schedulers.MultiStepLR(o, [1, 9, 10, 40], 0.3), 60),
        "exponential": row(lambda o: schedulers.ExponentialLR(o, 0.97), 60),
        "polynomial": row(lambda o: schedulers.PolynomialLR(o, 40, 0.9), 60),
        "polynomialSquare": row(lambda o: schedulers.PolynomialLR(o, 50, 2.0), 60),
        # Up to T_max only: PyTorch's wave climbs again after it.
        "cosine": row(lambda o: schedulers.CosineAnnealingLR(o, 40, 0.001), 41),
        "cosineRestarts": row(
            lambda o: schedulers.CosineAnnealingWarmRestarts(o, 13, 1, 0.001), 60
        ),
        "cosineRestartsLonger": row(
            lambda o: schedulers.CosineAnnealingWarmRestarts(o, 4, 2, 0.0), 70
        ),
        "linearUp": row(lambda o: schedulers.LinearLR(o, 0.2, 1.0, 20), 60),
        "linearDown": row(lambda o: schedulers.LinearLR(o, 1.0, 0.05, 33), 60),
        "warmupCosine": row(warmup, 51),
        "joined": row(three, 60),
        "joinedRestarts": row(restarts_and_line, 60),
        "perEpoch": row(lambda o: schedulers.StepLR(o, 2, 0.5), 60, every=5),
    }
    for name, build in all_modes.items():
        found[name] = row(build, 60)
        found[name + "Momentum"] = row(build, 60, what="momentum")
    for name, (steps, more) in cycles.items():
        found[name] = row(one_cycle(steps, **more), steps)
        found[name + "Momentum"] = row(one_cycle(steps, **more), steps, what="momentum")
    return found


def decaying_restarts(base, floor, period, multiplier, peak_decay, steps):
    """Cycle by cycle, as the paper's equation 5 has one; the peaks are ours."""
    seen = []
    peak, length = base, period
    while len(seen) < steps:
        for t in range(length):
            top = max(peak, floor)
            seen.append(floor + 0.5 * (top - floor) * (1 + math.cos(t / length * math.pi)))
        peak *= peak_decay
        length *= multiplier
    return seen[:steps]


def of_formulas():
    n = range(1, 61)
    return {
        # Keras: initial / (1 + rate * step / decay_steps) with decay_steps 8
        "inverseTime": [0.1 / (1 + 0.5 * (k - 1) / 8) for k in n],
        # Caffe: base * (1 / (1 + exp(-gamma * (step - stepsize)))) with gamma -0.3
        "sigmoid": [0.1 * (1 / (1 + math.exp(0.3 * ((k - 1) - 25)))) for k in n],
        # The same curve as a hyperbolic tangent, between two values
        "sigmoidUp": [0.02 + 0.06 * (1 + math.tanh(0.2 / 2 * ((k - 1) - 30))) / 2 for k in n],
        # Vaswani et al., equation 3, d_model 512, warmup_steps 20
        "noam": [512**-0.5 * min(k**-0.5, k * 20**-1.5) for k in n],
        "cosineRestartsDecaying": decaying_restarts(0.1, 0.01, 5, 2, 0.5, 80),
        "cosineRestartsBelowFloor": decaying_restarts(0.1, 0.03, 6, 1, 0.6, 60),
    }


def plateau(options, figures):
    def build(optim):
        return schedulers.ReduceLROnPlateau(optim, eps=0.0, **options)

    def run(pause):
        optim = sgd(0.1)
        scheduler = build(optim)
        rates, states = [], []
        for place, figure in enumerate(figures):
            if place == pause:
                kept = optim.state_dict(), scheduler.state_dict()
                optim = sgd(0.1)
                scheduler = build(optim)
                optim.load_state_dict(kept[0])
                scheduler.load_state_dict(kept[1])
            scheduler.step(figure)
            rates.append(optim.param_groups[0]["lr"])
            states.append([scheduler.best, scheduler.num_bad_epochs, scheduler.cooldown_counter])
        return rates, states

    rates, states = run(None)
    for pause in range(1, len(figures)):
        assert run(pause) == (rates, states), "state_dict is not the whole state"
    assert len(set(rates)) > 2, "a sequence that is never or hardly ever reduced shows little"
    return {
        "options": options,
        "figures": figures,
        "rates": rates,
        "best": [state[0] for state in states],
        "withoutGain": [state[1] for state in states],
        "cooldownLeft": [state[2] for state in states],
    }


def figures(seed, rising, count=80):
    """A curve that levels out, with noise; four decimals, so that they can be read."""
    draw = random.Random(seed)
    found = []
    for place in range(count):
        loss = 0.3 + 0.7 * math.exp(-place / 15) + draw.gauss(0, 0.02)
        found.append(round(1.2 - loss if rising else loss, 4))
    return found


def plateaus():
    loss, accuracy = figures(1, False), figures(2, True)
    options = {"factor": 0.5, "patience": 3, "threshold": 1e-4, "cooldown": 0, "min_lr": 0.0}
    cases = {
        "falling": ("min", {}, loss),
        "rising": ("max", {}, accuracy),
        "cooldown": ("min", {"cooldown": 5, "patience": 1}, loss),
        "risingCooldown": ("max", {"cooldown": 2, "patience": 2, "factor": 0.3}, accuracy),
        "floor": ("min", {"min_lr": 0.02, "patience": 2}, loss),
        "everything": (
            "max",
            {"cooldown": 1, "patience": 0, "threshold": 0.02, "factor": 0.8, "min_lr": 0.01},
            accuracy,
        ),
        "threshold": ("min", {"threshold": 0.1, "patience": 4}, loss),
    }
    return {
        name: plateau({**options, **more, "mode": mode}, sequence)
        for name, (mode, more, sequence) in cases.items()
    }


def main():
    content = {
        "library": "torch",
        "version": torch.__version__,
        "dtype": "float64",
        "values": of_pytorch(),
        "formulas": of_formulas(),
        "plateaus": plateaus(),
    }
    text = json.dumps(content, indent=1)
    one_line = ROW.sub(lambda found: "[" + " ".join(found.group(1).split()) + "]", text)
    TARGET.write_text(one_line + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
