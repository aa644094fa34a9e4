"""Writes the figures that the tests of common.metric expect, computed by scikit-learn.

Usage: python3 scripts/golden/metrics.py common/src/test/resources/golden/metric/expected.json
"""

import json
import pathlib
import sys

import numpy as np
import sklearn
from sklearn import metrics

random = np.random.default_rng(3)


def classification(labels, predicted, classes):
    every = list(range(classes))
    by_class = metrics.precision_recall_fscore_support(labels, predicted, labels=every, zero_division=0)
    macro = metrics.precision_recall_fscore_support(
        labels, predicted, labels=every, average="macro", zero_division=0)
    return {
        "classes": classes,
        "labels": [int(x) for x in labels],
        "predicted": [int(x) for x in predicted],
        "accuracy": metrics.accuracy_score(labels, predicted),
        "precision": by_class[0].tolist(),
        "recall": by_class[1].tolist(),
        "f1": by_class[2].tolist(),
        "macroPrecision": macro[0],
        "macroRecall": macro[1],
        "macroF1": macro[2],
        "confusion": metrics.confusion_matrix(labels, predicted, labels=every).tolist(),
    }


def regression(target, predicted):
    target = np.asarray(target, dtype=np.float32)
    predicted = np.asarray(predicted, dtype=np.float32)
    wide = target.astype(np.float64), predicted.astype(np.float64)
    return {
        "outputs": target.shape[1],
        "target": [float(x) for x in target.ravel()],
        "predicted": [float(x) for x in predicted.ravel()],
        "meanAbsoluteError": metrics.mean_absolute_error(*wide),
        "rootMeanSquaredError": metrics.root_mean_squared_error(*wide),
        "r2": metrics.r2_score(*wide),
    }


labels = random.integers(0, 4, 60)
noisy = np.where(random.random(60) < 0.7, labels, random.integers(0, 4, 60))
smooth = random.normal(size=(40, 1))
pairs = random.normal(size=(25, 2)) * [1, 100]
# A mean a million times the spread: Σy² − (Σy)²/n would lose twelve of a double's sixteen digits.
far = 10_000_000 + np.round(random.normal(size=(50, 1)) * 10)

result = {
    "library": "scikit-learn",
    "version": sklearn.__version__,
    "dtype": "inputs float32, figures float64",
    "classification": {
        "noisy": classification(labels, noisy, 4),
        "neverPredictedAndAbsent": classification([0, 0, 1, 2, 2], [0, 1, 1, 0, 0], 4),
        "oneSample": classification([1], [1], 2),
    },
    "regression": {
        "smooth": regression(smooth, smooth + random.normal(size=(40, 1)) * 0.2),
        "twoOutputs": regression(pairs, pairs * 0.8 + random.normal(size=(25, 2))),
        "farFromZero": regression(far, far + np.round(random.normal(size=(50, 1)) * 3)),
        "worseThanTheMean": regression([[1], [2], [3]], [[3], [1], [9]]),
        "constantTargetMissed": regression([[2.5]] * 3, [[2.5], [2.5], [3]]),
        "constantTargetMet": regression([[2.5]] * 3, [[2.5]] * 3),
    },
}
pathlib.Path(sys.argv[1]).write_text(json.dumps(result, indent=1) + "\n")
