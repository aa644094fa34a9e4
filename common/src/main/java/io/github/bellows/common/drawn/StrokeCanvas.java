package io.github.bellows.common.drawn;

/**
 * A square of pixels that collects pen strokes with anti-aliased edges. Plain arithmetic and square
 * roots only, so the bits are the same everywhere. One thread.
 *
 * <p>A pixel at distance d from a stroke of radius r is covered by clamp(r + 0.5 − d, 0, 1);
 * several strokes by their maximum.
 */
final class StrokeCanvas {
  private static final int SEGMENTS_PER_SPAN = 4;

  private final int size;
  private final double radius;
  private final double[] coverage;

  /**
   * Creates an empty canvas.
   *
   * @param size height and width in pixels
   * @param radius half the width of the pen in pixels
   */
  StrokeCanvas(int size, double radius) {
    this.size = size;
    this.radius = radius;
    this.coverage = new double[size * size];
  }

  /** Returns how much of a pixel is covered, in [0, 1]; pixels are counted row by row. */
  double coverage(int pixel) {
    return coverage[pixel];
  }

  /**
   * Draws a stroke.
   *
   * @param points x and y in turn, in pixels, (0, 0) the centre of the first pixel
   * @param curved a Catmull-Rom curve through the points if true, straight lines if not
   * @param pressure multiplies the pen's radius
   */
  void draw(double[] points, boolean curved, double pressure) {
    double pen = radius * pressure;
    int last = points.length / 2 - 1;
    for (int p = 0; p < last; p++) {
      double x = points[2 * p];
      double y = points[2 * p + 1];
      int segments = curved ? SEGMENTS_PER_SPAN : 1;
      for (int s = 1; s <= segments; s++) {
        double t = (double) s / segments;
        double nextX = curved ? between(points, p, last, 0, t) : points[2 * p + 2];
        double nextY = curved ? between(points, p, last, 1, t) : points[2 * p + 3];
        segment(x, y, nextX, nextY, pen);
        x = nextX;
        y = nextY;
      }
    }
  }

  /**
   * Returns the point at t between points p and p + 1 of a uniform Catmull-Rom curve, whose end
   * points are repeated.
   */
  private static double between(double[] points, int p, int last, int axis, double t) {
    double before = points[2 * Math.max(p - 1, 0) + axis];
    double from = points[2 * p + axis];
    double to = points[2 * p + 2 + axis];
    double after = points[2 * Math.min(p + 2, last) + axis];
    double cubic = 3 * (from - to) + after - before;
    double square = 2 * before - 5 * from + 4 * to - after;
    return from + 0.5 * t * (to - before + t * (square + t * cubic));
  }

  private void segment(double x0, double y0, double x1, double y1, double pen) {
    double reach = pen + 0.5;
    int left = (int) Math.max(0, Math.ceil(Math.min(x0, x1) - reach));
    int right = (int) Math.min(size - 1.0, Math.floor(Math.max(x0, x1) + reach));
    int top = (int) Math.max(0, Math.ceil(Math.min(y0, y1) - reach));
    int bottom = (int) Math.min(size - 1.0, Math.floor(Math.max(y0, y1) + reach));
    double dx = x1 - x0;
    double dy = y1 - y0;
    double square = dx * dx + dy * dy;
    double inverse = square == 0 ? 0 : 1 / square;
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        double along = ((column - x0) * dx + (row - y0) * dy) * inverse;
        double nearest = Math.max(0, Math.min(1, along));
        double awayX = column - x0 - nearest * dx;
        double awayY = row - y0 - nearest * dy;
        double distance = awayX * awayX + awayY * awayY;
        if (distance < reach * reach) {
          double covered = Math.min(1, reach - Math.sqrt(distance));
          int pixel = row * size + column;
          coverage[pixel] = Math.max(coverage[pixel], covered);
        }
      }
    }
  }
}
