package io.github.bellows.common.augment;

import io.github.bellows.common.model.Extent;
import io.github.bellows.common.random.SeededRandom;
import org.jspecify.annotations.Nullable;

/**
 * One sample while it is changed: its features, what an autoencoder is to make of them, and the
 * masks of its pixels. Everything is changed in place; one thread at a time.
 */
final class AugmentedSample {
  private final int height;
  private final int width;
  private final float[] zeros;
  private final boolean[] numbers;
  private final float[] features;
  private final float @Nullable [] clean;
  private final long[][] masks;
  private final float[] old;
  private final long[] oldMask;
  private final int[] sources;

  /**
   * Allocates memory for samples of some data.
   *
   * @param masks how many labels are masks of the image's pixels
   * @param separate whether what is to be learned is the features without noise and holes
   */
  AugmentedSample(AugmentedData data, int masks, boolean separate) {
    height = data.image() == null ? 0 : data.image().size(1);
    width = data.image() == null ? 0 : data.image().size(2);
    zeros = data.zeros();
    numbers = data.numbers();
    features = new float[zeros.length];
    clean = separate ? new float[zeros.length] : null;
    int pixels = height * width;
    this.masks = new long[masks][pixels];
    old = new float[zeros.length];
    oldMask = new long[pixels];
    sources = new int[pixels];
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** Returns the features, to be filled and read by the caller. */
  float[] features() {
    return features;
  }

  /** Returns the features that an autoencoder is to make; null if they are the features. */
  float @Nullable [] clean() {
    return clean;
  }

  /** Returns the masks, to be filled and read by the caller. */
  long[][] masks() {
    return masks;
  }

  /** Moves the image by whole numbers of pixels, uniform in [−most, most] along each axis. */
  void shiftWithin(Extent most, Fill fill, SeededRandom random) {
    int down = random.nextInt(2 * most.size(0) + 1) - most.size(0);
    int right = random.nextInt(2 * most.size(1) + 1) - most.size(1);
    shift(down, right, fill);
  }

  /** Moves the image; the pixel that comes to (y, x) is that of (y − down, x − right). */
  void shift(int down, int right, Fill fill) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        sources[y * width + x] = source(y - down, x - right, fill);
      }
    }
    move();
  }

  /** Mirrors the image. */
  void flip(Flip.Axis axis) {
    boolean horizontal = axis == Flip.Axis.HORIZONTAL;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        sources[y * width + x] =
            horizontal ? y * width + width - 1 - x : (height - 1 - y) * width + x;
      }
    }
    move();
  }

  /** Returns where a pixel is; −1 for one outside that becomes zero. */
  private int source(int y, int x, Fill fill) {
    int nearY = Math.min(Math.max(y, 0), height - 1);
    int nearX = Math.min(Math.max(x, 0), width - 1);
    boolean inside = nearY == y && nearX == x;
    return inside || fill == Fill.EDGE ? nearY * width + nearX : -1;
  }

  /** Gives each pixel the value of its source. */
  private void move() {
    move(features);
    if (clean != null) {
      move(clean);
    }
    moveMasks();
  }

  private void move(float[] planes) {
    int pixels = sources.length;
    System.arraycopy(planes, 0, old, 0, planes.length);
    for (int start = 0; start < planes.length; start += pixels) {
      for (int p = 0; p < pixels; p++) {
        planes[start + p] = old(start, sources[p], zeros[start + p]);
      }
    }
  }

  private void moveMasks() {
    for (long[] mask : masks) {
      System.arraycopy(mask, 0, oldMask, 0, mask.length);
      for (int p = 0; p < mask.length; p++) {
        mask[p] = oldMask[sources[p]];
      }
    }
  }

  /**
   * Turns the image about its center c: the pixel at c + d is that at c + (cos·dy + sin·dx, cos·dx
   * − sin·dy), the mean of the four around it weighted by nearness. Masks take the nearest.
   */
  void rotate(double radians, Fill fill) {
    Turn turn = new Turn(StrictMath.cos(radians), StrictMath.sin(radians));
    rotate(features, turn, fill);
    if (clean != null) {
      rotate(clean, turn, fill);
    }
    if (masks.length > 0) {
      for (int p = 0; p < sources.length; p++) {
        int nearestY = (int) Math.floor(turn.y(p / width, p % width) + 0.5);
        int nearestX = (int) Math.floor(turn.x(p / width, p % width) + 0.5);
        sources[p] = source(nearestY, nearestX, Fill.EDGE);
      }
      moveMasks();
    }
  }

  /** Where a turned pixel was. */
  private final class Turn {
    private final double cos;
    private final double sin;
    private final double centerY = (height - 1) / 2.0;
    private final double centerX = (width - 1) / 2.0;

    private Turn(double cos, double sin) {
      this.cos = cos;
      this.sin = sin;
    }

    private double y(int y, int x) {
      return centerY + cos * (y - centerY) + sin * (x - centerX);
    }

    private double x(int y, int x) {
      return centerX + cos * (x - centerX) - sin * (y - centerY);
    }
  }

  private void rotate(float[] planes, Turn turn, Fill fill) {
    System.arraycopy(planes, 0, old, 0, planes.length);
    int pixels = sources.length;
    for (int p = 0; p < pixels; p++) {
      double y = turn.y(p / width, p % width);
      double x = turn.x(p / width, p % width);
      int above = (int) Math.floor(y);
      int left = (int) Math.floor(x);
      float low = (float) (y - above);
      float right = (float) (x - left);
      int first = source(above, left, fill);
      int second = source(above, left + 1, fill);
      int third = source(above + 1, left, fill);
      int fourth = source(above + 1, left + 1, fill);
      for (int start = 0; start < planes.length; start += pixels) {
        float zero = zeros[start + p];
        float upper = (1 - right) * old(start, first, zero) + right * old(start, second, zero);
        float lower = (1 - right) * old(start, third, zero) + right * old(start, fourth, zero);
        planes[start + p] = (1 - low) * upper + low * lower;
      }
    }
  }

  private float old(int start, int source, float zero) {
    return source < 0 ? zero : old[start + source];
  }

  /** Multiplies what the features were before they were scaled. */
  void multiply(float factor) {
    multiply(features, factor);
    if (clean != null) {
      multiply(clean, factor);
    }
  }

  private void multiply(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] = zeros[i] + factor * (values[i] - zeros[i]);
    }
  }

  /** Adds draws to features that are numbers. */
  void addNoise(double deviation, SeededRandom random) {
    for (int i = 0; i < features.length; i++) {
      if (numbers[i]) {
        features[i] += (float) (deviation * random.nextGaussian());
      }
    }
  }

  /** Makes a rectangle zero, as far as it is in the image. */
  void hide(int top, int left, Extent size) {
    int fromX = Math.max(left, 0);
    int toX = Math.min(left + size.size(1), width);
    int toY = Math.min(top + size.size(0), height);
    for (int start = 0; start < features.length; start += height * width) {
      for (int y = Math.max(top, 0); y < toY; y++) {
        int row = start + y * width;
        System.arraycopy(zeros, row + fromX, features, row + fromX, toX - fromX);
      }
    }
  }
}
