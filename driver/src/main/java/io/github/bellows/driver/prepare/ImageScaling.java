package io.github.bellows.driver.prepare;

import java.util.Arrays;

/**
 * Scales images along one axis: bilinear, with the average over all the pixels that a pixel of a
 * smaller image covers. Pixel i of the target is the mean of the source's pixels j, weighted by
 * max(0, 1 − |(j + ½) − (i + ½) · s| / max(1, s)) with s = source / target size. That is what
 * Pillow calls BILINEAR, and PyTorch bilinear with antialias. Immutable.
 */
final class ImageScaling {
  private final int from;
  private final int[] first;
  private final float[][] weights;

  private ImageScaling(int from, int to) {
    this.from = from;
    this.first = new int[to];
    this.weights = new float[to][];
    double scale = (double) from / to;
    double reach = Math.max(1, scale);
    for (int i = 0; i < to; i++) {
      double center = (i + 0.5) * scale;
      int begin = Math.max(0, (int) Math.floor(center - reach));
      int end = Math.min(from, (int) Math.ceil(center + reach) + 1);
      double[] shares = new double[end - begin];
      for (int j = begin; j < end; j++) {
        shares[j - begin] = Math.max(0, 1 - Math.abs(j + 0.5 - center) / reach);
      }
      double sum = Arrays.stream(shares).sum();
      first[i] = begin;
      weights[i] = new float[shares.length];
      for (int j = 0; j < shares.length; j++) {
        weights[i][j] = (float) (shares[j] / sum);
      }
    }
  }

  /** Returns the scaling of an axis of so many pixels to one of another number. */
  static ImageScaling of(int from, int to) {
    return new ImageScaling(from, to);
  }

  /** Writes each row of a plane, whose rows this scales, into {@code target}. */
  void alongRows(byte[] plane, int offset, int rows, float[] target) {
    int to = first.length;
    for (int row = 0; row < rows; row++) {
      int start = offset + row * from;
      for (int i = 0; i < to; i++) {
        float[] shares = weights[i];
        int at = start + first[i];
        float sum = 0;
        for (int j = 0; j < shares.length; j++) {
          sum += shares[j] * (plane[at + j] & 0xff);
        }
        target[row * to + i] = sum;
      }
    }
  }

  /** Writes a plane, whose columns this scales, into {@code target} from an offset on, rounded. */
  void alongColumns(float[] plane, int width, byte[] target, int offset) {
    float[] sums = new float[width];
    for (int i = 0; i < first.length; i++) {
      Arrays.fill(sums, 0);
      for (int j = 0; j < weights[i].length; j++) {
        float share = weights[i][j];
        int at = (first[i] + j) * width;
        for (int x = 0; x < width; x++) {
          sums[x] += share * plane[at + x];
        }
      }
      for (int x = 0; x < width; x++) {
        target[offset + i * width + x] = (byte) Math.round(sums[x]);
      }
    }
  }
}
