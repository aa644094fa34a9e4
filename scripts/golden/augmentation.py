#!/usr/bin/env python3
"""Writes what PyTorch makes of turned, moved and mirrored images, for the tests of `common`.

    pip install torch numpy
    python3 scripts/golden/augmentation.py

Each case of common/src/test/resources/golden/augmentation.json is an image in fp32 and a mask of its
pixels, what is done to them, and what comes of it in float64. Turns are `affine_grid` and
`grid_sample` (bilinear, masks nearest, align_corners=False); the grid is in units of half the width
and half the height, hence the ratios in the matrix. `beta` are shares of numbers below a bound that
are drawn from Beta(alpha, alpha): the incomplete beta integral, by the midpoint rule after the
substitution x = t^(1/alpha), which takes the pole at 0 away.
"""

import json
import math
import pathlib

import numpy
import torch
from networks import ROW, floats
from torch.nn import functional

TARGET = pathlib.Path(__file__).parents[2] / "common/src/test/resources/golden/augmentation.json"
SHAPES = [(1, 5, 5), (3, 6, 9), (2, 7, 4), (1, 1, 3)]
FILLS = {"zero": "zeros", "edge": "border"}


def turned(image, degrees, padding, mode):
    """Returns image[c + R d] at c + d, with R d = (cos dy + sin dx, cos dx - sin dy)."""
    _, height, width = image.shape
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    matrix = torch.tensor([[cos, -sin * height / width, 0], [sin * width / height, cos, 0]])
    grid = functional.affine_grid(matrix[None].double(), [1, *image.shape], align_corners=False)
    # Of images of one row or column PyTorch's own grid is exact, too.
    return functional.grid_sample(
        image[None], grid, mode=mode, padding_mode=padding, align_corners=False)[0]


def moved(image, down, right, fill):
    _, height, width = image.shape
    reach = max(abs(down), abs(right))
    mode = {"zero": "constant", "edge": "replicate"}[fill]
    padded = functional.pad(image[None], [reach] * 4, mode=mode)[0]
    top, left = reach - down, reach - right
    return padded[:, top : top + height, left : left + width]


def case(shape, generator, change, image_of, mask_of):
    image = torch.randn(shape, generator=generator)
    mask = torch.randint(7, (1, *shape[1:]), generator=generator)
    exact = image.double()
    return {
        "shape": shape, "image": floats(image), "mask": mask.flatten().tolist(), **change,
        "turnedImage": floats(image_of(exact)),
        "turnedMask": mask_of(mask.double()).flatten().long().tolist(),
    }


def cases():
    generator = torch.Generator().manual_seed(8)
    made = []
    for shape in SHAPES:
        for fill, padding in FILLS.items():
            for degrees in (-170.0, -33.0, -7.5, 0.0, 12.0, 89.0, 121.0):
                made.append(case(
                    shape, generator, {"rotate": degrees, "fill": fill},
                    lambda x: turned(x, degrees, padding, "bilinear"),
                    lambda m: turned(m, degrees, "border", "nearest")))
            for down, right in ((0, 0), (1, -2), (-3, 2), (0, 2)):
                made.append(case(
                    shape, generator, {"down": down, "right": right, "fill": fill},
                    lambda x: moved(x, down, right, fill),
                    lambda m: moved(m, down, right, "edge")))
        for axis, dimension in (("horizontal", 2), ("vertical", 1)):
            made.append(case(
                shape, generator, {"flip": axis},
                lambda x: x.flip(dimension), lambda m: m.flip(dimension)))
    return made


def beta(alpha, bound):
    """Returns P(x < bound) for x from Beta(alpha, alpha)."""
    steps = (numpy.arange(2_000_000) + 0.5) / 2_000_000

    def integral(end):
        t = steps * end**alpha
        return numpy.mean((1 - t ** (1 / alpha)) ** (alpha - 1)) * end**alpha

    return float(integral(bound) / (2 * integral(0.5)))


if __name__ == "__main__":
    content = {
        "library": "torch, numpy",
        "version": [torch.__version__, numpy.__version__],
        "dtype": "images float32; computed in float64, written as float32",
        "cases": cases(),
        "beta": [
            {"alpha": alpha, "bound": bound, "share": beta(alpha, bound)}
            for alpha in (0.05, 0.2, 1.0, 3.5) for bound in (0.01, 0.1, 0.3, 0.5)],
    }
    text = ROW.sub(
        lambda row: "[" + " ".join(row.group(1).split()) + "]", json.dumps(content, indent=1))
    TARGET.write_text(text + "\n", encoding="utf-8")
