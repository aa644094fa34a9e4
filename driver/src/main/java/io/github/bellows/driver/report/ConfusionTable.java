package io.github.bellows.driver.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;

/**
 * What an evaluation has by class: a confusion matrix as a heat map; precision, recall and F1; for
 * masks the intersection over union.
 */
final class ConfusionTable {
  /** A larger matrix would not be read on a page. */
  private static final int MOST_CLASSES = 40;

  private final String output;
  private final JsonNode evaluation;
  private final JsonNode confusion;

  private ConfusionTable(String output, JsonNode evaluation) {
    this.output = output;
    this.evaluation = evaluation;
    this.confusion = evaluation.path("confusion");
  }

  /**
   * Returns the tables of an evaluation, and of each of its {@code outputs}; nothing if there is
   * nothing by class.
   *
   * @param evaluation {@code confusion} (counts by [class][predicted]) or {@code positives} (counts
   *     by label), {@code precision}, {@code recall}, {@code f1} (by class) and, where they are,
   *     {@code labels} (names of classes) and {@code intersectionOverUnion}
   */
  static String render(JsonNode evaluation) {
    StringBuilder out = new StringBuilder(new ConfusionTable("", evaluation).tables());
    for (Map.Entry<String, JsonNode> each : evaluation.path("outputs").properties()) {
      out.append(new ConfusionTable(each.getKey(), each.getValue()).tables());
    }
    return out.toString();
  }

  private String tables() {
    if (evaluation.path("precision").isEmpty()) {
      return "";
    }
    return "<section class=\"pair\">\n"
        + (confusion.isEmpty() ? "" : matrix())
        + classes()
        + "</section>\n";
  }

  private String title(String text) {
    return output.isEmpty() ? text : Html.escape(output) + ": " + text.toLowerCase(Locale.ROOT);
  }

  private String label(int index) {
    JsonNode label = evaluation.path("labels").path(index);
    return Html.escape(label.isMissingNode() ? String.valueOf(index) : label.asText());
  }

  private String matrix() {
    StringBuilder out = new StringBuilder("<div class=\"card scroll\"><h2>");
    out.append(title("Confusion matrix")).append("</h2>\n");
    if (confusion.size() > MOST_CLASSES) {
      return out.append("<p class=\"note\">The matrix of ")
          .append(confusion.size())
          .append(" classes is too large for this page; summary.json has it.</p></div>\n")
          .toString();
    }
    out.append("<p class=\"note\">Rows are the classes, columns what was predicted; ")
        .append("the shade is the share of the row.</p>\n<table class=\"heat\"><tr><th></th>");
    for (int column = 0; column < confusion.size(); column++) {
      out.append("<th>").append(label(column)).append("</th>");
    }
    out.append("</tr>\n");
    for (int row = 0; row < confusion.size(); row++) {
      out.append("<tr><th>").append(label(row)).append("</th>");
      for (int column = 0; column < confusion.size(); column++) {
        cell(out, row, column);
      }
      out.append("</tr>\n");
    }
    return out.append("</table></div>\n").toString();
  }

  private void cell(StringBuilder out, int row, int column) {
    long count = confusion.path(row).path(column).asLong();
    long whole = actual(row);
    double share = whole == 0 ? 0 : (double) count / whole;
    String kind = count == 0 ? "none" : row == column ? "right" : "wrong";
    // Errors are rare in a good model: their root keeps them visible.
    double shade = kind.equals("wrong") ? Math.sqrt(share) : share;
    out.append("<td class=\"").append(kind).append(shade > 0.55 ? " deep" : "");
    out.append(String.format(Locale.ROOT, "\" style=\"--shade:%.3f\" title=\"", shade));
    out.append(label(row)).append(" taken for ").append(label(column)).append(": ");
    out.append(Html.number((double) count));
    out.append(String.format(Locale.ROOT, " (%.1f %%)\">", 100 * share));
    out.append(Html.number((double) count)).append("</td>");
  }

  private String classes() {
    boolean answers = confusion.isEmpty();
    JsonNode overlaps = evaluation.path("intersectionOverUnion");
    StringBuilder out = new StringBuilder("<div class=\"card scroll\"><h2>");
    out.append(title(answers ? "By label" : "By class")).append("</h2>\n");
    out.append("<table class=\"classes\"><tr><th>").append(answers ? "label" : "class");
    out.append("</th><th>precision</th><th>recall</th><th>F1</th>");
    out.append(overlaps.isEmpty() ? "" : "<th>IoU</th>").append("<th>");
    out.append(answers ? "positives" : overlaps.isEmpty() ? "samples" : "places");
    out.append("</th></tr>\n");
    for (int row = 0; row < evaluation.path("precision").size(); row++) {
      out.append("<tr><th>").append(label(row)).append("</th>");
      for (String figure : new String[] {"precision", "recall", "f1"}) {
        bar(out, evaluation.path(figure).path(row));
      }
      if (!overlaps.isEmpty()) {
        bar(out, overlaps.path(row));
      }
      long count = answers ? evaluation.path("positives").path(row).asLong() : actual(row);
      out.append("<td>").append(Html.number((double) count)).append("</td></tr>\n");
    }
    return out.append("</table></div>\n").toString();
  }

  private static void bar(StringBuilder out, JsonNode value) {
    if (value.isNumber()) {
      double part = value.doubleValue();
      out.append(
          String.format(
              Locale.ROOT, "<td class=\"bar\" style=\"--part:%.4f\">%.4f</td>", part, part));
    } else {
      out.append("<td>–</td>");
    }
  }

  private long actual(int row) {
    long count = 0;
    for (JsonNode each : confusion.path(row)) {
      count += each.asLong();
    }
    return count;
  }
}
