#!/usr/bin/env python3
"""Writes what PyTorch counts in whole networks, for the tests of the network summary.

    pip install torch
    python3 scripts/golden/summary.py

Each network stands here twice: as `model:` of a configuration, and as PyTorch modules written by
hand; that of conf/examples/resnet.yaml stands there and here. Counted are learned values, running statistics, output shapes, and multiply-adds by PyTorch's
own counter of floating-point operations (two for each; it counts matrix products and convolutions).
"""

import json
import pathlib

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

TARGET = pathlib.Path(__file__).parents[2] / "common/src/test/resources/golden/summary.json"
RELU = {"activation": "relu"}


def layer(kind, name, inputs=None, **options):
    named = {"name": name} | ({"inputs": inputs} if inputs else {})
    return {kind: named | options}


class Vgg16(nn.Module):
    """Configuration D of Simonyan, Zisserman, 2014."""

    PLAN = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]

    def __init__(self):
        super().__init__()
        layers, channels = [], 3
        for filters in self.PLAN:
            if filters == "M":
                layers += [nn.MaxPool2d(2)]
            else:
                layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU()]
                channels = filters
        head = [nn.Linear(25088, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(),
                nn.Dropout(), nn.Linear(4096, 1000)]
        self.all = nn.Sequential(*layers, nn.Flatten(), *head)

    def forward(self, x):
        return self.all(x)

    @classmethod
    def description(cls):
        layers = []
        for i, filters in enumerate(cls.PLAN):
            if filters == "M":
                layers.append(layer("maxPool2d", f"l{i}", kernel=2))
            else:
                layers.append(
                    layer("conv2d", f"l{i}", filters=filters, kernel=3, padding="same", **RELU))
        head = [layer("flatten", "flat")]
        for i in (1, 2):
            head += [layer("dense", f"d{i}", units=4096, **RELU), layer("dropout", f"r{i}", rate=0.5)]
        return {"input": [3, 224, 224], "layers": layers + head + [layer("dense", "out", units=1000)]}


class Block(nn.Module):
    def __init__(self, channels, filters, stride):
        super().__init__()
        self.a = nn.Conv2d(channels, filters, 3, stride, 1, bias=False)
        self.na = nn.BatchNorm2d(filters)
        self.b = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.nb = nn.BatchNorm2d(filters)
        self.short = nn.Sequential()
        if stride != 1:
            self.short = nn.Sequential(
                nn.Conv2d(channels, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))

    def forward(self, x):
        return torch.relu(self.nb(self.b(torch.relu(self.na(self.a(x))))) + self.short(x))


class ResNet18(nn.Module):
    """The 18-layer network of He et al., 2015, with projections where the size changes."""

    STAGES = [(64, 64, 1), (64, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1),
              (256, 512, 2), (512, 512, 1)]

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
            nn.MaxPool2d(3, 2, 1))
        self.blocks = nn.Sequential(*[Block(*stage) for stage in self.STAGES])
        self.out = nn.Linear(512, 1000)

    def forward(self, x):
        return self.out(self.blocks(self.stem(x)).mean((2, 3)))

    @classmethod
    def description(cls):
        layers = [
            layer("conv2d", "stem", filters=64, kernel=7, stride=2, padding=3, bias=False),
            layer("batchNorm", "stemNorm"), layer("relu", "stemRelu"),
            layer("maxPool2d", "pool", kernel=3, stride=2, padding=1)]
        above = "pool"
        for i, (_, filters, stride) in enumerate(cls.STAGES):
            conv = {"filters": filters, "padding": 1, "kernel": 3, "bias": False}
            layers += [
                layer("conv2d", f"a{i}", [above], **(conv | {"stride": stride})),
                layer("batchNorm", f"an{i}"), layer("relu", f"ar{i}"),
                layer("conv2d", f"b{i}", **conv), layer("batchNorm", f"bn{i}")]
            if stride != 1:
                layers += [
                    layer("conv2d", f"s{i}", [above], filters=filters, kernel=1, stride=stride,
                          bias=False),
                    layer("batchNorm", f"sn{i}")]
                above = f"sn{i}"
            layers += [layer("add", f"add{i}", [f"bn{i}", above]), layer("relu", f"r{i}")]
            above = f"r{i}"
        layers += [layer("globalAvgPool", "mean"), layer("dense", "out", units=1000)]
        return {"input": [3, 224, 224], "layers": layers}


class UNet(nn.Module):
    """Two levels down and up, with skips."""

    def __init__(self):
        super().__init__()
        def pair(channels, filters):
            return nn.Sequential(
                nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU(),
                nn.Conv2d(filters, filters, 3, padding=1), nn.ReLU())
        self.d1, self.d2, self.d3 = pair(1, 8), pair(8, 16), pair(16, 32)
        self.u2, self.u1 = nn.ConvTranspose2d(32, 16, 2, 2), nn.ConvTranspose2d(16, 8, 2, 2)
        self.e2, self.e1 = pair(32, 16), pair(16, 8)
        self.out = nn.Conv2d(8, 4, 1)

    def forward(self, x):
        d1 = self.d1(x)
        d2 = self.d2(nn.functional.max_pool2d(d1, 2))
        d3 = self.d3(nn.functional.max_pool2d(d2, 2))
        e2 = self.e2(torch.cat([self.u2(d3), d2], 1))
        return self.out(self.e1(torch.cat([self.u1(e2), d1], 1)))

    @staticmethod
    def description():
        def pair(name, filters):
            options = {"filters": filters, "kernel": 3, "padding": "same"} | RELU
            return [layer("conv2d", name + "a", **options), layer("conv2d", name, **options)]
        def up(name, filters, skip):
            return [layer("convTranspose2d", name, filters=filters, kernel=2, stride=2),
                    layer("concat", name + "Skip", [name, skip])]
        return {"input": [1, 32, 48], "layers": [
            *pair("d1", 8), layer("maxPool2d", "p1", kernel=2),
            *pair("d2", 16), layer("maxPool2d", "p2", kernel=2),
            *pair("d3", 32), *up("u2", 16, "d2"), *pair("e2", 16), *up("u1", 8, "d1"),
            *pair("e1", 8), layer("conv2d", "out", filters=4, kernel=1)]}


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.rows = nn.LSTM(28, 64, num_layers=2, bidirectional=True, batch_first=True)
        self.top = nn.GRU(128, 32, batch_first=True)
        self.out = nn.Linear(32, 10)

    def forward(self, x):
        return self.out(self.top(self.rows(x)[0])[0][:, -1])

    @staticmethod
    def description():
        return {"input": [28, 28], "layers": [
            layer("lstm", "rows", units=64, layers=2, bidirectional=True, **{"return": "sequence"}),
            layer("gru", "top", units=32), layer("dense", "out", units=10)]}


class ExampleResNet(nn.Module):
    """What conf/examples/resnet.yaml says in words, written out."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 16, 3, padding=1, bias=False)
        self.stem_norm = nn.BatchNorm2d(16)
        self.b1a = nn.Conv2d(16, 16, 3, padding=1, bias=False)
        self.b1a_norm = nn.BatchNorm2d(16)
        self.b1b = nn.Conv2d(16, 16, 3, padding=1, bias=False)
        self.b1b_norm = nn.BatchNorm2d(16)
        self.b2a = nn.Conv2d(16, 32, 3, stride=2, padding=1, bias=False)
        self.b2a_norm = nn.BatchNorm2d(32)
        self.b2b = nn.Conv2d(32, 32, 3, padding=1, bias=False)
        self.b2b_norm = nn.BatchNorm2d(32)
        self.b2skip = nn.Conv2d(16, 32, 1, stride=2, bias=False)
        self.b2skip_norm = nn.BatchNorm2d(32)
        self.b3a = nn.Conv2d(32, 64, 3, stride=2, padding=1, bias=False)
        self.b3a_norm = nn.BatchNorm2d(64)
        self.b3b = nn.Conv2d(64, 64, 3, padding=1, bias=False)
        self.b3b_norm = nn.BatchNorm2d(64)
        self.b3skip = nn.Conv2d(32, 64, 1, stride=2, bias=False)
        self.b3skip_norm = nn.BatchNorm2d(64)
        self.out = nn.Linear(64, 10)

    def forward(self, x):
        x0 = torch.relu(self.stem_norm(self.stem(x)))
        y1 = torch.relu(self.b1a_norm(self.b1a(x0)))
        x1 = torch.relu(self.b1b_norm(self.b1b(y1)) + x0)
        y2 = torch.relu(self.b2a_norm(self.b2a(x1)))
        x2 = torch.relu(self.b2b_norm(self.b2b(y2)) + self.b2skip_norm(self.b2skip(x1)))
        y3 = torch.relu(self.b3a_norm(self.b3a(x2)))
        x3 = torch.relu(self.b3b_norm(self.b3b(y3)) + self.b3skip_norm(self.b3skip(x2)))
        return self.out(x3.mean((2, 3)))


def described(kind):
    description = kind.description()
    model = description | {"loss": "crossEntropy"}
    return {"model": model} | counts(kind, description["input"])


def counts(kind, shape):
    with torch.device("meta"):
        network = kind().eval()
    inputs = torch.zeros(1, *shape, device="meta")
    with FlopCounterMode(display=False) as flops, torch.no_grad():
        output = network(inputs)
    statistics = [b for name, b in network.named_buffers() if not name.endswith("_tracked")]
    return {
        "output": list(output.shape[1:]),
        "parameters": sum(p.numel() for p in network.parameters()),
        "statistics": sum(b.numel() for b in statistics),
        "multiplyAdds": flops.get_total_flops() // 2,
    }


TARGET.write_text(
    json.dumps(
        {
            "library": f"PyTorch {torch.__version__}",
            "networks": {kind.__name__: described(kind) for kind in (Vgg16, ResNet18, UNet, Lstm)},
            "examples": {"resnet.yaml": counts(ExampleResNet, [1, 28, 28])},
        })
    + "\n")
