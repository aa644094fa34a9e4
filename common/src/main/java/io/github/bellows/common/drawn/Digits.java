package io.github.bellows.common.drawn;

import io.github.bellows.common.model.Shape;
import io.github.bellows.common.random.SeededRandom;
import java.util.List;

/**
 * Draws images of digits: pen strokes under a random affine transform, with jitter, blur and noise.
 * Image {@code index} is a pure function of (seed, index), with the same bits on every platform.
 * Immutable and thread-safe.
 *
 * <p>The distortions are chosen so that a linear model cannot solve the task and a small
 * convolutional network can.
 */
public final class Digits {
  /** Height and width of an image. */
  public static final int SIZE = 28;

  /** Number of bytes of an image. */
  public static final int PIXELS = SIZE * SIZE;

  /** Number of classes; class {@code d} is digit {@code d}. */
  public static final int CLASSES = 10;

  private static final double HEIGHT = 18;
  private static final double WIDTH = 12.5;
  private static final double ROTATION = 0.28;
  private static final double SHEAR = 0.28;
  private static final double SHIFT = 2.6;
  private static final double POINT_JITTER = 0.035;
  private static final double NOISE = 16;

  private final long seed;

  /** Creates the digits of a seed. */
  public Digits(long seed) {
    this.seed = seed;
  }

  /** Returns the shape of an image: 1 channel of 28 × 28. */
  public static Shape shape() {
    return Shape.of(1, SIZE, SIZE);
  }

  /** Returns the digit of an image, without drawing it. */
  public int label(long index) {
    return random(index).nextInt(CLASSES);
  }

  /**
   * Draws an image into {@code pixels}, row by row from the top, 0 is background.
   *
   * @param pixels 784 bytes, overwritten
   * @return the digit
   */
  public int draw(long index, byte[] pixels) {
    SeededRandom random = random(index);
    int digit = random.nextInt(CLASSES);
    List<List<DigitStrokes.Stroke>> styles = DigitStrokes.of(digit);
    List<DigitStrokes.Stroke> strokes = styles.get(random.nextInt(styles.size()));
    Affine affine = Affine.draw(random);
    StrokeCanvas canvas = new StrokeCanvas(SIZE, random.uniform(0.75, 1.7));
    for (DigitStrokes.Stroke stroke : strokes) {
      double[] points = stroke.points().clone();
      for (int i = 0; i < points.length; i += 2) {
        double x = points[i] + random.uniform(-POINT_JITTER, POINT_JITTER);
        double y = points[i + 1] + random.uniform(-POINT_JITTER, POINT_JITTER);
        points[i] = affine.x(x, y);
        points[i + 1] = affine.y(x, y);
      }
      canvas.draw(points, stroke.curved(), random.uniform(0.9, 1.1));
    }
    expose(canvas, random, pixels);
    return digit;
  }

  private SeededRandom random(long index) {
    return SeededRandom.of(seed, index);
  }

  /** Turns coverage into bytes: contrast · coverage + background + triangular noise, clamped. */
  private static void expose(StrokeCanvas canvas, SeededRandom random, byte[] pixels) {
    double ink = random.uniform(150, 255);
    double background = random.uniform(0, 24);
    double noise = random.uniform(0, NOISE);
    for (int i = 0; i < PIXELS; i++) {
      long bits = random.nextLong();
      double triangle = ((int) bits & 0xffff) / 65536.0 - ((int) (bits >>> 16) & 0xffff) / 65536.0;
      double value = background + ink * canvas.coverage(i) + noise * triangle;
      pixels[i] = (byte) (int) Math.max(0, Math.min(255, value + 0.5));
    }
  }

  /** Maps the unit box of a digit to pixels: x' = xx·x + xy·y + x0, and so for y'. */
  private record Affine(double xx, double xy, double x0, double yx, double yy, double y0) {
    static Affine draw(SeededRandom random) {
      double angle = random.uniform(-ROTATION, ROTATION);
      double shear = random.uniform(-SHEAR, SHEAR);
      double width = WIDTH * random.uniform(0.7, 1.15);
      double height = HEIGHT * random.uniform(0.78, 1.12);
      double cos = StrictMath.cos(angle);
      double sin = StrictMath.sin(angle);
      double xx = cos * width;
      double xy = (cos * shear - sin) * height;
      double yx = sin * width;
      double yy = (sin * shear + cos) * height;
      double centreX = SIZE / 2.0 - 0.5 + random.uniform(-SHIFT, SHIFT);
      double centreY = SIZE / 2.0 - 0.5 + random.uniform(-SHIFT, SHIFT);
      return new Affine(xx, xy, centreX - (xx + xy) / 2, yx, yy, centreY - (yx + yy) / 2);
    }

    double x(double x, double y) {
      return xx * x + xy * y + x0;
    }

    double y(double x, double y) {
      return yx * x + yy * y + y0;
    }
  }
}
