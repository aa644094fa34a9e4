package io.github.bellows.driver.report;

import static io.github.bellows.driver.report.Html.coordinate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

/** Curves over steps as inline SVG; colours come from the page's style sheet. */
final class LineChart {
  /** Height of the drawing in its own coordinates. */
  static final int HEIGHT = 240;

  private static final int LEFT = 56;
  private static final int RIGHT = 14;
  private static final int TOP = 10;
  private static final int BOTTOM = 30;
  private static final int UNITS_PER_POINT = 4;
  private static final int MOST_DOTS = 60;

  private final String title;
  private final List<Series> series;
  private final int width;
  private final Axis steps;
  private final Axis values;

  private LineChart(
      String title, List<Series> series, int width, BiFunction<Double, Double, Axis> axis) {
    this.title = title;
    this.series = series;
    this.width = width;
    this.steps =
        Axis.exact(least(series, Series.Point::step), greatest(series, Series.Point::step));
    this.values =
        axis.apply(least(series, Series.Point::low), greatest(series, Series.Point::high));
  }

  /**
   * Returns a figure of the curves that have points; nothing if none has.
   *
   * @param width of the drawing's own coordinates; it scales with the page
   * @param axis the axis of values for the smallest and the largest one
   */
  static String render(
      String title, List<Series> series, int width, BiFunction<Double, Double, Axis> axis) {
    List<Series> drawn =
        series.stream()
            .filter(each -> !each.points().isEmpty())
            .map(each -> each.thinned(width / UNITS_PER_POINT))
            .toList();
    return drawn.isEmpty() ? "" : new LineChart(title, drawn, width, axis).figure(series);
  }

  /**
   * Returns the curves alone, every point of theirs, as an SVG element.
   *
   * @param attributes of the element besides those of the drawing
   */
  static String drawing(
      String title, List<Series> series, int width, Axis values, String attributes) {
    StringBuilder out = new StringBuilder();
    new LineChart(title, series, width, (low, high) -> values).draw(out, attributes);
    return out.toString();
  }

  private static double least(List<Series> series, ToDoubleFunction<Series.Point> of) {
    return series.stream().flatMap(s -> s.points().stream()).mapToDouble(of).min().orElseThrow();
  }

  private static double greatest(List<Series> series, ToDoubleFunction<Series.Point> of) {
    return series.stream().flatMap(s -> s.points().stream()).mapToDouble(of).max().orElseThrow();
  }

  private String figure(List<Series> whole) {
    StringBuilder out = new StringBuilder("<figure class=\"card chart\">\n<figcaption><b>");
    out.append(Html.escape(title)).append("</b>");
    if (values.logarithmic()) {
      out.append("<span class=\"note\">logarithmic</span>");
    }
    for (Series each : whole) {
      if (!each.points().isEmpty()) {
        double last = each.points().get(each.points().size() - 1).value();
        out.append("<span class=\"key ").append(each.style()).append("\"><i></i>");
        out.append(Html.escape(each.name())).append(" <b>").append(Html.number(last));
        out.append("</b></span>");
      }
    }
    out.append("</figcaption>\n");
    draw(out, "");
    return out.append("</figure>\n").toString();
  }

  private void draw(StringBuilder out, String attributes) {
    out.append("<svg role=\"img\" aria-label=\"").append(Html.escape(title)).append('"');
    out.append(attributes);
    out.append(" viewBox=\"0 0 ").append(width).append(' ').append(HEIGHT).append("\">\n");
    grid(out);
    series.forEach(each -> curve(out, each));
    out.append("</svg>\n");
  }

  private void grid(StringBuilder out) {
    for (double tick : values.ticks()) {
      String y = coordinate(y(tick));
      out.append("<path class=\"grid\" d=\"M").append(LEFT).append(' ').append(y);
      out.append('H').append(width - RIGHT).append("\"/>");
      out.append("<text class=\"value\" x=\"").append(LEFT - 8).append("\" y=\"").append(y);
      out.append("\" dy=\"4\">").append(Axis.label(tick)).append("</text>\n");
    }
    for (double tick : steps.ticks()) {
      if (tick != Math.rint(tick)) {
        continue;
      }
      out.append("<text class=\"step\" x=\"").append(coordinate(x(tick))).append("\" y=\"");
      out.append(HEIGHT - 10).append("\">").append(Axis.label(tick)).append("</text>\n");
    }
  }

  private void curve(StringBuilder out, Series curve) {
    List<Series.Point> points = curve.points();
    out.append("<g class=\"").append(curve.style()).append("\">");
    if (points.stream().anyMatch(point -> point.high() > point.low())) {
      out.append("<path class=\"band\" d=\"").append(line(points, Series.Point::high, "M"));
      out.append(line(reversed(points), Series.Point::low, "L")).append("Z\"/>");
    }
    out.append("<path class=\"line\" d=\"").append(line(points, Series.Point::value, "M"));
    out.append("\"/>");
    if (points.size() <= MOST_DOTS) {
      for (Series.Point point : points) {
        out.append("<circle r=\"2.5\" cx=\"").append(coordinate(x(point.step())));
        out.append("\" cy=\"").append(coordinate(y(point.value()))).append("\"><title>step ");
        out.append(Html.number(point.step())).append(": ").append(Html.number(point.value()));
        out.append("</title></circle>");
      }
    }
    out.append("</g>\n");
  }

  private static List<Series.Point> reversed(List<Series.Point> points) {
    List<Series.Point> reversed = new ArrayList<>(points);
    Collections.reverse(reversed);
    return reversed;
  }

  private String line(
      List<Series.Point> points, ToDoubleFunction<Series.Point> value, String first) {
    StringBuilder path = new StringBuilder();
    for (Series.Point point : points) {
      path.append(path.length() == 0 ? first : "L").append(coordinate(x(point.step())));
      path.append(' ').append(coordinate(y(value.applyAsDouble(point))));
    }
    return path.toString();
  }

  private double x(double step) {
    return LEFT + steps.place(step) * (width - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - values.place(value) * (HEIGHT - TOP - BOTTOM);
  }
}
