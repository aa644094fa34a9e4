package io.github.bellows.common.metric;

/** A confusion matrix and a sum of losses. Mutable, for one thread. */
public final class ClassificationSums implements EvaluationSums {
  private static final long serialVersionUID = 1L;

  private final ConfusionCounts confusion;
  private final WeightedLoss losses = new WeightedLoss();

  /**
   * Creates empty sums.
   *
   * @param classes number of classes, at least 1
   */
  public ClassificationSums(int classes) {
    this.confusion = new ConfusionCounts(classes);
  }

  /**
   * Adds one sample of weight 1.
   *
   * @param label its class, from 0 on
   * @param predicted the class the network chose
   * @param loss its loss
   */
  public void add(int label, int predicted, double loss) {
    add(label, predicted, loss, 1);
  }

  /**
   * Adds one sample.
   *
   * @param label its class, from 0 on
   * @param predicted the class the network chose
   * @param loss its weight × its loss
   * @param weight its weight, which the loss alone has
   */
  public void add(int label, int predicted, double loss, double weight) {
    confusion.add(label, predicted);
    losses.add(loss, weight);
  }

  @Override
  public void merge(EvaluationSums other) {
    if (!(other instanceof ClassificationSums that)
        || that.confusion.classes() != confusion.classes()) {
      throw new IllegalArgumentException("other: must be of " + confusion.classes() + " classes");
    }
    confusion.merge(that.confusion);
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

  /** Returns a copy of the samples by [label][predicted]. */
  public long[][] confusion() {
    return confusion.toArray();
  }

  @Override
  public ClassificationEvaluation result() {
    return ClassificationEvaluation.of(losses.count(), losses.mean(), confusion.toArray());
  }
}
