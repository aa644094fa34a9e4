"""Builds networks as a configuration's `model:` describes them, in PyTorch, and writes what they
compute: the frame of the other scripts in this directory, which add kinds of layers and cases.

A case holds a description, parameters and samples in fp32, and what PyTorch makes of them in
float64: outputs, predictions and losses in evaluation mode; summed loss, its gradient and the
statistics afterwards in training mode.
"""

import json
import pathlib
import re

import numpy
import torch
from torch import nn
from torch.nn import functional

GOLDEN = pathlib.Path(__file__).parents[2] / "worker/src/test/resources/golden/networks"
ROW = re.compile(r"\[\s*\n([^\[\]{}]*?)\n\s*\]")
SAMPLES = 2
CLASSES = 4

# kind -> function of (options, shapes of the inputs) that returns a module taking those inputs
KINDS = {}
# kinds whose activation is an option of their own, not a function behind them
ACTIVATED = set()
# kind -> function of the options that returns a module
ACTIVATIONS = {
    "identity": nn.Identity,
    "relu": nn.ReLU,
    "leakyRelu": lambda slope=0.01: nn.LeakyReLU(slope),
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}


class Function(nn.Module):
    """A function as a module."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *inputs):
        return self.function(*inputs)


class ClassIndex:
    """crossEntropy with one class for each sample."""

    def labels(self, output, generator):
        return torch.randint(output.shape[1], (len(output),), generator=generator)

    def stored(self, labels):
        return labels.flatten().tolist()

    def losses(self, output, labels):
        return functional.cross_entropy(output, labels, reduction="none")

    def weights(self, labels):
        """Returns what each sample counts in the mean."""
        return torch.ones(len(labels), dtype=torch.float64)

    def predictions(self, output):
        return output.softmax(1)


class Numbers:
    """meanSquaredError with a number for each element of the output."""

    def labels(self, output, generator):
        return torch.randn(len(output), output[0].numel(), generator=generator)

    def stored(self, labels):
        return floats(labels)

    def losses(self, output, labels):
        each = functional.mse_loss(output.flatten(1), labels.double(), reduction="none")
        return each.mean(1)

    def weights(self, labels):
        return torch.ones(len(labels), dtype=torch.float64)

    def predictions(self, output):
        return output


# kind -> function of the options that returns something like ClassIndex
LOSSES = {
    "crossEntropy": ClassIndex,
    "meanSquaredError": Numbers,
}


def variant(node):
    """Returns the kind and the options of `kind`, or of `{kind: {…}}`."""
    if isinstance(node, dict):
        kind, options = next(iter(node.items()))
        return kind, dict(options)
    return node, {}


def activation(options):
    kind, arguments = variant(options.pop("activation", "identity"))
    return ACTIVATIONS[kind](**arguments)


def make(kind, options, shapes):
    """Returns a layer without its activation."""
    if kind in ACTIVATIONS:
        return ACTIVATIONS[kind](**options)
    return KINDS[kind](options, shapes)


class Network(nn.Module):
    """Layers that may read earlier ones by name; parameters named by the layers."""

    def __init__(self, model):
        super().__init__()
        inputs = model.get("inputs") or {"input": model["input"]}
        self.names = list(inputs)
        self.sizes = [tuple(shape) for shape in inputs.values()]
        self.steps = []
        values = [torch.zeros(SAMPLES, *shape) for shape in self.sizes]
        counts = {}
        self.shapes = []
        for layer in model["layers"]:
            kind, options = variant(layer)
            counts[kind] = counts.get(kind, 0) + 1
            name = options.pop("name", f"{kind}{counts[kind]}")
            given = options.pop("inputs", None)
            first = not self.steps
            sources = [self.names.index(n) for n in given] if given else [0 if first else -1]
            whole = kind in ACTIVATIONS or kind in ACTIVATED
            after = nn.Identity() if whole else activation(options)
            made = make(kind, options, [tuple(values[s].shape[1:]) for s in sources])
            self.add_module(name, made)
            self.steps.append((name, sources, made, after))
            self.names.append(name)
            with torch.no_grad():
                made.eval()
                values.append(after(made(*[values[s] for s in sources])))
            self.shapes.append(list(values[-1].shape[1:]))
        wanted = model.get("outputs") or [{"layer": self.names[-1]}]
        self.outputs = [self.names.index(output["layer"]) for output in wanted]

    def forward(self, *inputs):
        values = list(inputs)
        for _, sources, made, after in self.steps:
            values.append(after(made(*[values[s] for s in sources])))
        return [values[i] for i in self.outputs]


def objectives(model):
    """Returns weight and loss of each output."""
    outputs = model.get("outputs") or [{"loss": model["loss"]}]
    pairs = []
    for output in outputs:
        kind, options = variant(output["loss"])
        pairs.append((output.get("weight", 1), LOSSES[kind](**options)))
    return pairs


def floats(tensor):
    """Shortest decimals that read back as the same fp32."""
    return [float(str(numpy.float32(x))) for x in tensor.detach().flatten().tolist()]


def buffers(network):
    """Returns the statistics by name, in the order of the layers."""
    named = [(n, b) for n, b in network.named_buffers() if b.is_floating_point()]
    return dict(named)


def fill(network, generator):
    """Draws parameters and statistics that keep values near 1."""
    with torch.no_grad():
        for parameter in network.parameters():
            fan = max(1, parameter[0].numel())
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * (1.5 / fan**0.5))
        for name, buffer in buffers(network).items():
            drawn = torch.rand(buffer.shape, generator=generator)
            buffer.copy_(drawn + 0.5 if "var" in name else drawn - 0.5)


def draw(shapes, generator):
    """Returns the features of the samples for each input."""
    return [torch.randn(SAMPLES, *shape, generator=generator) for shape in shapes]


def case(seed, model, features=draw):
    """Returns one case.

    features: a function of (shapes of the inputs, generator) that returns a tensor for each.
    """
    generator = torch.Generator().manual_seed(seed)
    network = Network(model).eval()
    fill(network, generator)
    inputs = features(network.sizes, generator)
    statistics = buffers(network)
    tensors = {**dict(network.named_parameters()), **statistics}
    values = [x for tensor in tensors.values() for x in floats(tensor)]
    network.double()
    outputs = network(*[x.double() for x in inputs])
    pairs = objectives(model)
    labels = [loss.labels(output.float(), generator) for (_, loss), output in zip(pairs, outputs)]
    result = {
        "model": model,
        "shapes": network.shapes,
        "parameters": {name: list(tensor.shape) for name, tensor in tensors.items()},
        "values": values,
        "features": floats(torch.cat([x.flatten(1) for x in inputs], 1)),
        "labels": [x for (_, loss), y in zip(pairs, labels) for x in loss.stored(y)],
        "outputs": [x for output in outputs for x in floats(output)],
        "predictions": [
            x for (_, loss), y in zip(pairs, outputs) for x in floats(loss.predictions(y))],
        "losses": [
            x for (_, loss), y, t in zip(pairs, outputs, labels) for x in floats(loss.losses(y, t))],
    }
    network.train()
    outputs = network(*[x.double() for x in inputs])
    total = sum(
        weight * loss.losses(y, t).sum() for (weight, loss), y, t in zip(pairs, outputs, labels))
    total.backward()
    # A layer that nothing reads has no gradient in PyTorch; it does not change the loss.
    gradients = [torch.zeros_like(p) if p.grad is None else p.grad for p in network.parameters()]
    result["trainLoss"] = floats(total)[0]
    result["gradient"] = [x for gradient in gradients for x in floats(gradient)]
    result["statistics"] = [x for b in buffers(network).values() for x in floats(b)]
    return result


def classes(shape, *layers):
    """Returns a network that ends in a layer with one logit per class."""
    head = {"dense": {"name": "out", "units": CLASSES}}
    return {"input": shape, "layers": [*layers, head], "loss": "crossEntropy"}


def numbers(shape, *layers):
    return {"input": shape, "layers": list(layers), "loss": "meanSquaredError"}


def image(*layers):
    """Returns a network on images of 2 channels, 7 high, 6 wide."""
    return classes([2, 7, 6], *layers, "flatten")


def write(group, cases):
    """Writes the cases of a group, one description on a line each."""
    content = {
        "library": "torch",
        "version": torch.__version__,
        "dtype": "parameters, features and labels float32; computed in float64, written as float32",
        "cases": cases,
    }
    models = {json.dumps(name): case.pop("model") for name, case in cases.items()}
    text = json.dumps(content, indent=1)
    text = ROW.sub(lambda row: "[" + " ".join(row.group(1).split()) + "]", text)
    for name, model in models.items():
        text = text.replace(f"{name}: {{\n", f"{name}: {{\n   \"model\": {json.dumps(model)},\n", 1)
    GOLDEN.mkdir(parents=True, exist_ok=True)
    (GOLDEN / f"{group}.json").write_text(text + "\n", encoding="utf-8")
