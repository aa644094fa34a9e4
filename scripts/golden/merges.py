#!/usr/bin/env python3
"""Writes what networks with several inputs to a layer compute in PyTorch, for the tests of `worker`.

    pip install torch numpy
    python3 scripts/golden/merges.py

See networks.py for what a case holds.
"""

import layers
import torch
from networks import KINDS, Function, case, classes, write


def concat(options, shapes):
    rank = len(shapes[0])
    along = options.get("dimension", 0) or (rank if rank <= 2 else 1)
    return Function(lambda *inputs: torch.cat(inputs, along))


def product(*inputs):
    result = inputs[0]
    for other in inputs[1:]:
        result = result * other
    return result


KINDS["add"] = lambda options, shapes: Function(lambda *inputs: sum(inputs[1:], inputs[0]))
KINDS["concat"] = concat
KINDS["multiply"] = lambda options, shapes: Function(product)


def branch(name, make, source, size, *rest, **options):
    layer = make(name, size, *rest, **options)
    next(iter(layer.values()))["inputs"] = [source]
    return layer


def rows(merge, sizes=(4, 4, 4)):
    """Returns three branches of rows that are merged."""
    hidden = [
        branch(f"h{i}", layers.dense, "input", size, activation="tanh")
        for i, size in enumerate(sizes)]
    return classes([5], *hidden, {merge: {"inputs": [f"h{i}" for i in range(len(sizes))]}})


def images(merge, second=2, kernel=3, **options):
    """Returns two branches of an image that are merged."""
    first = branch("c1", layers.conv, "input", 2, 3, padding=1, activation="tanh")
    other = branch("c2", layers.conv, "input", second, kernel, padding=1)
    return classes(
        [2, 5, 4], first, other, {merge: {"inputs": ["c1", "c2"], **options}}, "flatten")


def models():
    return {
        "addRows": rows("add"),
        "addImages": images("add"),
        "addItself": classes(
            [5], layers.dense("h", 4, activation="tanh"), {"add": {"inputs": ["h", "h"]}}),
        "multiplyRows": rows("multiply"),
        "multiplyImages": images("multiply"),
        "multiplyItself": classes(
            [5], layers.dense("h", 4, activation="tanh"), {"multiply": {"inputs": ["h", "h"]}}),
        "concatRows": rows("concat", (2, 4, 3)),
        "concatSequences": classes(
            [3, 5],
            branch("h0", layers.dense, "input", 2),
            branch("h1", layers.dense, "input", 4, activation="tanh"),
            {"concat": {"inputs": ["h0", "h1"]}},
            "flatten"),
        "concatSteps": classes(
            [3, 5],
            branch("h0", layers.dense, "input", 2),
            branch("h1", layers.dense, "input", 2, activation="tanh"),
            {"concat": {"inputs": ["h0", "h1"], "dimension": 1}},
            "flatten"),
        "concatChannels": images("concat", second=4),
        "concatHeight": images("concat", kernel=[2, 3], dimension=2),
    }


if __name__ == "__main__":
    write(
        "merges",
        {name: case(300 + seed, model) for seed, (name, model) in enumerate(models().items())})
