#!/usr/bin/env python3
"""Writes what PyTorch's normalizations compute, for the tests of `worker`.

    pip install torch numpy
    python3 scripts/golden/normalization.py

See networks.py for what a case holds. Statistics are those after one batch in training.
"""

import layers
import torch
from networks import KINDS, case, classes, image, write
from torch import nn


# Two samples would leave a row's channel with two values, which become -1 and 1 whatever they are.
SAMPLES = 6
BATCH_NORMS = {1: nn.BatchNorm1d, 2: nn.BatchNorm1d, 3: nn.BatchNorm2d, 4: nn.BatchNorm3d}


def batch_norm(options, shapes):
    return BATCH_NORMS[len(shapes[0])](
        shapes[0][0],
        eps=options.get("epsilon", 1e-5),
        momentum=options.get("momentum", 0.1),
        affine=options.get("affine", True))


def layer_norm(options, shapes):
    rank = len(shapes[0])
    count = options.get("dimensions", 0) or (1 if rank <= 2 else rank)
    return nn.LayerNorm(
        shapes[0][rank - count:],
        eps=options.get("epsilon", 1e-5),
        elementwise_affine=options.get("affine", True))


KINDS["batchNorm"] = batch_norm
KINDS["layerNorm"] = layer_norm


def draw(shapes, generator):
    return [torch.randn(SAMPLES, *shape, generator=generator) for shape in shapes]


def norm(kind, **options):
    return {kind: {"name": "norm", **options}}


def models():
    hidden = layers.dense("hidden", 6, activation="tanh")
    conv = layers.conv("c1", 3, 3, bias=False)  # a batch's mean takes the bias away
    return {
        "batchNormRow": classes([5], hidden, norm("batchNorm")),
        "batchNormSequence": classes([3, 5], norm("batchNorm"), "flatten"),
        "batchNormImage": image(conv, norm("batchNorm"), "relu"),
        "batchNormVolume": classes([2, 3, 4, 2], norm("batchNorm"), "flatten"),
        "batchNormTwice": image(
            conv, norm("batchNorm"), "relu",
            layers.conv("c2", 2, 2, bias=False), {"batchNorm": {"name": "second"}}, "tanh"),
        "batchNormOptions": image(conv, norm("batchNorm", epsilon=0.01, momentum=0.4)),
        "batchNormWithoutMomentum": image(conv, norm("batchNorm", momentum=0)),
        "batchNormOfTheLatestBatch": image(conv, norm("batchNorm", momentum=1)),
        "batchNormWithoutWeights": image(conv, norm("batchNorm", affine=False)),
        "layerNormRow": classes([5], hidden, norm("layerNorm")),
        "layerNormSequence": classes([3, 5], norm("layerNorm"), "flatten"),
        "layerNormSteps": classes([3, 5], norm("layerNorm", dimensions=2), "flatten"),
        "layerNormImage": image(conv, norm("layerNorm"), "relu"),
        "layerNormPlaces": image(conv, norm("layerNorm", dimensions=2), "relu"),
        "layerNormVolume": classes([2, 3, 4, 2], norm("layerNorm"), "flatten"),
        "layerNormEpsilon": classes([5], hidden, norm("layerNorm", epsilon=0.1)),
        "layerNormWithoutWeights": classes([5], hidden, norm("layerNorm", affine=False)),
    }


if __name__ == "__main__":
    write(
        "normalization",
        {
            name: case(100 + seed, model, draw)
            for seed, (name, model) in enumerate(models().items())
        })
