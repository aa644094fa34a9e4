#!/usr/bin/env python3
"""Writes what PyTorch's activations compute, for the tests of `worker`.

    pip install torch numpy
    python3 scripts/golden/activations.py

See networks.py for what a case holds. Each activation stands behind a dense layer, behind a
convolution and as a layer of its own, with and without its options.
"""

import layers
from networks import ACTIVATIONS, KINDS, case, classes, image, write
from torch import nn


def over_classes(function):
    """Returns a module over the features of rows and sequences, the channels of images."""

    class OverClasses(nn.Module):
        def forward(self, x):
            return function(x, x.dim() - 1 if x.dim() <= 3 else 1)

    return OverClasses


ACTIVATIONS.update({
    "elu": lambda alpha=1.0: nn.ELU(alpha),
    "selu": nn.SELU,
    "gelu": lambda tanh=False: nn.GELU("tanh" if tanh else "none"),
    "silu": nn.SiLU,
    "softplus": nn.Softplus,
    "hardSigmoid": nn.Hardsigmoid,
    "softmax": over_classes(lambda x, dimension: x.softmax(dimension)),
    "logSoftmax": over_classes(lambda x, dimension: x.log_softmax(dimension)),
})
KINDS["prelu"] = lambda options, shapes: nn.PReLU(
    shapes[0][0] if options.get("perChannel") else 1, options.get("init", 0.25))
OPTIONS = {
    "leakyReluSlope": {"leakyRelu": {"slope": 0.3}},
    "eluAlpha": {"elu": {"alpha": 0.6}},
    "geluTanh": {"gelu": {"tanh": True}},
}
# Each case adds its number. One seed in a few leaves a softmax so sure of itself that its gradient,
# a difference of nearly equal numbers, has no five digits in fp32; this one does not.
SEED = 230
PRELUS = {
    "prelu": {},
    "preluPerChannel": {"perChannel": True},
}


def models():
    cases = {}
    for name, named in {**{kind: kind for kind in ACTIVATIONS}, **OPTIONS}.items():
        cases[name] = classes([5], layers.dense("hidden", 6, activation=named))
        cases[name + "OfImage"] = image(layers.conv("c1", 3, 3, activation=named))
        cases[name + "Layer"] = classes([4, 3], layers.dense("hidden", 6), named, "flatten")
    for name, options in PRELUS.items():
        prelu = {"prelu": {"name": "p", **options}}
        cases[name] = classes([5], layers.dense("hidden", 6), prelu)
        cases[name + "OfImage"] = image(layers.conv("c1", 3, 3), prelu)
    return cases


if __name__ == "__main__":
    write(
        "activations",
        {name: case(SEED + seed, model) for seed, (name, model) in enumerate(models().items())})
