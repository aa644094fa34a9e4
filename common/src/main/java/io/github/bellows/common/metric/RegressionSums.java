package io.github.bellows.common.metric;

/**
 * Sums of a regression's errors, by output, and a sum of losses. Mutable, for one thread.
 *
 * <p>The targets' squared deviations are kept about their running mean: Σy² − (Σy)²/n would cancel
 * to noise where the mean is large beside the spread.
 *
 * <p>Reference: Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products",
 * Technometrics 4(3), 1962 (adding); Chan, Golub, LeVeque, "Updating Formulae and a Pairwise
 * Algorithm for Computing Sample Variances", 1979, section 2 (merging).
 */
public final class RegressionSums implements EvaluationSums {
  private static final long serialVersionUID = 1L;

  private final double[] absoluteErrors;
  private final double[] squaredErrors;
  private final double[] targetMeans;
  private final double[] targetDeviations;
  private final WeightedLoss losses = new WeightedLoss();

  /**
   * Creates empty sums.
   *
   * @param outputs numbers predicted for each sample, at least 1
   */
  public RegressionSums(int outputs) {
    if (outputs < 1) {
      throw new IllegalArgumentException("outputs = " + outputs + ": must be at least 1");
    }
    this.absoluteErrors = new double[outputs];
    this.squaredErrors = new double[outputs];
    this.targetMeans = new double[outputs];
    this.targetDeviations = new double[outputs];
  }

  /** Adds one sample of weight 1, as {@link #add(float[], float[], int, double, double)} does. */
  public void add(float[] target, float[] predicted, int offset, double loss) {
    add(target, predicted, offset, loss, 1);
  }

  /**
   * Adds one sample, whose outputs are {@code [offset, offset + outputs)} of both arrays.
   *
   * @param target what was to be predicted
   * @param predicted what was
   * @param offset the sample's first element
   * @param loss its weight × its loss
   * @param weight its weight, which the loss alone has
   */
  public void add(float[] target, float[] predicted, int offset, double loss, double weight) {
    losses.add(loss, weight);
    long count = losses.count();
    for (int i = 0; i < targetMeans.length; i++) {
      double y = target[offset + i];
      double error = predicted[offset + i] - y;
      absoluteErrors[i] += Math.abs(error);
      squaredErrors[i] += error * error;
      double delta = y - targetMeans[i];
      targetMeans[i] += delta / count;
      targetDeviations[i] += delta * (y - targetMeans[i]);
    }
  }

  @Override
  public void merge(EvaluationSums other) {
    if (!(other instanceof RegressionSums that) || that.targetMeans.length != targetMeans.length) {
      throw new IllegalArgumentException("other: must be of " + targetMeans.length + " outputs");
    }
    long added = that.losses.count();
    if (added == 0) {
      return;
    }
    long count = losses.count();
    long total = count + added;
    for (int i = 0; i < targetMeans.length; i++) {
      absoluteErrors[i] += that.absoluteErrors[i];
      squaredErrors[i] += that.squaredErrors[i];
      double delta = that.targetMeans[i] - targetMeans[i];
      double share = (double) added / total;
      targetMeans[i] += delta * share;
      targetDeviations[i] += that.targetDeviations[i] + delta * delta * count * share;
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
  public RegressionEvaluation result() {
    double loss = losses.mean();
    long count = losses.count();
    double absolute = 0;
    double root = 0;
    double explained = 0;
    for (int i = 0; i < targetMeans.length; i++) {
      absolute += absoluteErrors[i] / count;
      root += Math.sqrt(squaredErrors[i] / count);
      explained += explained(squaredErrors[i], targetDeviations[i]);
    }
    int outputs = targetMeans.length;
    return new RegressionEvaluation(
        count, loss, absolute / outputs, root / outputs, explained / outputs);
  }

  private static double explained(double squaredErrors, double deviations) {
    if (deviations == 0) {
      return squaredErrors == 0 ? 1 : 0;
    }
    return 1 - squaredErrors / deviations;
  }
}
