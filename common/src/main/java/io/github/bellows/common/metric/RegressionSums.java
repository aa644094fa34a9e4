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
  private long count;
  private double lossSum;

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

  /**
   * Adds one sample, whose outputs are {@code [offset, offset + outputs)} of both arrays.
   *
   * @param target what was to be predicted
   * @param predicted what was
   * @param offset the sample's first element
   * @param loss its loss
   */
  public void add(float[] target, float[] predicted, int offset, double loss) {
    count++;
    lossSum += loss;
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
    if (that.count == 0) {
      return;
    }
    long total = count + that.count;
    for (int i = 0; i < targetMeans.length; i++) {
      absoluteErrors[i] += that.absoluteErrors[i];
      squaredErrors[i] += that.squaredErrors[i];
      double delta = that.targetMeans[i] - targetMeans[i];
      double share = (double) that.count / total;
      targetMeans[i] += delta * share;
      targetDeviations[i] += that.targetDeviations[i] + delta * delta * count * share;
    }
    count = total;
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

  @Override
  public RegressionEvaluation result() {
    if (count == 0) {
      throw new IllegalStateException("there are no samples to evaluate");
    }
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
        count, lossSum / count, absolute / outputs, root / outputs, explained / outputs);
  }

  private static double explained(double squaredErrors, double deviations) {
    if (deviations == 0) {
      return squaredErrors == 0 ? 1 : 0;
    }
    return 1 - squaredErrors / deviations;
  }
}
