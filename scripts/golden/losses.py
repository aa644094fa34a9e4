#!/usr/bin/env python3
"""Writes what PyTorch's losses compute, for the tests of `worker`.

    pip install torch numpy
    python3 scripts/golden/losses.py

Each case of worker/src/test/resources/golden/losses.json is a batch of outputs in fp32 with their
labels, one entry per output of a network, and perhaps a weight for each sample; and what PyTorch
makes of them in float64: each sample's losses and weight, their sums, and the gradient of the
summed loss with respect to the outputs. `mean` is PyTorch's own reduction to the mean. With a
`mixture` the samples have partners and shares, as after mixup: cross entropies are then those of
vectors of probabilities, all others share * own + (1 - share) * partner's.
"""

import json
import pathlib

import torch
from networks import ROW, floats
from torch.nn import functional

TARGET = pathlib.Path(__file__).parents[2] / "worker/src/test/resources/golden/losses.json"
SAMPLES = 5
LOSSES = {
    "binaryCrossEntropy": functional.binary_cross_entropy_with_logits,
    "meanSquaredError": functional.mse_loss,
    "meanAbsoluteError": functional.l1_loss,
    "huber": functional.huber_loss,
}


def per_sample(each):
    return each.flatten(1).mean(1) if each.dim() > 1 else each


def cross_entropy(output, labels, options):
    given = options.get("classWeights")
    weight = torch.tensor(given, dtype=torch.float64) if given else None
    arguments = {"weight": weight, "label_smoothing": options.get("labelSmoothing", 0.0)}
    each = functional.cross_entropy(output, labels, reduction="none", **arguments)
    ones = torch.ones(len(output), dtype=torch.float64)
    indices = not labels.is_floating_point()
    shares = per_sample(weight[labels]) if given and indices else ones
    return per_sample(each), shares, functional.cross_entropy(output, labels, **arguments)


def hinge(output, labels, options):
    ones = torch.ones(len(output), dtype=torch.float64)
    if not labels.is_floating_point() and output.shape[1] > 1:
        each = functional.multi_margin_loss(output, labels, reduction="none")
        return each, ones, functional.multi_margin_loss(output, labels)
    sign = labels.double() if labels.is_floating_point() else labels.double()[:, None] * 2 - 1
    zero = torch.zeros_like(output)  # PyTorch has this loss for the order of two numbers
    each = functional.margin_ranking_loss(output, zero, sign, margin=1.0, reduction="none")
    return each.mean(1), ones, each.mean()


def elementwise(kind):
    function = LOSSES[kind]

    def compute(output, labels, options):
        output = output.flatten(1)
        labels = labels.double().reshape(output.shape)
        each = function(output, labels, reduction="none", **options)
        ones = torch.ones(len(output), dtype=torch.float64)
        return each.mean(1), ones, function(output, labels, **options)

    return compute


COMPUTE = {
    "crossEntropy": cross_entropy, "hinge": hinge, **{kind: elementwise(kind) for kind in LOSSES}}
PREDICTIONS = {
    "crossEntropy": lambda output: output.softmax(1), "binaryCrossEntropy": torch.sigmoid}


def labels_of(label, shape, generator):
    kind = label[0]
    places = shape[1:]
    if kind == "classes":
        return torch.randint(label[1], (SAMPLES, *places), generator=generator)
    if kind == "mask":
        return torch.randint(label[1], (SAMPLES, *shape), generator=generator)
    drawn = torch.randn(SAMPLES, *shape, generator=generator)
    if kind == "distribution":
        return drawn.softmax(1)
    if kind == "probabilities":
        return drawn.sigmoid()
    if kind == "signs":
        return drawn.sign()
    return drawn


def mixed(kind, options, output, labels, mixture):
    """Returns the samples' losses and shares, compared with their own and their partners' classes."""
    partners, share = mixture["partners"], torch.tensor(mixture["shares"]).double()
    own, first, _ = COMPUTE[kind](output, labels, options)
    other, second, _ = COMPUTE[kind](output, labels[partners], options)
    shares = share * first + (1 - share) * second
    if kind != "crossEntropy":
        return share * own + (1 - share) * other, shares, None
    one_hot = functional.one_hot(labels, output.shape[1]).double().movedim(-1, 1)
    by_sample = share.reshape([-1] + [1] * (one_hot.dim() - 1))
    soft = by_sample * one_hot + (1 - by_sample) * one_hot[partners]
    return COMPUTE[kind](output, soft, options)[0], shares, None


def one(generator, loss, shape, label, weight=1, mixture=None):
    """Returns an output, its leaf in float64 and its losses."""
    kind, options = next(iter(loss.items())) if isinstance(loss, dict) else (loss, {})
    # Large enough that every branch of huber and hinge is taken.
    output = torch.randn(SAMPLES, *shape, generator=generator) * 1.5
    labels = labels_of(label, shape, generator)
    leaf = output.double().requires_grad_()
    exact = labels.double() if labels.is_floating_point() else labels
    if mixture and not labels.is_floating_point():
        each, shares, mean = mixed(kind, options, leaf, exact, mixture)
    else:
        each, shares, mean = COMPUTE[kind](leaf, exact, options)
    stored = floats(labels) if labels.is_floating_point() else labels.flatten().tolist()
    described = {
        "loss": loss,
        "weight": weight,
        "shape": list(shape),
        "classes": not labels.is_floating_point(),
        "values": floats(output),
        "labels": stored,
        "losses": each,
        "predictions": floats(PREDICTIONS.get(kind, lambda x: x)(leaf)),
    }
    return described, leaf, shares, mean


def case(seed, outputs, weighted=False, mixture=None):
    generator = torch.Generator().manual_seed(seed)
    made = [one(generator, *output, mixture=mixture) for output in outputs]
    weights = torch.ones(SAMPLES, dtype=torch.float64)
    if weighted:
        weights = (torch.rand(SAMPLES, generator=generator) * 3).double()
        weights[1] = 0
    total = sum(d["weight"] * (weights * d["losses"]).sum() for d, _, _, _ in made)
    total.backward()
    shares = weights * made[0][2] if len(made) == 1 else weights
    result = {"sampleWeights": floats(weights) if weighted else None}
    for described, leaf, _, _ in made:
        described["losses"] = floats(weights * described["losses"])
        described["gradient"] = floats(leaf.grad)
    result["outputs"] = [described for described, _, _, _ in made]
    result["weights"] = floats(shares)
    result["loss"] = floats(total)[0]
    result["weight"] = floats(shares.sum())[0]
    if mixture:
        result["mixture"] = mixture
    if not weighted and not mixture:
        result["mean"] = floats(sum(d["weight"] * mean for d, _, _, mean in made))[0]
        if len(made) > 1 and any(set(s.tolist()) != {1.0} for _, _, s, _ in made):
            result["mean"] = None  # class weights then only scale
    else:
        result["mean"] = None
    return result


WEIGHTS = {"classWeights": [0.5, 2.0, 1.5, 0.25]}
SMOOTH = {"labelSmoothing": 0.2}


def cases():
    index = ("classes", 4)
    single = {
        "crossEntropy": ("crossEntropy", [4], index),
        "crossEntropyWeights": ({"crossEntropy": WEIGHTS}, [4], index),
        "crossEntropySmoothing": ({"crossEntropy": SMOOTH}, [4], index),
        "crossEntropyBoth": ({"crossEntropy": {**WEIGHTS, **SMOOTH}}, [4], index),
        "crossEntropyDistribution": ("crossEntropy", [4], ("distribution",)),
        "crossEntropyDistributionWeights": (
            {"crossEntropy": {**WEIGHTS, **SMOOTH}}, [4], ("distribution",)),
        "crossEntropyMask": ("crossEntropy", [4, 3, 2], index),
        "crossEntropyMaskOfVolume": ("crossEntropy", [4, 2, 3, 2], index),
        "crossEntropyMaskBoth": ({"crossEntropy": {**WEIGHTS, **SMOOTH}}, [4, 3, 2], index),
        "crossEntropyDistributionPerPlace": ("crossEntropy", [4, 3], ("distribution",)),
        "binaryCrossEntropyClasses": ("binaryCrossEntropy", [1], ("mask", 2)),
        "binaryCrossEntropyNumber": ("binaryCrossEntropy", [1], ("probabilities",)),
        "binaryCrossEntropyVector": ("binaryCrossEntropy", [3], ("probabilities",)),
        "binaryCrossEntropyImage": ("binaryCrossEntropy", [1, 3, 2], ("probabilities",)),
        "binaryCrossEntropyMask": ("binaryCrossEntropy", [1, 3, 2], ("mask", 2)),
        "hingeOfClasses": ("hinge", [4], index),
        "hingeOfTwoOutputs": ("hinge", [2], ("classes", 2)),
        "hingeOfTwoClasses": ("hinge", [1], ("classes", 2)),
        "hingeOfNumbers": ("hinge", [3], ("signs",)),
    }
    for kind in ("meanSquaredError", "meanAbsoluteError", "huber"):
        for name, shape in (("Number", [1]), ("Vector", [3]), ("Image", [2, 3, 2])):
            single[kind + name] = (kind, shape, ("numbers",))
    single["huberDelta"] = ({"huber": {"delta": 0.4}}, [3], ("numbers",))
    made = {}
    for seed, (name, output) in enumerate(single.items()):
        made[name] = case(400 + seed, [output])
        made[name + "OfWeightedSamples"] = case(500 + seed, [output], True)
    several = [
        ("crossEntropy", [4], index, 0.5),
        ("meanSquaredError", [3], ("numbers",)),
        ("binaryCrossEntropy", [2], ("probabilities",), 2),
    ]
    made["severalOutputs"] = case(600, several)
    made["severalOutputsOfWeightedSamples"] = case(601, several, True)
    scaled = [({"crossEntropy": WEIGHTS}, [4], index), ("huber", [3], ("numbers",), 3)]
    made["severalOutputsWithClassWeights"] = case(602, scaled)
    mixture = {"partners": [3, 0, 1, 4, 2], "shares": [0.25, 1.0, 0.875, 0.0, 0.375]}
    mixtures = {
        "mixedClasses": ("crossEntropy", [4], index),
        "mixedClassesBoth": ({"crossEntropy": {**WEIGHTS, **SMOOTH}}, [4], index),
        "mixedMask": ({"crossEntropy": WEIGHTS}, [4, 3, 2], index),
        "mixedBinary": ("binaryCrossEntropy", [1], ("mask", 2)),
        "mixedHinge": ("hinge", [4], index),
        "mixedNumbers": ("meanSquaredError", [3], ("numbers",)),
    }
    for seed, (name, output) in enumerate(mixtures.items()):
        made[name] = case(700 + seed, [output], False, mixture)
        made[name + "OfWeightedSamples"] = case(720 + seed, [output], True, mixture)
    made["mixedSeveralOutputs"] = case(740, several, False, mixture)
    made["oneOutputWithWeight"] = case(603, [({"crossEntropy": WEIGHTS}, [4], index, 2.5)])
    return made


if __name__ == "__main__":
    content = {
        "library": "torch",
        "version": torch.__version__,
        "dtype": "outputs, labels and weights float32; computed in float64, written as float32",
        "cases": cases(),
    }
    text = ROW.sub(
        lambda row: "[" + " ".join(row.group(1).split()) + "]", json.dumps(content, indent=1))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text + "\n", encoding="utf-8")
