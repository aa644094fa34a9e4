#!/usr/bin/env python3
"""Writes what PyTorch's dense layers, images and chains of layers compute, for the tests of `worker`.

    pip install torch numpy
    python3 scripts/golden/layers.py

See networks.py for what a case holds.
"""

from networks import ACTIVATIONS, KINDS, case, classes, image, numbers, write
from torch import nn


def dense_module(options, shapes):
    return nn.Linear(shapes[0][-1], options["units"], bias=options.get("bias", True))


def conv_module(options, shapes):
    places = {key: options[key] for key in ("stride", "padding", "dilation") if key in options}
    bias = options.get("bias", True)
    return nn.Conv2d(shapes[0][0], options["filters"], options["kernel"], bias=bias, **places)


KINDS.setdefault("dense", dense_module)
KINDS.setdefault("conv2d", conv_module)
KINDS.setdefault("maxPool2d", lambda options, shapes: nn.MaxPool2d(options.pop("kernel"), **options))
KINDS.setdefault("avgPool2d", lambda options, shapes: nn.AvgPool2d(options.pop("kernel"), **options))
KINDS.setdefault("flatten", lambda options, shapes: nn.Flatten())
# In training mode PyTorch's masks are not ours, so the case is the one without any.
KINDS.setdefault("dropout", lambda options, shapes: nn.Dropout(options["rate"]))


def conv(name, filters, kernel, **options):
    return {"conv2d": {"name": name, "filters": filters, "kernel": kernel, **options}}


def dense(name, units, **options):
    return {"dense": {"name": name, "units": units, **options}}


def models():
    first = conv("c1", 2, 3)
    cases = {
        "dense": classes([5], dense("hidden", 3)),
        "denseWithoutBias": classes([5], dense("hidden", 3, bias=False)),
        "denseStepByStep": classes([4, 3], dense("hidden", 5, activation="tanh"), "flatten"),
        "conv": image(conv("c1", 3, 3)),
        "convWithoutBias": image(conv("c1", 3, 2, bias=False)),
        "convStride": image(conv("c1", 2, 3, stride=2)),
        "convPadding": image(conv("c1", 2, 3, padding=2)),
        "convDilation": image(conv("c1", 2, 2, dilation=3)),
        "convNotSquare": image(
            conv("c1", 3, [3, 2], stride=[2, 1], padding=[1, 0], dilation=[1, 2])),
        "convTwice": image(
            conv("c1", 3, 3, activation="relu"), conv("c2", 2, 2, activation="tanh")),
        "maxPool": image(first, {"maxPool2d": {"kernel": 2}}),
        "maxPoolStride": image(first, {"maxPool2d": {"kernel": 3, "stride": 1}}),
        "maxPoolPadding": image(first, {"maxPool2d": {"kernel": 3, "stride": 2, "padding": 1}}),
        "maxPoolDilation": image(
            first, {"maxPool2d": {"kernel": 2, "stride": [1, 2], "dilation": [3, 2]}}),
        "maxPoolNotSquare": image(
            first, {"maxPool2d": {"kernel": [2, 3], "stride": [2, 1], "padding": [1, 0]}}),
        "avgPool": image(first, {"avgPool2d": {"kernel": 2}}),
        "avgPoolPadding": image(first, {"avgPool2d": {"kernel": 3, "stride": 2, "padding": 1}}),
        "avgPoolNotSquare": image(
            first, {"avgPool2d": {"kernel": [4, 2], "stride": [1, 2], "padding": [2, 0]}}),
        "oneNumber": numbers([5], dense("hidden", 3, activation="tanh"), dense("out", 1)),
        "severalNumbers": numbers([5], dense("hidden", 3, activation="tanh"), dense("out", 3)),
        "imageOfNumbers": numbers([2, 4, 5], conv("c1", 2, [3, 2], activation="sigmoid")),
    }
    for kind in ("relu", "leakyRelu", "tanh", "sigmoid"):
        cases[kind] = classes([5], dense("hidden", 6, activation=kind))
        cases[kind + "Layer"] = classes([5], dense("hidden", 6), kind)
    slope = {"leakyRelu": {"slope": 0.3}}
    cases["leakyReluSlope"] = classes([5], dense("hidden", 6, activation=slope))
    cases["leakyReluSlopeLayer"] = image(conv("c1", 2, 3), slope)
    return cases


if __name__ == "__main__":
    write("layers", {name: case(seed, model) for seed, (name, model) in enumerate(models().items())})
