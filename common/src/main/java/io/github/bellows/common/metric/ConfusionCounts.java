package io.github.bellows.common.metric;

import java.io.Serializable;

/** A confusion matrix that grows. Mutable, for one thread. */
final class ConfusionCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[][] counts;

  /**
   * Creates an empty matrix.
   *
   * @param classes number of classes, at least 1
   */
  ConfusionCounts(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("classes = " + classes + ": must be at least 1");
    }
    this.counts = new long[classes][classes];
  }

  void add(int label, int predicted) {
    counts[label][predicted]++;
  }

  int classes() {
    return counts.length;
  }

  /** Adds another matrix of the same size. */
  void merge(ConfusionCounts other) {
    for (int label = 0; label < counts.length; label++) {
      for (int predicted = 0; predicted < counts.length; predicted++) {
        counts[label][predicted] += other.counts[label][predicted];
      }
    }
  }

  /** Returns a copy of the counts by [label][predicted]. */
  long[][] toArray() {
    long[][] copy = new long[counts.length][];
    for (int label = 0; label < copy.length; label++) {
      copy[label] = counts[label].clone();
    }
    return copy;
  }
}
