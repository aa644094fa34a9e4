package io.github.bellows.driver.report;

import com.fasterxml.jackson.databind.JsonNode;

/** Where each worker's time went, as a table. */
final class RankSection {
  private static final String[] FIGURES = {
    "steps", "computeMillis", "exchangeMillis", "updateMillis", "waitMillis"
  };

  private RankSection() {}

  /**
   * Returns the table; nothing if there are fewer than two rows.
   *
   * @param ranks {@code ranks} of a summary
   */
  static String render(JsonNode ranks) {
    if (ranks.size() < 2) {
      return "";
    }
    StringBuilder out = new StringBuilder("<div class=\"card scroll\"><h2>Workers</h2>\n");
    out.append("<p class=\"note\">Milliseconds of a step, as a mean. ");
    out.append("Who waits least is whom the others wait for.</p>\n");
    out.append("<table class=\"classes\"><tr><th>worker</th><th>steps</th><th>compute</th>");
    out.append("<th>exchange</th><th>update</th><th>wait</th></tr>\n");
    for (JsonNode rank : ranks) {
      out.append("<tr><th>").append(Html.escape(rank.path("rank").asText())).append(" (executor ");
      out.append(Html.escape(rank.path("executor").asText())).append(" on ");
      out.append(Html.escape(rank.path("host").asText())).append(")</th>");
      for (String figure : FIGURES) {
        out.append("<td>").append(Html.number(rank.path(figure).asDouble())).append("</td>");
      }
      out.append("</tr>\n");
    }
    return out.append("</table></div>\n").toString();
  }
}
