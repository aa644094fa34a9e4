package io.github.bellows.common.metric;

/**
 * A confusion matrix over the places of masks, such as pixels, and a sum of losses over the
 * samples. Mutable, for one thread.
 */
public final class MaskSums implements EvaluationSums {
  private static final long serialVersionUID = 1L;

  private final ConfusionCounts places;
  private final WeightedLoss losses = new WeightedLoss();

  /**
   * Creates empty sums.
   *
   * @param classes number of classes, at least 1
   */
  public MaskSums(int classes) {
    this.places = new ConfusionCounts(classes);
  }

  /**
   * Adds one place of a sample.
   *
   * @param label its class, from 0 on
   * @param predicted the class the network chose there
   */
  public void addPlace(int label, int predicted) {
    places.add(label, predicted);
  }

  /**
   * Adds one sample, whose places were or will be added.
   *
   * @param loss its weight × its loss
   * @param weight its weight, which the loss alone has
   */
  public void addSample(double loss, double weight) {
    losses.add(loss, weight);
  }

  @Override
  public void merge(EvaluationSums other) {
    if (!(other instanceof MaskSums that) || that.places.classes() != places.classes()) {
      throw new IllegalArgumentException(
          "other: must be of masks with " + places.classes() + " classes");
    }
    places.merge(that.places);
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
  public MaskEvaluation result() {
    return MaskEvaluation.of(losses.count(), losses.mean(), places.toArray());
  }
}
