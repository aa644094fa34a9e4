package io.github.bellows.common.data;

import java.io.Serializable;

/**
 * Mean and squared deviations of each feature over some samples, in doubles. Mutable; one thread at
 * a time.
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
  private long count;

  /** Creates moments of no samples. */
  public FeatureMoments(int features) {
    mean = new double[features];
    m2 = new double[features];
  }

  /** Adds one sample of unscaled features. */
  public void add(float[] features) {
    count++;
    double weight = 1.0 / count;
    for (int i = 0; i < mean.length; i++) {
      double delta = features[i] - mean[i];
      mean[i] += delta * weight;
      m2[i] += delta * (features[i] - mean[i]);
    }
  }

  /** Adds the samples of another part. */
  public void merge(FeatureMoments other) {
    if (other.count == 0) {
      return;
    }
    long total = count + other.count;
    for (int i = 0; i < mean.length; i++) {
      double delta = other.mean[i] - mean[i];
      mean[i] += count == 0 ? delta : delta * ((double) other.count / total);
      m2[i] += other.m2[i] + delta * delta * ((double) count * other.count / total);
    }
    count = total;
  }

  /**
   * Returns the scaling to mean 0 and population standard deviation 1, rounded to fp32; features
   * that are constant are divided by 1.
   */
  public FeatureScaling standardizing() {
    float[] subtract = new float[mean.length];
    float[] divide = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      subtract[i] = (float) mean[i];
      float deviation = (float) Math.sqrt(count == 0 ? 0 : m2[i] / count);
      divide[i] = deviation == 0 ? 1 : deviation;
    }
    return new FeatureScaling(subtract, divide);
  }
}
