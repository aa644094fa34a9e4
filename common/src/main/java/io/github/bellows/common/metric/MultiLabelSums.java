package io.github.bellows.common.metric;

/**
 * For each of several yes-or-no labels, how often it was predicted and how often rightly; and a sum
 * of losses. Mutable, for one thread.
 */
public final class MultiLabelSums implements EvaluationSums {
  private static final long serialVersionUID = 1L;

  private final long[] hits;
  private final long[] actual;
  private final long[] predicted;
  private final WeightedLoss losses = new WeightedLoss();

  /**
   * Creates empty sums.
   *
   * @param labels number of labels of a sample, at least 1
   */
  public MultiLabelSums(int labels) {
    if (labels < 1) {
      throw new IllegalArgumentException("labels = " + labels + ": must be at least 1");
    }
    this.hits = new long[labels];
    this.actual = new long[labels];
    this.predicted = new long[labels];
  }

  /**
   * Adds one label of a sample.
   *
   * @param label its number, from 0 on
   * @param isSo whether the sample has it
   * @param predictedSo whether the network says so
   */
  public void addLabel(int label, boolean isSo, boolean predictedSo) {
    actual[label] += isSo ? 1 : 0;
    predicted[label] += predictedSo ? 1 : 0;
    hits[label] += isSo && predictedSo ? 1 : 0;
  }

  /**
   * Adds one sample, each of whose labels was or will be added once.
   *
   * @param loss its weight × its loss
   * @param weight its weight, which the loss alone has
   */
  public void addSample(double loss, double weight) {
    losses.add(loss, weight);
  }

  @Override
  public void merge(EvaluationSums other) {
    if (!(other instanceof MultiLabelSums that) || that.hits.length != hits.length) {
      throw new IllegalArgumentException("other: must be of " + hits.length + " labels");
    }
    for (int label = 0; label < hits.length; label++) {
      hits[label] += that.hits[label];
      actual[label] += that.actual[label];
      predicted[label] += that.predicted[label];
    }
    losses.merge(that.losses);
  }

  @Override
  public long count() {
    return losses.count();
  }

  @Override
  public double lossSum() {
    return losses.lossSum();
  }

  @Override
  public double weightSum() {
    return losses.weightSum();
  }

  @Override
  public MultiLabelEvaluation result() {
    return MultiLabelEvaluation.of(losses.count(), losses.mean(), hits, actual, predicted);
  }
}
