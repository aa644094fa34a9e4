package io.github.bellows.common.initial;

import io.github.bellows.common.random.SeededRandom;

/**
 * A random matrix with orthonormal rows, or columns where there are more rows than columns, times
 * {@code gain}: the Q of a QR decomposition of a Gaussian matrix, with the signs that make R's
 * diagonal positive, so that every orthogonal matrix is as likely as any other. The rows are those
 * of the tensor laid out as [first size, product of the others], as in PyTorch.
 *
 * <p>Reference: Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning
 * in deep linear neural networks", ICLR 2014; Mezzadri, "How to generate random matrices from the
 * classical compact groups", Notices of the AMS 54, 2007.
 *
 * @param gain factor, finite
 */
public record Orthogonal(double gain) implements Initializer {
  private static final int CHAINS = 4;

  /** Checks the gain. */
  public Orthogonal {
    Draws.requireFinite("gain", gain);
  }

  @Override
  public String kind() {
    return "orthogonal";
  }

  @Override
  public void fill(float[] target, Block block, SeededRandom random) {
    boolean wide = block.columns() > block.rows();
    int vectors = wide ? block.rows() : block.columns();
    int length = wide ? block.columns() : block.rows();
    double[][] q = new double[vectors][length];
    for (double[] vector : q) {
      for (int i = 0; i < length; i++) {
        vector[i] = random.nextGaussian();
      }
    }
    orthonormalize(q);
    for (int row = 0; row < block.rows(); row++) {
      for (int column = 0; column < block.columns(); column++) {
        double value = wide ? q[row][column] : q[column][row];
        target[block.offset() + row * block.columns() + column] = (float) (gain * value);
      }
    }
  }

  /**
   * Makes vectors orthonormal in place, each against those before it. Gram-Schmidt, done twice: the
   * second pass removes what rounding left of the first, so that the result is orthogonal to the
   * last bits whatever the vectors were.
   */
  private static void orthonormalize(double[][] vectors) {
    for (int i = 0; i < vectors.length; i++) {
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < i; j++) {
          subtract(vectors[i], vectors[j], dot(vectors[i], vectors[j]));
        }
      }
      double norm = Math.sqrt(dot(vectors[i], vectors[i]));
      for (int k = 0; k < vectors[i].length; k++) {
        vectors[i][k] /= norm;
      }
    }
  }

  /** Adds in four interleaved chains: one would wait for each addition before the next. */
  private static double dot(double[] left, double[] right) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + CHAINS <= left.length; i += CHAINS) {
      s0 += left[i] * right[i];
      s1 += left[i + 1] * right[i + 1];
      s2 += left[i + 2] * right[i + 2];
      s3 += left[i + 3] * right[i + 3];
    }
    for (; i < left.length; i++) {
      s0 += left[i] * right[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static void subtract(double[] target, double[] vector, double factor) {
    for (int i = 0; i < target.length; i++) {
      target[i] -= factor * vector[i];
    }
  }
}
