#!/usr/bin/env python3
"""Writes what the tests of common.initial expect: moments by SciPy, first values by NumPy.

    pip install numpy scipy
    python3 scripts/golden/initializers.py

Moments are those of the distributions as published, for 300 inputs and 60 outputs. First values are
drawn here with SplitMix64 and Marsaglia's polar method, written anew, and orthogonal matrices by
LAPACK's QR, of which R's diagonal is made positive.
"""

import hashlib
import json
import math
import pathlib

import numpy
import scipy
from scipy import stats

TARGET = pathlib.Path(__file__).parents[2] / "common/src/test/resources/golden/initializers.json"
FAN_IN, FAN_OUT = 300, 60
GAMMA = 0x9E3779B97F4A7C15
WORD = (1 << 64) - 1


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & WORD
    return z ^ (z >> 31)


class Draws:
    def __init__(self, *key):
        self.state = GAMMA
        for part in key:
            self.state = mix((self.state + mix((part + GAMMA) & WORD)) & WORD)
        self.spare = None

    def uniform(self, low, high):
        self.state = (self.state + GAMMA) & WORD
        return low + (high - low) * ((mix(self.state) >> 11) * 2.0**-53)

    def gaussian(self):
        if self.spare is not None:
            spare, self.spare = self.spare, None
            return spare
        while True:
            x, y = self.uniform(-1, 1), self.uniform(-1, 1)
            square = x * x + y * y
            if 0 < square < 1:
                break
        factor = math.sqrt(-2 * math.log(square) / square)
        self.spare = y * factor
        return x * factor

    def cut(self):
        while True:
            draw = self.gaussian()
            if abs(draw) <= 2:
                return draw


def uniform(low, high):
    return stats.uniform(low, high - low), lambda d: d.uniform(low, high)


def symmetric(bound):
    return uniform(-bound, bound)


def normal(mean, deviation):
    return stats.norm(mean, deviation), lambda d: mean + deviation * d.gaussian()


def truncated(deviation):
    whole = deviation / stats.truncnorm(-2, 2).std()
    return stats.truncnorm(-2, 2, scale=whole), lambda d: whole * d.cut()


RULES = {
    "uniform: {from: -0.5, to: 2}": uniform(-0.5, 2),
    "normal: {mean: 3, deviation: 0.25}": normal(3, 0.25),
    "scaledNormal": normal(0, 1 / math.sqrt(FAN_IN)),
    "glorotUniform": symmetric(math.sqrt(6 / (FAN_IN + FAN_OUT))),
    "glorotNormal": normal(0, math.sqrt(2 / (FAN_IN + FAN_OUT))),
    "heUniform": symmetric(math.sqrt(6 / FAN_IN)),
    "heUniform: {slope: 0.5}": symmetric(math.sqrt(6 / (1.25 * FAN_IN))),
    "heNormal": normal(0, math.sqrt(2 / FAN_IN)),
    "heNormal: {slope: 0.5}": normal(0, math.sqrt(2 / (1.25 * FAN_IN))),
    "lecunNormal": truncated(1 / math.sqrt(FAN_IN)),
}


def finite(number):
    return float(number) if math.isfinite(number) else None


def rule(distribution, draw):
    mean, variance, excess = distribution.stats(moments="mvk")
    low, high = distribution.support()
    draws = Draws(42, 7)
    values = numpy.array([draw(draws) for _ in range(60 * 300)], dtype="<f4")
    return {
        "mean": float(mean),
        "variance": float(variance),
        "kurtosis": float(excess) + 3,
        "low": finite(low),
        "high": finite(high),
        "values": [float(x) for x in values[:5]],
        "sha256": hashlib.sha256(values.tobytes()).hexdigest(),
    }


def orthogonal(rows, columns):
    """The Q of Gaussian columns, each column a vector drawn in one go; its transpose if wide."""
    long, short = max(rows, columns), min(rows, columns)
    draws = Draws(42, 7)
    gauss = numpy.array([[draws.gaussian() for _ in range(long)] for _ in range(short)])
    q, r = numpy.linalg.qr(gauss.T)
    q = q * numpy.sign(numpy.diag(r))
    matrix = q.T if columns > rows else q
    return {
        "rows": rows,
        "columns": columns,
        "determinant": float(numpy.linalg.det(matrix)) if rows == columns else None,
        "values": [float(x) for x in matrix.astype(numpy.float32).ravel()],
    }


TARGET.write_text(
    json.dumps(
        {
            "library": f"NumPy {numpy.__version__}, SciPy {scipy.__version__}",
            "dtype": "float64, values rounded to float32",
            "fanIn": FAN_IN,
            "fanOut": FAN_OUT,
            "rules": {name: rule(*pair) for name, pair in RULES.items()},
            "orthogonal": [orthogonal(*s) for s in ((6, 3), (3, 6), (5, 5), (4, 18), (1, 7))],
        },
        indent=1)
    + "\n")
