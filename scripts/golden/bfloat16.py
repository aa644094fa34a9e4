#!/usr/bin/env python3
"""Writes how PyTorch rounds to bfloat16, for the tests of `common` and `worker`.

    pip install torch numpy
    python3 scripts/golden/bfloat16.py

bfloat16.json in common/src/test/resources/golden: fp32 numbers with the bfloat16 nearest to each,
both as bits. error-feedback.json, in worker's too: some steps of one lane with `cluster.wire: bf16`,
in float32 tensors. There q is the replica that gradients are taken at, p the exact parameters, e
the residual, w the weight of the step's samples:

    g = w · (curvature · (q − target))
    s = g + w · e;  r = bfloat16(s);  e = (s − r) / w
    p = p − rate · (r / w)
    d = bfloat16(p − q);  q = q + d
"""

import json
import pathlib
import re

import numpy
import torch

ROOT = pathlib.Path(__file__).parents[2]
ROW = re.compile(r"\[\s*\n([^\[\]{}]*?)\n\s*\]")
POSITIVE = [
    0x00000000, 0x00000001, 0x00007FFF, 0x00008000, 0x00008001, 0x00017FFF, 0x00018000, 0x00018001,
    0x007F7FFF, 0x007F8000, 0x007FFFFF, 0x00800000, 0x00808000, 0x00818000, 0x3F800000, 0x3F807FFF,
    0x3F808000, 0x3F808001, 0x3F817FFF, 0x3F818000, 0x3F818001, 0x3FFF8000, 0x3FFFFFFF, 0x7F7EFFFF,
    0x7F7F0000, 0x7F7F7FFF, 0x7F7F8000, 0x7F7FFFFF, 0x7F800000, 0x7F800001, 0x7FC00000, 0x7FFFFFFF,
]  # fmt: skip
WEIGHTS = [3.0, 3.0, 2.0]
RATE = 0.05
STEPS = 12


def bits_of(tensor, width):
    kind = {32: torch.int32, 16: torch.int16}[width]
    return [f"{x & (2**width - 1):0{width // 4}x}" for x in tensor.view(kind).tolist()]


def table():
    generator = torch.Generator().manual_seed(30)
    random = torch.randint(0, 2**32, (400,), generator=generator).tolist()
    usual = torch.randn(200, generator=generator).view(torch.int32).tolist()
    bits = POSITIVE + [b | 0x80000000 for b in POSITIVE] + random + [b & 0xFFFFFFFF for b in usual]
    numbers = torch.from_numpy(numpy.array(bits, dtype=numpy.uint32).view(numpy.float32))
    return {"fp32": bits_of(numbers, 32), "bf16": bits_of(numbers.bfloat16(), 16)}


def feedback():
    generator = torch.Generator().manual_seed(31)
    curvature = torch.rand(10, generator=generator) * 2 + 0.1
    target = torch.randn(10, generator=generator)
    p = torch.randn(10, generator=generator) * 3
    found = {"curvature": floats(curvature), "target": floats(target), "start": floats(p)}
    found.update(rate=RATE, weights=WEIGHTS, steps=[])
    q = p.clone()
    e = torch.zeros(10)
    for step in range(STEPS):
        w = WEIGHTS[step % len(WEIGHTS)]
        g = w * (curvature * (q - target))
        s = g + w * e
        r = s.bfloat16().float()
        e = (s - r) / w
        p = p - RATE * (r / w)
        d = (p - q).bfloat16().float()
        q = q + d
        values = {"gradient": g, "rounded": r, "residual": e, "parameters": p, "move": d, "replica": q}
        row = {name: floats(value) for name, value in values.items()}
        found["steps"].append({"weight": w, **row})
    return found


def floats(tensor):
    """Shortest decimals that read back as the same fp32."""
    return [float(str(numpy.float32(x))) for x in tensor.tolist()]


def write(name, content, modules):
    text = json.dumps(
        {"library": "torch", "version": torch.__version__, "dtype": "float32, bfloat16", **content},
        indent=1,
    )
    one_line = ROW.sub(lambda row: "[" + " ".join(row.group(1).split()) + "]", text)
    for module in modules:
        path = ROOT / module / "src/test/resources/golden" / name
        path.write_text(one_line + "\n", encoding="utf-8")


if __name__ == "__main__":
    write("bfloat16.json", table(), ["common"])
    write("error-feedback.json", feedback(), ["common", "worker"])
