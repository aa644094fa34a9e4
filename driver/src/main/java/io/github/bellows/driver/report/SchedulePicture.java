package io.github.bellows.driver.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Curves over steps as one SVG file that needs nothing else, one below the other. Follows the
 * reader's light or dark setting.
 */
public final class SchedulePicture {
  private static final int WIDTH = 720;
  private static final int TITLE = 28;
  private static final double STRAIGHT = 1e-9;
  private static final String STYLE =
      """
      <style>
      svg { --page: #ffffff; --text: #1c2330; --soft: #667085; --grid: #eceef2; --curve: #2563eb; }
      @media (prefers-color-scheme: dark) {
        svg { --page: #1a202a; --text: #e6e9ef; --soft: #96a0b2; --grid: #28303c; --curve: #6ea0ff; }
      }
      text { fill: var(--soft); font: 12px system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
      .title { fill: var(--text); font-size: 14px; font-weight: 600; }
      .page { fill: var(--page); }
      .value { text-anchor: end; }
      .step { text-anchor: middle; }
      .grid { stroke: var(--grid); }
      .line { fill: none; stroke: var(--curve); stroke-width: 1.8; stroke-linejoin: round; }
      circle { fill: var(--page); stroke: var(--curve); stroke-width: 1.6; }
      </style>
      """;

  private SchedulePicture() {}

  /**
   * One curve.
   *
   * @param title what stands above it
   * @param points at least one, by rising step
   */
  public record Panel(String title, List<Point> points) {
    /** Copies the list. */
    public Panel {
      points = List.copyOf(points);
    }
  }

  /** A value at a step. */
  public record Point(long step, double value) {}

  /** Returns the picture. The same panels give the same bytes. */
  public static String render(List<Panel> panels) {
    int height = panels.size() * (LineChart.HEIGHT + TITLE);
    StringBuilder out = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"");
    out.append(WIDTH).append("\" height=\"").append(height).append("\" viewBox=\"0 0 ");
    out.append(WIDTH).append(' ').append(height).append("\">\n").append(STYLE);
    out.append("<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n");
    int top = 0;
    for (Panel panel : panels) {
      out.append("<text class=\"title\" x=\"12\" y=\"").append(top + 20).append("\">");
      out.append(Html.escape(panel.title())).append("</text>\n");
      out.append(drawing(panel, top + TITLE));
      top += LineChart.HEIGHT + TITLE;
    }
    return out.append("</svg>\n").toString();
  }

  private static String drawing(Panel panel, int top) {
    double low = panel.points().stream().mapToDouble(Point::value).min().orElseThrow();
    double high = panel.points().stream().mapToDouble(Point::value).max().orElseThrow();
    List<Series.Point> points =
        bends(panel.points(), high - low).stream()
            .map(p -> new Series.Point(p.step(), p.value(), p.value(), p.value()))
            .toList();
    String place = " y=\"" + top + "\" width=\"" + WIDTH + "\" height=\"" + LineChart.HEIGHT + "\"";
    return LineChart.drawing(
        panel.title(),
        List.of(new Series(panel.title(), "curve", points)),
        WIDTH,
        Axis.linear(low, high),
        place);
  }

  /** Returns the points at which the curve does not go straight on. */
  private static List<Point> bends(List<Point> points, double range) {
    List<Point> bends = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      if (i == 0 || i == points.size() - 1) {
        bends.add(points.get(i));
        continue;
      }
      Point before = points.get(i - 1);
      Point after = points.get(i + 1);
      double part =
          (double) (points.get(i).step() - before.step()) / (after.step() - before.step());
      double straight = before.value() + part * (after.value() - before.value());
      if (Math.abs(points.get(i).value() - straight) > STRAIGHT * range) {
        bends.add(points.get(i));
      }
    }
    return bends;
  }
}
