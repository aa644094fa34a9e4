"""Writes the safetensors files and their values that SafetensorsTest and InitialWeightsTest expect.

Usage: python3 scripts/golden/safetensors_files.py common/src/test/resources/golden/safetensors
"""

import json
import pathlib
import sys

import safetensors
import torch
from safetensors.torch import save_file

target = pathlib.Path(sys.argv[1])

# As saved from PyTorch: a small convolutional network's state_dict.
network = torch.nn.Sequential()
network.add_module("c1", torch.nn.Conv2d(1, 2, 2))
network.add_module("out", torch.nn.Linear(3, 2))
torch.manual_seed(7)
with torch.no_grad():
    for parameter in network.parameters():
        parameter.normal_()
save_file(network.state_dict(), target / "network.safetensors", metadata={"format": "pt"})

# One with a batch normalization, which counts its batches in an integer.
normalized = torch.nn.Sequential()
normalized.add_module("c1", torch.nn.Conv2d(1, 2, 2))
normalized.add_module("norm", torch.nn.BatchNorm2d(2))
with torch.no_grad():
    normalized(torch.randn(3, 1, 4, 4))
save_file(normalized.state_dict(), target / "normalized.safetensors", metadata={"format": "pt"})

# One tensor of each type that is read as floats, and some that are not.
mixed = {
    "double": torch.tensor([[1.0, -2.5], [1 / 3, 1e300]], dtype=torch.float64),
    "single": torch.tensor([0.1, -0.0, float("inf"), 1e-45]),
    "half": torch.tensor([1.0, -2.0, 65504.0, 6e-8, 6.1e-5, 0.0, -0.0, float("inf"), float("-inf"), 1 / 3],
                         dtype=torch.float16),
    "brain": torch.tensor([1.0, -3.140625, 1e30, float("-inf"), 0.0], dtype=torch.bfloat16),
    "count": torch.tensor(12, dtype=torch.int64),
    "mask": torch.tensor([True, False, True]),
    "scalar": torch.tensor(2.5),
    "empty": torch.zeros(0, 3),
}
save_file(mixed, target / "mixed.safetensors")


def bits(tensor):
    return tensor.to(torch.float32).contiguous().view(-1).view(torch.int32).tolist()


def described(tensors):
    return {
        name: {"shape": list(tensor.shape), "dtype": str(tensor.dtype).removeprefix("torch."),
               "float32Bits": bits(tensor) if tensor.is_floating_point() else None}
        for name, tensor in sorted(tensors.items())
    }


(target / "expected.json").write_text(json.dumps({
    "library": "PyTorch with safetensors",
    "version": f"{torch.__version__} with {safetensors.__version__}",
    "dtype": "bits of float32",
    "network.safetensors": described(network.state_dict()),
    "mixed.safetensors": described(mixed),
    "normalized.safetensors": described(normalized.state_dict()),
}, indent=1) + "\n")
