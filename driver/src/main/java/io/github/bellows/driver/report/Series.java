package io.github.bellows.driver.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One curve of a chart, by rising step. Immutable.
 *
 * @param name what the legend says
 * @param style the class of its line in the style sheet
 * @param points at least one; values are finite
 */
record Series(String name, String style, List<Point> points) {
  Series {
    points = List.copyOf(points);
  }

  /**
   * One point, or many drawn as one.
   *
   * @param step updates applied; for many, their mean
   * @param value the value; for many, their mean
   * @param low the smallest value
   * @param high the largest value
   */
  record Point(double step, double value, double low, double high) {}

  /**
   * Returns the numbers a key has in records of one type; records without a finite number there are
   * left out.
   */
  static Series of(String name, String style, List<JsonNode> records, String type, String key) {
    List<Point> points = new ArrayList<>();
    for (JsonNode each : records) {
      double value = each.path(key).isNumber() ? each.path(key).doubleValue() : Double.NaN;
      if (each.path("type").asText().equals(type)
          && each.path("step").isNumber()
          && Double.isFinite(value)) {
        points.add(new Point(each.path("step").doubleValue(), value, value, value));
      }
    }
    points.sort(Comparator.comparingDouble(Point::step));
    return new Series(name, style, points);
  }

  /** Returns at most {@code most} points, each the mean of its neighbours, with their extremes. */
  Series thinned(int most) {
    int size = points.size();
    if (size <= most) {
      return this;
    }
    List<Point> thin = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      thin.add(
          mean(points.subList((int) ((long) i * size / most), (int) ((i + 1L) * size / most))));
    }
    return new Series(name, style, thin);
  }

  private static Point mean(List<Point> some) {
    return new Point(
        some.stream().mapToDouble(Point::step).average().orElseThrow(),
        some.stream().mapToDouble(Point::value).average().orElseThrow(),
        some.stream().mapToDouble(Point::low).min().orElseThrow(),
        some.stream().mapToDouble(Point::high).max().orElseThrow());
  }
}
