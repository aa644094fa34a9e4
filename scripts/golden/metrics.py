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


def masks(labels, predicted, classes):
    """Figures over all places of all samples; the mean is over classes that occur somewhere."""
    labels, predicted = np.asarray(labels), np.asarray(predicted)
    every = list(range(classes))
    present = sorted(set(labels.ravel()) | set(predicted.ravel()))
    union = metrics.jaccard_score(
        labels.ravel(), predicted.ravel(), labels=every, average=None, zero_division=0)
    return {
        **classification(labels.ravel(), predicted.ravel(), classes),
        "samples": labels.shape[0],
        "places": labels.shape[1],
        "intersectionOverUnion": [float(union[c]) if c in present else None for c in every],
        "meanIoU": metrics.jaccard_score(
            labels.ravel(), predicted.ravel(), labels=present, average="macro", zero_division=0),
    }


def answers(labels, predicted):
    by_label = metrics.precision_recall_fscore_support(labels, predicted, zero_division=0)
    macro = metrics.precision_recall_fscore_support(
        labels, predicted, average="macro", zero_division=0)
    return {
        "labels": np.asarray(labels).astype(int).tolist(),
        "predicted": np.asarray(predicted).astype(int).tolist(),
        "accuracy": 1 - metrics.hamming_loss(labels, predicted),
        "precision": by_label[0].tolist(),
        "recall": by_label[1].tolist(),
        "f1": by_label[2].tolist(),
        "positives": by_label[3].tolist(),
        "macroPrecision": macro[0],
        "macroRecall": macro[1],
        "macroF1": macro[2],
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
masking = np.random.default_rng(4)
pixels = masking.integers(0, 4, (6, 20))
seen = np.where(masking.random((6, 20)) < 0.8, pixels, masking.integers(0, 4, (6, 20)))
tags = masking.random((30, 3)) < [0.5, 0.2, 0.8]
guessed = np.where(masking.random((30, 3)) < 0.75, tags, ~tags)

result = {
    "library": "scikit-learn",
    "version": sklearn.__version__,
    "dtype": "inputs float32, figures float64",
    "classification": {
        "noisy": classification(labels, noisy, 4),
        "neverPredictedAndAbsent": classification([0, 0, 1, 2, 2], [0, 1, 1, 0, 0], 4),
        "oneSample": classification([1], [1], 2),
    },
    "masks": {
        "noisy": masks(pixels, seen, 4),
        # Class 1 is only predicted, class 2 only labelled, class 3 is nowhere.
        "oneSidedAndAbsent": masks([[0, 0, 2], [2, 0, 0]], [[0, 1, 0], [0, 0, 0]], 4),
        "onlyBackground": masks([[0, 0]], [[0, 0]], 2),
    },
    "answers": {
        "noisy": answers(tags, guessed),
        "neverSaidAndNeverSo": answers(
            np.array([[1, 0, 1], [1, 0, 0]]), np.array([[0, 0, 1], [0, 1, 0]])),
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
