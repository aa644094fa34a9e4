#!/usr/bin/env python3
"""Writes the statistics that PyTorch's update_bn measures, for the tests of `driver`.

    pip install torch numpy
    python3 scripts/golden/average_statistics.py

One network with two normalizations, the second behind the first, and one set of samples. `even` are
the statistics where all batches are full, by update_bn itself. It weighs batches alike, whatever
their size; `uneven` are those of batches of which the last is smaller, each weighed by its samples.
"""

import json
import pathlib

import layers
import torch
from networks import ROW, Network, buffers, classes, fill, floats
from normalization import norm
from torch.optim.swa_utils import update_bn

TARGET = pathlib.Path(__file__).parents[2] / "driver/src/test/resources/golden/average-statistics.json"
SAMPLES = 48
EVEN, UNEVEN = 8, 20
MODEL = classes(
    [2, 7, 6], layers.conv("c1", 3, 3, bias=False), norm("batchNorm"), "relu",
    layers.conv("c2", 2, 2, bias=False), {"batchNorm": {"name": "second", "momentum": 0.3}}, "tanh", "flatten")


class First(torch.nn.Module):
    """A network of one output, as update_bn calls it."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(x)[0]


def measured(network):
    return [x for buffer in buffers(network).values() for x in floats(buffer)]


def uneven(network, batches):
    """Returns the mean of the batches' own statistics, by samples."""
    norms = [m for m in network.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    for module in norms:
        module.momentum = 1.0
    sums = {name: torch.zeros_like(buffer) for name, buffer in buffers(network).items()}
    with torch.no_grad():
        for batch in batches:
            network(batch)
            for name, buffer in buffers(network).items():
                sums[name] += len(batch) * buffer
    return [x for total in sums.values() for x in floats(total / SAMPLES)]


def main():
    generator = torch.Generator().manual_seed(7)
    network = Network(MODEL)
    fill(network, generator)
    samples = torch.randn(SAMPLES, 2, 7, 6, generator=generator)
    tensors = {**dict(network.named_parameters()), **buffers(network)}
    content = {
        "library": "torch",
        "version": torch.__version__,
        "dtype": "parameters and features float32; computed in float64, written as float32",
        "model": MODEL,
        "values": [x for tensor in tensors.values() for x in floats(tensor)],
        "features": floats(samples),
    }
    network.double().train()
    update_bn(samples.double().split(EVEN), First(network))
    content["even"] = {"batch": EVEN, "statistics": measured(network)}
    content["uneven"] = {
        "batch": UNEVEN, "statistics": uneven(network, samples.double().split(UNEVEN))}
    text = json.dumps(content, indent=1)
    text = ROW.sub(lambda row: "[" + " ".join(row.group(1).split()) + "]", text)
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
