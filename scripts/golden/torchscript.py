#!/usr/bin/env python3
"""Writes small TorchScript files and what PyTorch computes with them, for the tests of `worker` and
`driver`.

    pip install torch
    python3 scripts/golden/torchscript.py

The modules are in worker/src/test/resources/torchscript, each file as `torch.jit.save` wrote it. Of
those in `cases`, golden/torchscript.json beside that folder holds samples in fp32 and what the module
makes of them in float64: outputs and losses in evaluation mode; in training mode the gradient of
the summed loss and the buffers that the pass changed. One of the modules is copied to the tests of
`driver`.
"""

import json
import pathlib
import re
import shutil
import warnings

import torch
from torch import nn
from torch.nn import functional

ROOT = pathlib.Path(__file__).parents[2]
MODULES = ROOT / "worker/src/test/resources/torchscript"
TARGET = ROOT / "worker/src/test/resources/golden/torchscript.json"
DRIVER = ROOT / "driver/src/test/resources/torchscript"
ROW = re.compile(r"\[\s*\n([^\[\]{}]*?)\n\s*\]")
SAMPLES = 4


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(5, 6)
        self.out = nn.Linear(6, 3)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x)))


class Cnn(nn.Module):
    """Batch normalization and dropout. Before the former a bias would have no gradient."""

    def __init__(self, rate):
        super().__init__()
        self.conv = nn.Conv2d(2, 3, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(3)
        self.pool = nn.MaxPool2d(2)
        self.drop = nn.Dropout(rate)
        self.out = nn.Linear(27, 3)

    def forward(self, x):
        x = self.pool(torch.relu(self.norm(self.conv(x))))
        return self.out(self.drop(x.flatten(1)))


class Lstm(nn.Module):
    def __init__(self, layers=1, dropout=0.0):
        super().__init__()
        self.lstm = nn.LSTM(3, 4, layers, batch_first=True, dropout=dropout)
        self.out = nn.Linear(4, 3)

    def forward(self, x):
        return self.out(self.lstm(x)[0][:, -1])


class Twins(nn.Module):
    """Two inputs through layers that share a weight; a parameter without dimensions, a frozen one,
    one that is not used, and a buffer that stays."""

    def __init__(self):
        super().__init__()
        self.left = nn.Linear(3, 2)
        self.right = nn.Linear(3, 2)
        self.right.weight = self.left.weight
        self.scale = nn.Parameter(torch.tensor(0.7))
        self.frozen = nn.Parameter(torch.tensor([0.5, -2.0]), requires_grad=False)
        self.unused = nn.Parameter(torch.tensor([1.0]))
        self.register_buffer("shift", torch.tensor([0.1, 0.3]))

    def forward(self, a, b):
        both = torch.tanh(self.left(a)) * self.frozen + self.right(b.flatten(1))
        return both * self.scale + self.shift


class Heads(nn.Module):
    """Two outputs: a row and, without a dimension for it, a number."""

    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 5)
        self.image = nn.Linear(5, 6)
        self.number = nn.Linear(5, 1)

    def forward(self, x):
        h = torch.tanh(self.body(x))
        return self.image(h).reshape(-1, 2, 3), self.number(h).squeeze(1)


class Center(nn.Module):
    """Replaces a buffer by a new tensor in training."""

    center: torch.Tensor

    def __init__(self):
        super().__init__()
        self.out = nn.Linear(3, 2)
        self.register_buffer("center", torch.tensor([0.5, -0.25, 1.0]))

    def forward(self, x):
        if self.training:
            self.center = 0.75 * self.center + 0.25 * x.mean(0)
        return self.out(x - self.center)


class Digits(nn.Module):
    """For drawn digits: 28 x 28 bytes scaled to 0 to 1."""

    def __init__(self, rate=0.25):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 5, stride=3)
        self.norm = nn.BatchNorm2d(4)
        self.drop = nn.Dropout(rate)
        self.out = nn.Linear(256, 10)

    def forward(self, x):
        return self.out(self.drop(torch.relu(self.norm(self.conv(x))).flatten(1)))


class Counter(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(3, 2)
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        return self.out(x) * self.calls


class Returns(nn.Module):
    """Returns what a test says of a linear layer's output."""

    def __init__(self, what):
        super().__init__()
        self.out = nn.Linear(3, 2)
        self.what = what

    def forward(self, x):
        y = self.out(x)
        if self.what == "classes":
            return y.argmax(1)
        if self.what == "mean":
            return y.mean()
        return y.detach()


class Words(nn.Module):
    def forward(self, x):
        return {"logits": x * 2}


def scripted(module):
    return torch.jit.script(module)


def seeded(build, seed=1):
    torch.manual_seed(seed)
    module = build()
    for name, buffer in module.named_buffers():
        if name.endswith("running_mean"):
            buffer.normal_(0, 0.2)
        if name.endswith("running_var"):
            buffer.uniform_(0.5, 1.5)
    return module


def modules():
    """Returns the modules by file name, in training mode as a user would save them."""
    half = Mlp().half()
    files = {
        "mlp": scripted(seeded(Mlp)),
        "cnn": scripted(seeded(lambda: Cnn(0.0))),
        "traced": torch.jit.trace(seeded(lambda: Cnn(0.5)).eval(), torch.rand(2, 2, 6, 6)),
        "lstm": scripted(seeded(Lstm)),
        "twins": scripted(seeded(Twins)),
        "heads": scripted(seeded(Heads)),
        "center": scripted(seeded(Center)),
        "dropout": scripted(seeded(lambda: Cnn(0.5))),
        "lstm-dropout": scripted(seeded(lambda: Lstm(2, 0.5))),
        "digits": scripted(seeded(Digits)),
        "bad-counter": scripted(Counter()),
        "bad-half": scripted(half),
        "bad-nothing": scripted(nn.Sequential(nn.Flatten(), nn.ReLU())),
        "bad-frozen": scripted(seeded(Mlp).requires_grad_(False)),
        "bad-classes": scripted(Returns("classes")),
        "bad-mean": scripted(Returns("mean")),
        "bad-detached": scripted(Returns("detached")),
        "bad-words": scripted(Words()),
        "bad-training-trace": torch.jit.trace(
            seeded(lambda: Cnn(0.5)).train(), torch.rand(2, 2, 6, 6), check_trace=False),
    }
    return files


def values(tensor):
    return [float(value) for value in tensor.detach().float().flatten()]


def case(name, model, classes=None, numbers=None):
    generator = torch.Generator().manual_seed(len(name))
    shapes = list(model["inputs"].values()) if "inputs" in model else [model["input"]]
    inputs = [torch.randn(SAMPLES, *shape, generator=generator) for shape in shapes]
    if classes:
        labels = torch.randint(classes, (SAMPLES,), generator=generator)
    else:
        labels = torch.randn(SAMPLES, numbers, generator=generator)

    def losses(output):
        if classes:
            return functional.cross_entropy(output, labels, reduction="none")
        return ((output.flatten(1) - labels.double()) ** 2).mean(1)

    module = torch.jit.load(MODULES / f"{name}.pt").double()
    doubles = [x.double() for x in inputs]
    module.eval()
    evaluated = module(*doubles)
    module.train()
    before = {key: buffer.clone() for key, buffer in module.named_buffers()}
    loss = losses(module(*doubles)).sum()
    loss.backward()
    after = dict(module.named_buffers())
    learned = {key: p for key, p in module.named_parameters() if p.requires_grad}
    return {
        "model": {**model, "torchscript": f"{name}.pt"},
        "features": values(torch.cat([x.flatten(1) for x in inputs], 1)),
        "labels": values(labels),
        "outputs": values(evaluated),
        "losses": values(losses(evaluated)),
        "loss": float(loss),
        "shapes": {key: list(p.shape) or [1] for key, p in learned.items()},
        "gradients": {
            key: values(torch.zeros_like(p) if p.grad is None else p.grad)
            for key, p in learned.items()
        },
        "statistics": {
            key: values(buffer)
            for key, buffer in after.items()
            if buffer.is_floating_point() and not buffer.equal(before[key])
        },
        "stateDict": list(module.state_dict()),
    }


def cases():
    return {
        "mlp": case("mlp", {"input": [5]}, classes=3),
        "cnn": case("cnn", {"input": [2, 6, 6]}, classes=3),
        "traced": case("traced", {"input": [2, 6, 6]}, classes=3),
        "lstm": case("lstm", {"input": [4, 3]}, classes=3),
        "twins": case(
            "twins", {"inputs": {"a": [3], "b": [3, 1]}, "loss": "meanSquaredError"}, numbers=2),
        "center": case("center", {"input": [3], "loss": "meanSquaredError"}, numbers=2),
    }


def heads():
    """Returns both outputs, sample by sample."""
    x = torch.randn(SAMPLES, 4, generator=torch.Generator().manual_seed(5))
    image, number = torch.jit.load(MODULES / "heads.pt").double().eval()(x.double())
    return {"features": values(x), "image": values(image), "number": values(number)}


def main():
    warnings.simplefilter("ignore")
    shutil.rmtree(MODULES, ignore_errors=True)
    MODULES.mkdir(parents=True)
    for name, module in modules().items():
        torch.jit.save(module, MODULES / f"{name}.pt")
    torch.save(Mlp().state_dict(), MODULES / "bad-state-dict.pt")
    DRIVER.mkdir(parents=True, exist_ok=True)
    shutil.copy(MODULES / "digits.pt", DRIVER / "digits.pt")
    content = {
        "library": "torch",
        "version": torch.__version__,
        "dtype": "modules, features and labels float32; computed in float64, written as float32",
        "cases": cases(),
        "heads": heads(),
    }
    text = ROW.sub(
        lambda row: "[" + " ".join(row.group(1).split()) + "]", json.dumps(content, indent=1))
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
