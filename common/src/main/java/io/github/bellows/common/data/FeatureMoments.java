package io.github.bellows.common.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Mean, squared deviations and extremes of each feature over some samples, in doubles; NaN stands
 * for a missing one and is left out. Mutable; one thread at a time.
 *
 * <p>Samples are added by mean += (x − mean) / n, m2 += (x − oldMean)(x − mean), and two sets
 * merged by their difference of means, so a constant feature has a deviation of exactly 0. The bits
 * depend on the order in which samples are added and merged.
 *
 * <p>Reference: Chan, Golub, LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing
 * Sample Variances", 1979.
 */
public final class FeatureMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] mean;
  private final double[] m2;
  private final double[] lowest;
  private final double[] highest;
  private final long[] counts;

  /** Creates moments of no samples. */
  public FeatureMoments(int features) {
    mean = new double[features];
    m2 = new double[features];
    lowest = new double[features];
    highest = new double[features];
    counts = new long[features];
    Arrays.fill(lowest, Double.POSITIVE_INFINITY);
    Arrays.fill(highest, Double.NEGATIVE_INFINITY);
  }

  /** Adds one sample of unscaled features. */
  public void add(float[] features) {
    for (int i = 0; i < mean.length; i++) {
      double feature = features[i];
      if (!Double.isNaN(feature)) {
        double weight = 1.0 / ++counts[i];
        double delta = feature - mean[i];
        mean[i] += delta * weight;
        m2[i] += delta * (feature - mean[i]);
        lowest[i] = Math.min(lowest[i], feature);
        highest[i] = Math.max(highest[i], feature);
      }
    }
  }

  /** Adds the samples of another part. */
  public void merge(FeatureMoments other) {
    for (int i = 0; i < mean.length; i++) {
      long more = other.counts[i];
      if (more > 0) {
        long count = counts[i];
        long total = count + more;
        double delta = other.mean[i] - mean[i];
        mean[i] += count == 0 ? delta : delta * ((double) more / total);
        m2[i] += other.m2[i] + delta * delta * ((double) count * more / total);
        lowest[i] = Math.min(lowest[i], other.lowest[i]);
        highest[i] = Math.max(highest[i], other.highest[i]);
        counts[i] = total;
      }
    }
  }

  /** Returns how many samples have a feature. */
  public long count(int feature) {
    return counts[feature];
  }

  /** Returns the mean of a feature; 0 if no sample has it. */
  public double mean(int feature) {
    return mean[feature];
  }

  /** Returns the population standard deviation of a feature; 0 if no sample has it. */
  public double deviation(int feature) {
    return counts[feature] == 0 ? 0 : Math.sqrt(m2[feature] / counts[feature]);
  }

  /** Returns the lowest of a feature; infinite if no sample has it. */
  public double lowest(int feature) {
    return lowest[feature];
  }

  /** Returns the highest of a feature; infinite if no sample has it. */
  public double highest(int feature) {
    return highest[feature];
  }
}
