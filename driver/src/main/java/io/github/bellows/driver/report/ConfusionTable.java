package io.github.bellows.driver.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** A classifier's confusion matrix as a heat map, and precision, recall and F1 by class. */
final class ConfusionTable {
  /** A larger matrix would not be read on a page. */
  private static final int MOST_CLASSES = 40;

  private final JsonNode evaluation;
  private final JsonNode confusion;

  private ConfusionTable(JsonNode evaluation) {
    this.evaluation = evaluation;
    this.confusion = evaluation.path("confusion");
  }

  /**
   * Returns the tables of an evaluation; nothing if it has no {@code confusion}.
   *
   * @param evaluation {@code confusion} (counts by [class][predicted]), {@code precision}, {@code
   *     recall}, {@code f1} (by class) and, if classes have names, {@code labels}
   */
  static String render(JsonNode evaluation) {
    ConfusionTable table = new ConfusionTable(evaluation);
    if (table.confusion.isEmpty()) {
      return "";
    }
    return "<section class=\"pair\">\n" + table.matrix() + table.classes() + "</section>\n";
  }

  private String label(int index) {
    JsonNode label = evaluation.path("labels").path(index);
    return Html.escape(label.isMissingNode() ? String.valueOf(index) : label.asText());
  }

  private String matrix() {
    StringBuilder out = new StringBuilder("<div class=\"card scroll\"><h2>Confusion matrix</h2>\n");
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
    long whole = 0;
    for (JsonNode other : confusion.path(row)) {
      whole += other.asLong();
    }
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
    StringBuilder out = new StringBuilder("<div class=\"card scroll\"><h2>By class</h2>\n");
    out.append("<table class=\"classes\"><tr><th>class</th><th>precision</th><th>recall</th>");
    out.append("<th>F1</th><th>samples</th></tr>\n");
    for (int row = 0; row < confusion.size(); row++) {
      out.append("<tr><th>").append(label(row)).append("</th>");
      for (String figure : new String[] {"precision", "recall", "f1"}) {
        double value = evaluation.path(figure).path(row).asDouble();
        out.append(
            String.format(
                Locale.ROOT, "<td class=\"bar\" style=\"--part:%.4f\">%.4f</td>", value, value));
      }
      long samples = 0;
      for (JsonNode count : confusion.path(row)) {
        samples += count.asLong();
      }
      out.append("<td>").append(Html.number((double) samples)).append("</td></tr>\n");
    }
    return out.append("</table></div>\n").toString();
  }
}
