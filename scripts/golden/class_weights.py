#!/usr/bin/env python3
"""Writes what PyTorch makes of weights of classes, for the tests of `worker`.

    pip install torch numpy
    python3 scripts/golden/class_weights.py

worker/src/test/resources/golden/class-weights.json holds samples with their classes, a linear
layer, and a weight per class; and, in float64, CrossEntropyLoss(weight=...) of the batch with its
gradient; then the same where each sample has a weight of its own, too.
"""

import json
import pathlib

import torch

TARGET = pathlib.Path(__file__).parents[2] / "worker/src/test/resources/golden/class-weights.json"


def result(loss, parameters):
    gradients = torch.autograd.grad(loss, parameters, retain_graph=True)
    flat = torch.cat([gradient.flatten() for gradient in gradients])
    return {"loss": loss.item(), "gradient": flat.tolist()}


def main():
    torch.manual_seed(7)
    features = torch.randn(8, 4)
    classes = torch.tensor([0, 1, 1, 2, 1, 1, 0, 1])
    # Balanced, as scikit-learn computes it for two, five and one of eight samples.
    class_weights = torch.tensor([8 / 6, 8 / 15, 8 / 3])
    own = torch.tensor([1.0, 0.5, 2.0, 1.0, 0.0, 3.0, 1.5, 1.0])
    layer = torch.nn.Linear(4, 3)
    weight, bias = (p.detach().double().requires_grad_() for p in (layer.weight, layer.bias))
    logits = torch.nn.functional.linear(features.double(), weight, bias)
    mean = torch.nn.CrossEntropyLoss(weight=class_weights.double())
    each = torch.nn.CrossEntropyLoss(weight=class_weights.double(), reduction="none")
    shares = class_weights[classes].double() * own.double()
    weighed = (each(logits, classes) * own).sum() / shares.sum()
    document = {
        "library": "torch",
        "version": torch.__version__,
        "dtype": "float64",
        "features": features.tolist(),
        "classes": classes.tolist(),
        "classWeights": class_weights.tolist(),
        "weights": own.tolist(),
        "parameters": torch.cat([weight.flatten(), bias]).tolist(),
        "byClass": result(mean(logits, classes), [weight, bias]),
        "byClassAndSample": result(weighed, [weight, bias]),
    }
    TARGET.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
