#!/usr/bin/env python3
"""Writes what PyTorch's layers and losses compute, for the tests of `worker`.

    pip install torch numpy
    python3 scripts/golden/layers.py

Each case of worker/src/test/resources/golden/layers.json is one small network as `model:` in a
configuration describes it, with parameters and samples in fp32, and what PyTorch makes of them in
float64: outputs and losses in evaluation mode, and the gradient of the summed loss.
"""

import json
import pathlib
import re

import numpy
import torch
from torch import nn
from torch.nn import functional

TARGET = pathlib.Path(__file__).parents[2] / "worker/src/test/resources/golden/layers.json"
ROW = re.compile(r"\[\s*\n([^\[\]{}]*?)\n\s*\]")
SAMPLES = 2
CLASSES = 4
ACTIVATIONS = {
    "relu": nn.ReLU,
    "leakyRelu": lambda slope=0.01: nn.LeakyReLU(slope),
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}


def module(kind, options, channels):
    """Returns a layer without its activation."""
    places = {key: options[key] for key in ("stride", "padding", "dilation") if key in options}
    if kind == "dense":
        return nn.Linear(channels, options["units"], bias=options.get("bias", True))
    if kind == "conv2d":
        bias = options.get("bias", True)
        return nn.Conv2d(channels, options["filters"], options["kernel"], bias=bias, **places)
    if kind == "maxPool2d":
        return nn.MaxPool2d(options["kernel"], **places)
    if kind == "avgPool2d":
        return nn.AvgPool2d(options["kernel"], **places)
    if kind == "flatten":
        return nn.Flatten()
    if kind == "dropout":
        return nn.Dropout(options["rate"])
    return ACTIVATIONS[kind](**options)


def activation(options):
    named = options.get("activation")
    if named is None:
        return nn.Identity()
    kind, arguments = next(iter(named.items())) if isinstance(named, dict) else (named, {})
    return ACTIVATIONS[kind](**arguments)


class Network(nn.Module):
    """A chain in which a layer may read an earlier one by name; parameters named by the layers."""

    def __init__(self, model):
        super().__init__()
        self.steps = []
        shapes = [tuple(model["input"])]
        for layer in model["layers"]:
            kind, options = next(iter(layer.items())) if isinstance(layer, dict) else (layer, {})
            options = dict(options)
            name = options.pop("name", kind)
            sources = options.pop("inputs", None)
            source = self.position(sources[0]) if sources else len(self.steps)
            made = module(kind, options, shapes[source][0])
            self.add_module(name, made)
            self.steps.append((name, source, made, activation(options)))
            with torch.no_grad():
                shapes.append(tuple(made(torch.zeros(1, *shapes[source])).shape[1:]))
        self.shapes = shapes[1:]

    def position(self, name):
        return [step[0] for step in self.steps].index(name) + 1

    def forward(self, x):
        outputs = [x]
        for _, source, made, after in self.steps:
            outputs.append(after(made(outputs[source])))
        return outputs[-1]


def losses(kind, output, labels):
    if kind == "crossEntropy":
        return functional.cross_entropy(output, labels, reduction="none")
    each = functional.mse_loss(output.flatten(1), labels, reduction="none")
    return each.mean(1)


def floats(tensor):
    """Shortest decimals that read back as the same fp32."""
    return [float(str(numpy.float32(x))) for x in tensor.detach().flatten().tolist()]


def case(seed, model):
    generator = torch.Generator().manual_seed(seed)
    network = Network(model).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            fan = max(1, parameter[0].numel())
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * (1.5 / fan**0.5))
    features = torch.randn(SAMPLES, *model["input"], generator=generator)
    values = floats(nn.utils.parameters_to_vector(network.parameters()))
    network.double()
    output = network(features.double())
    elements = output[0].numel()
    if model["loss"] == "crossEntropy":
        labels = torch.randint(elements, (SAMPLES,), generator=generator)
        stored = labels.tolist()
        predictions = output.softmax(1)
    else:
        labels = torch.randn(SAMPLES, elements, generator=generator)
        stored = floats(labels)
        labels = labels.double()
        predictions = output
    each = losses(model["loss"], output, labels)
    each.sum().backward()
    # A layer that nothing reads has no gradient in PyTorch; it does not change the loss.
    gradients = [torch.zeros_like(p) if p.grad is None else p.grad for p in network.parameters()]
    return {
        "model": model,
        "shapes": [list(shape) for shape in network.shapes],
        "parameters": {name: list(tensor.shape) for name, tensor in network.state_dict().items()},
        "values": values,
        "features": floats(features),
        "labels": stored,
        "outputs": floats(output),
        "predictions": floats(predictions),
        "losses": floats(each),
        "gradient": floats(nn.utils.parameters_to_vector(gradients)),
    }


def classes(shape, *layers):
    """Returns a network that ends in a layer with one logit per class."""
    head = {"dense": {"name": "out", "units": CLASSES}}
    return {"input": shape, "layers": [*layers, head], "loss": "crossEntropy"}


def numbers(shape, *layers):
    return {"input": shape, "layers": list(layers), "loss": "meanSquaredError"}


def image(*layers):
    """Returns a network on images of 2 channels, 7 high, 6 wide."""
    return classes([2, 7, 6], *layers, "flatten")


def conv(name, filters, kernel, **options):
    return {"conv2d": {"name": name, "filters": filters, "kernel": kernel, **options}}


def dense(name, units, **options):
    return {"dense": {"name": name, "units": units, **options}}


def models():
    first = conv("c1", 2, 3)
    cases = {
        "dense": classes([5], dense("hidden", 3)),
        "denseWithoutBias": classes([5], dense("hidden", 3, bias=False)),
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
        "dropout": classes([5], dense("hidden", 3), {"dropout": {"name": "drop", "rate": 0.5}}),
        "namedInput": classes(
            [5],
            dense("a", 4, activation="tanh"),
            dense("ignored", 2),
            {"sigmoid": {"name": "s", "inputs": ["a"]}}),
        "oneNumber": numbers([5], dense("hidden", 3, activation="tanh"), dense("out", 1)),
        "severalNumbers": numbers([5], dense("hidden", 3, activation="tanh"), dense("out", 3)),
        "imageOfNumbers": numbers([2, 4, 5], conv("c1", 2, [3, 2], activation="sigmoid")),
    }
    for kind in ACTIVATIONS:
        cases[kind] = classes([5], dense("hidden", 6, activation=kind))
        cases[kind + "Layer"] = classes([5], dense("hidden", 6), kind)
    slope = {"leakyRelu": {"slope": 0.3}}
    cases["leakyReluSlope"] = classes([5], dense("hidden", 6, activation=slope))
    cases["leakyReluSlopeLayer"] = image(conv("c1", 2, 3), slope)
    return cases


def main():
    cases = {name: case(seed, model) for seed, (name, model) in enumerate(models().items())}
    content = {
        "library": "torch",
        "version": torch.__version__,
        "dtype": "parameters, features and labels float32; computed in float64, written as float32",
        "cases": cases,
    }
    models_by_text = {json.dumps(name): case.pop("model") for name, case in cases.items()}
    text = json.dumps(content, indent=1)
    text = ROW.sub(lambda row: "[" + " ".join(row.group(1).split()) + "]", text)
    for name, model in models_by_text.items():
        text = text.replace(f"{name}: {{\n", f"{name}: {{\n   \"model\": {json.dumps(model)},\n", 1)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
