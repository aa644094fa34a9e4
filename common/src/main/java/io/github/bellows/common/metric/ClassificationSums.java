package io.github.bellows.common.metric;

/** A confusion matrix and a sum of losses. Mutable, for one thread. */
public final class ClassificationSums implements EvaluationSums {
  private static final long serialVersionUID = 1L;

  private final long[][] confusion;
  private long count;
  private double lossSum;

  /**
   * Creates empty sums.
   *
   * @param classes number of classes, at least 1
   */
  public ClassificationSums(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("classes = " + classes + ": must be at least 1");
    }
    this.confusion = new long[classes][classes];
  }

  /**
   * Adds one sample.
   *
   * @param label its class, from 0 on
   * @param predicted the class the network gave the highest score
   * @param loss its loss
   */
  public void add(int label, int predicted, double loss) {
    confusion[label][predicted]++;
    count++;
    lossSum += loss;
  }

  @Override
  public void merge(EvaluationSums other) {
    if (!(other instanceof ClassificationSums that) || that.confusion.length != confusion.length) {
      throw new IllegalArgumentException("other: must be of " + confusion.length + " classes");
    }
    for (int label = 0; label < confusion.length; label++) {
      for (int predicted = 0; predicted < confusion.length; predicted++) {
        confusion[label][predicted] += that.confusion[label][predicted];
      }
    }
    count += that.count;
    lossSum += that.lossSum;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public double lossSum() {
    return lossSum;
  }

  /** Returns a copy of the samples by [label][predicted]. */
  public long[][] confusion() {
    long[][] copy = new long[confusion.length][];
    for (int label = 0; label < copy.length; label++) {
      copy[label] = confusion[label].clone();
    }
    return copy;
  }

  @Override
  public ClassificationEvaluation result() {
    if (count == 0) {
      throw new IllegalStateException("there are no samples to evaluate");
    }
    return ClassificationEvaluation.of(count, lossSum, confusion);
  }
}
