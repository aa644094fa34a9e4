#!/usr/bin/env python3
"""Writes what PyTorch's recurrent layers and embeddings compute, for the tests of `worker`.

    pip install torch numpy
    python3 scripts/golden/recurrent.py

See networks.py for what a case holds. The cases of the group sequences have `lengths`, one for each
sample: sequences that end before the last step, which PyTorch reads as packed sequences. What lies
behind the ends is noise.
"""

import torch
from networks import ACTIVATED, KINDS, SAMPLES, case, classes, numbers, write
from torch import nn
from torch.nn.utils import rnn

CELLS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
STEPS = 6
WORDS = 7


class Lengths:
    """The valid steps of the samples of the case that is computed now; None: all."""

    now = None


def recurrent(kind):
    """Returns a function that makes recurrent layers of one kind of cell."""

    class Recurrent(CELLS[kind]):
        def __init__(self, options, shapes):
            arguments = {"num_layers": options.pop("layers", 1), "batch_first": True}
            if "activation" in options:
                arguments["nonlinearity"] = options.pop("activation")
            self.returned = options.pop("return", "last")
            super().__init__(shapes[0][1], options.pop("units"), **arguments, **options)

        def forward(self, x):
            lengths = Lengths.now
            if lengths is None:
                lengths = torch.full((len(x),), x.shape[1])
            packed = rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
            states, last = super().forward(packed)
            states, _ = rnn.pad_packed_sequence(states, batch_first=True, total_length=x.shape[1])
            last = last[0] if isinstance(last, tuple) else last
            if self.returned == "last":
                return torch.cat(tuple(last[-2:] if self.bidirectional else last[-1:]), 1)
            if self.returned == "mean":
                return states.sum(1) / lengths.unsqueeze(1)
            return states

    return Recurrent


class Embedding(nn.Embedding):
    def forward(self, x):
        return super().forward(x.long().clamp(0, self.num_embeddings - 1))


KINDS["dense"] = lambda options, shapes: nn.Linear(
    shapes[0][-1], options["units"], bias=options.get("bias", True))
KINDS["flatten"] = lambda options, shapes: nn.Flatten()
KINDS["embedding"] = lambda options, shapes: Embedding(options["vocabulary"], options["size"])
for cell in CELLS:
    KINDS[cell] = recurrent(cell)
ACTIVATED.add("rnn")


def layer(kind, units, **options):
    return {kind: {"name": "r" + str(units), "units": units, **options}}


def dense(name, units, **options):
    return {"dense": {"name": name, "units": units, **options}}


EMBEDDING = {"embedding": {"name": "words", "vocabulary": WORDS, "size": 3}}


def words(shapes, generator):
    return [torch.randint(WORDS, (SAMPLES, *shape), generator=generator).float() for shape in shapes]


def options_of_all_cells():
    for kind in CELLS:
        yield kind, kind, {}
        for returned in ("sequence", "mean"):
            yield f"{kind}{returned.capitalize()}", kind, {"return": returned}
        yield f"{kind}WithoutBias", kind, {"bias": False}
        yield f"{kind}Stacked", kind, {"layers": 3}
        for returned in ("last", "sequence", "mean"):
            both = {"bidirectional": True, "return": returned}
            yield f"{kind}Both{returned.capitalize()}", kind, both
        both = {"bidirectional": True, "layers": 2, "bias": False}
        yield f"{kind}BothStacked", kind, both
    yield "rnnRelu", "rnn", {"activation": "relu"}
    yield "rnnReluBothStacked", "rnn", {
        "activation": "relu", "bidirectional": True, "layers": 2, "return": "mean"}


def full_length():
    cases = {}
    for name, kind, options in options_of_all_cells():
        flat = ["flatten"] if options.get("return") == "sequence" else []
        cases[name] = (classes([4, 3], layer(kind, 2, **options), *flat), {})
    cases["twoLayers"] = (
        classes([4, 3], layer("lstm", 3, **{"return": "sequence"}), dense("between", 2), layer("gru", 2)),
        {})
    cases["oneStep"] = (classes([1, 3], layer("lstm", 2, bidirectional=True, layers=2)), {})
    cases["sequenceOfNumbers"] = (
        numbers([4, 3], layer("gru", 2, **{"return": "sequence"}), dense("out", 1)), {})
    cases["embedding"] = (classes([4], EMBEDDING, "flatten"), {"features": words})
    cases["embeddingLstm"] = (classes([4], EMBEDDING, layer("lstm", 2)), {"features": words})
    return cases


def variable(model):
    return {"input": model.pop("input"), "variableLength": True, **model}


def noisy(features, lengths):
    """Returns features with large noise behind the ends."""
    def drawn(shapes, generator):
        values = features(shapes, generator)[0]
        for sample, length in enumerate(lengths):
            noise = torch.randn(values[sample, length:].shape, generator=generator)
            values[sample, length:] = 1000 * noise
        return [values]
    return drawn


def sequences(shapes, generator):
    return [torch.randn(SAMPLES, *shape, generator=generator) for shape in shapes]


def variable_length():
    cases = {}
    for name, kind, options in options_of_all_cells():
        above = []
        if options.get("return") == "sequence":
            above = [dense("between", 3, activation="tanh"), layer("gru", 3, bidirectional=True)]
        cases[name] = (variable(classes([STEPS, 3], layer(kind, 2, **options), *above)), sequences)
    cases["embeddingGru"] = (variable(classes([STEPS], EMBEDDING, layer("gru", 2))), words)
    return cases


def main():
    seeds = iter(range(1000))
    write(
        "recurrent",
        {
            name: case(next(seeds), model, **arguments)
            for name, (model, arguments) in full_length().items()
        })
    cases = {}
    for name, (model, features) in variable_length().items():
        seed = next(seeds)
        # Both shorter than the input, or one of them, in either order.
        lengths = [[2, 5], [6, 3], [1, 6], [4, 1]][seed % 4]
        Lengths.now = torch.tensor(lengths)
        result = case(seed, model, features=noisy(features, lengths))
        cases[name] = {**result, "lengths": lengths}
    write("sequences", cases)


if __name__ == "__main__":
    main()
