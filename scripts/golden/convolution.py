#!/usr/bin/env python3
"""Writes what PyTorch's convolutions, poolings and rearranging layers compute, for the tests of
`worker`.

    pip install torch numpy
    python3 scripts/golden/convolution.py

See networks.py for what a case holds.
"""

import layers  # registers dense and flatten
from networks import KINDS, case, classes, image, numbers, write
from torch import nn

CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
MAXIMA = (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d)
AVERAGES = (nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d)
NORMS = (nn.LPPool1d, nn.LPPool2d)
GLOBAL_MAXIMA = (nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d, nn.AdaptiveMaxPool3d)
GLOBAL_AVERAGES = (nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveAvgPool3d)
NAMES = {"outputPadding": "output_padding"}


class CrossChannelPool(nn.Module):
    """Pools windows of channels as PyTorch pools windows of a dimension of space."""

    def __init__(self, size, kind="max"):
        super().__init__()
        self.pool = (nn.MaxPool2d if kind == "max" else nn.AvgPool2d)((size, 1))

    def forward(self, x):
        pooled = self.pool(x.reshape(len(x), 1, x.shape[1], -1))
        return pooled.reshape(len(x), -1, *x.shape[2:])


class Reshape(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.reshape(len(x), *self.shape)


class Permute(nn.Module):
    def __init__(self, order):
        super().__init__()
        self.order = [0] + list(order)

    def forward(self, x):
        return x.permute(self.order)


def arguments(options):
    """Returns options in PyTorch's names, sizes as it takes them."""
    return {NAMES.get(k, k): tuple(v) if isinstance(v, list) else v for k, v in options.items()}


def convolution(module):
    def make(options, shapes):
        given = arguments(options)
        filters, kernel = given.pop("filters"), given.pop("kernel")
        return module(shapes[0][0], filters, kernel, **given)

    return make


def pool(module):
    def make(options, shapes):
        given = arguments(options)
        return module(kernel_size=given.pop("kernel"), **given)

    return make


def norm(module):
    def make(options, shapes):
        given = arguments(options)
        return module(given.pop("p", 2), given.pop("kernel"), **given)

    return make


def everything(modules):
    """Pools all but the channels."""
    return lambda options, shapes: nn.Sequential(modules[len(shapes[0]) - 2](1), nn.Flatten())


def upsample(options, shapes):
    given = arguments(options)
    mode = given.get("mode", "nearest")
    aligned = None if mode == "nearest" else False
    return nn.Upsample(scale_factor=given["factor"], mode=mode, align_corners=aligned)


for d in range(3):
    KINDS[f"conv{d + 1}d"] = convolution(CONVOLUTIONS[d])
    KINDS[f"convTranspose{d + 1}d"] = convolution(TRANSPOSED[d])
    KINDS[f"maxPool{d + 1}d"] = pool(MAXIMA[d])
    KINDS[f"avgPool{d + 1}d"] = pool(AVERAGES[d])
for d in range(2):
    KINDS[f"lpPool{d + 1}d"] = norm(NORMS[d])
KINDS["globalMaxPool"] = everything(GLOBAL_MAXIMA)
KINDS["globalAvgPool"] = everything(GLOBAL_AVERAGES)
KINDS["crossChannelPool"] = lambda options, shapes: CrossChannelPool(**options)
KINDS["upsample2d"] = upsample
KINDS["reshape"] = lambda options, shapes: Reshape(**options)
KINDS["permute"] = lambda options, shapes: Permute(**options)


def layer(kind, name=None, /, **options):
    named = {"name": name} if name else {}
    return {kind: {**named, **options}}


def conv(d, filters, kernel, name="c1", **options):
    return layer(f"conv{d}d", name, filters=filters, kernel=kernel, **options)


def transposed(d, filters, kernel, **options):
    return layer(f"convTranspose{d}d", "up", filters=filters, kernel=kernel, **options)


def sequence(*steps):
    """Returns a network on sequences of 4 channels, 9 long."""
    return classes([4, 9], *steps, "flatten")


def channels(*steps):
    """Returns a network on images of 4 channels, 5 high, 6 wide."""
    return classes([4, 5, 6], *steps, "flatten")


def volume(*steps):
    """Returns a network on volumes of 2 channels, 4 deep, 5 high, 4 wide."""
    return classes([2, 4, 5, 4], *steps, "flatten")


def convolutions():
    return {
        "conv1d": sequence(conv(1, 3, 3)),
        "conv1dOptions": sequence(
            conv(1, 6, 3, stride=2, padding=2, dilation=2, groups=2, bias=False)),
        "conv1dSame": sequence(conv(1, 3, 4, padding="same", activation="tanh")),
        "conv1dDepthwise": sequence(conv(1, 8, 3, groups=4, activation="relu")),
        "conv2dGroups": channels(conv(2, 6, 3, groups=2)),
        "conv2dDepthwise": channels(
            conv(2, 4, 3, padding=1, groups=4), conv(2, 3, 1, "c2", activation="relu")),
        "conv2dOptions": channels(
            conv(2, 4, [3, 2], stride=[2, 3], padding=[2, 1], dilation=[1, 3], groups=2)),
        "conv2dSame": image(conv(2, 3, 3, padding="same")),
        "conv2dSameEven": image(conv(2, 3, [4, 2], padding="same")),
        "conv2dSameEvenDilated": channels(
            conv(2, 2, [2, 4], padding="same", dilation=[3, 1], groups=2),
            conv(2, 3, 2, "c2", padding="same", dilation=3)),
        "conv2dValid": image(conv(2, 3, 3, padding="valid")),
        "conv3d": volume(conv(3, 3, 2)),
        "conv3dOptions": volume(
            conv(3, 4, [2, 3, 1], stride=[1, 2, 3], padding=[1, 2, 0], dilation=[2, 1, 1],
                 groups=2, bias=False)),
        "conv3dSame": volume(conv(3, 2, [2, 3, 4], padding="same", activation="sigmoid")),
    }


def transposed_convolutions():
    def sequences(*steps):
        return numbers([4, 9], conv(1, 4, 2), *steps)

    def images(*steps):
        return numbers([2, 5, 6], conv(2, 4, [2, 3]), *steps)

    def volumes(*steps):
        return numbers([2, 3, 4, 3], conv(3, 4, [1, 2, 1]), *steps)

    return {
        "convTranspose1d": sequences(transposed(1, 3, 3)),
        "convTranspose1dOptions": sequences(
            transposed(1, 6, 3, stride=3, padding=2, outputPadding=2, dilation=2, groups=2,
                       bias=False)),
        "convTranspose2d": images(transposed(2, 3, 3)),
        "convTranspose2dStride": images(transposed(2, 2, 2, stride=2, activation="relu")),
        "convTranspose2dOutputPadding": images(
            transposed(2, 2, 3, stride=2, padding=1, outputPadding=1)),
        "convTranspose2dGroups": images(transposed(2, 6, 2, groups=2, bias=False)),
        "convTranspose2dOptions": images(
            transposed(2, 2, [3, 2], stride=[1, 2], padding=[2, 0], outputPadding=[2, 1],
                       dilation=[3, 1], groups=2, activation="tanh")),
        "convTranspose2dBeforeDense": image(
            conv(2, 3, 3, stride=2), transposed(2, 2, 2, activation="sigmoid")),
        "convTranspose3d": volumes(transposed(3, 2, 2)),
        "convTranspose3dOptions": volumes(
            transposed(3, 2, [2, 1, 3], stride=[2, 1, 1], padding=[1, 0, 1],
                       outputPadding=[1, 0, 0], dilation=[1, 1, 2], groups=2)),
    }


def poolings():
    positive = {"activation": "sigmoid"}
    cases = {
        "maxPool1d": sequence(conv(1, 3, 2), layer("maxPool1d", kernel=2)),
        "maxPool1dOptions": sequence(
            conv(1, 3, 2), layer("maxPool1d", kernel=3, stride=2, padding=1, dilation=2)),
        "maxPool3d": volume(conv(3, 2, 1), layer("maxPool3d", kernel=2)),
        "maxPool3dOptions": volume(
            conv(3, 2, 1),
            layer("maxPool3d", kernel=[2, 3, 2], stride=[1, 2, 1], padding=[1, 1, 0],
                  dilation=[2, 1, 3])),
        "avgPool1d": sequence(conv(1, 3, 2), layer("avgPool1d", kernel=3, stride=2, padding=1)),
        "avgPool3d": volume(conv(3, 2, 1), layer("avgPool3d", kernel=2)),
        "avgPool3dOptions": volume(
            conv(3, 2, 1),
            layer("avgPool3d", kernel=[2, 3, 4], stride=[2, 1, 2], padding=[1, 0, 2])),
        "maxPool2dSame": image(
            conv(2, 2, 2), layer("maxPool2d", kernel=3, stride=1, padding=1), "relu"),
        "lpPool1d": sequence(conv(1, 3, 2), layer("lpPool1d", kernel=2)),
        "lpPool1dOptions": sequence(conv(1, 3, 2), layer("lpPool1d", kernel=3, stride=2, p=4)),
        "lpPool2d": image(conv(2, 3, 2), layer("lpPool2d", kernel=2)),
        "lpPool2dOptions": image(
            conv(2, 3, 2), layer("lpPool2d", kernel=[3, 2], stride=[1, 2], p=6)),
        "globalMaxPool1d": classes([4, 9], conv(1, 3, 3), "globalMaxPool"),
        "globalMaxPool2d": classes([2, 7, 6], conv(2, 3, 3), "globalMaxPool"),
        "globalMaxPool3d": classes([2, 4, 5, 4], conv(3, 3, 2), "globalMaxPool"),
        "globalAvgPool1d": classes([4, 9], conv(1, 3, 3), "globalAvgPool"),
        "globalAvgPool2d": classes([2, 7, 6], conv(2, 3, 3, activation="relu"), "globalAvgPool"),
        "globalAvgPool3d": classes([2, 4, 5, 4], conv(3, 3, 2), "globalAvgPool"),
        "crossChannelPoolRow": classes(
            [5], layer("dense", "hidden", units=6), layer("crossChannelPool", size=3)),
        "crossChannelPool1d": sequence(
            conv(1, 6, 2), layer("crossChannelPool", size=2, kind="avg")),
        "crossChannelPool2d": image(
            conv(2, 6, 2), layer("crossChannelPool", size=2), conv(2, 2, 2, "c2")),
        "crossChannelPool2dAvg": image(
            conv(2, 6, 2), layer("crossChannelPool", size=3, kind="avg"), conv(2, 2, 2, "c2")),
        "crossChannelPoolToOne": image(conv(2, 4, 2), layer("crossChannelPool", size=4)),
        "crossChannelPool3d": volume(conv(3, 4, 2), layer("crossChannelPool", size=2)),
    }
    # Without the absolute value, PyTorch's is the norm of elements of at least 0 alone.
    for p in (1, 1.5, 3):
        name = str(p).replace(".", "_")
        cases[f"lpPool2dOf{name}"] = image(
            conv(2, 3, 2, **positive), layer("lpPool2d", kernel=2, p=p))
    return cases


def rearranging():
    return {
        "upsampleNearest": image(conv(2, 2, 3), layer("upsample2d", factor=2), conv(2, 2, 3, "c2")),
        "upsampleNearestNotSquare": numbers(
            [2, 5, 4], conv(2, 2, 3), layer("upsample2d", factor=[1, 3], mode="nearest")),
        "upsampleBilinear": image(
            conv(2, 2, 3), layer("upsample2d", factor=2, mode="bilinear"), conv(2, 2, 3, "c2")),
        "upsampleBilinearNotSquare": numbers(
            [2, 5, 4], conv(2, 3, 3), layer("upsample2d", factor=[3, 1], mode="bilinear")),
        "reshape": classes(
            [12], layer("dense", "hidden", units=24), layer("reshape", shape=[2, 3, 4]),
            conv(2, 2, 2), "flatten"),
        "reshapeAnImage": image(
            conv(2, 3, 2), layer("reshape", shape=[5, -1]), conv(1, 3, 2, "c2")),
        "permute": image(
            conv(2, 3, 2), layer("permute", order=[3, 1, 2]), conv(2, 2, 2, "c2")),
        "permuteToTheEnd": image(
            conv(2, 3, 2), layer("permute", order=[2, 3, 1]), layer("reshape", shape=[30, 3]),
            layer("dense", "hidden", units=2)),
        "permuteASequence": classes(
            [9, 4], layer("permute", order=[2, 1]), conv(1, 3, 3),
            layer("permute", order=[2, 1]), layer("dense", "hidden", units=2), "flatten"),
        "permuteAVolume": volume(
            conv(3, 3, 2), layer("permute", order=[1, 4, 2, 3]), conv(3, 2, 2, "c2")),
    }


def models():
    return {**convolutions(), **transposed_convolutions(), **poolings(), **rearranging()}


if __name__ == "__main__":
    cases = {name: case(seed, model) for seed, (name, model) in enumerate(models().items())}
    write("convolution", cases)
