package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.driver.report.HtmlReport;
import io.github.bellows.driver.train.RunDirectory;
import java.util.ArrayList;
import java.util.List;

/** Gathers what a run recorded into {@code report.html}. */
final class ReportPage {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReportPage() {}

  /**
   * Writes the page.
   *
   * @param summary the figures of the run
   * @param metrics the lines of {@code metrics.jsonl}
   */
  static void write(RunDirectory directory, String name, JsonNode summary, List<String> metrics) {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : metrics) {
      try {
        lines.add(JSON.readTree(line));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a line of metrics must be JSON: " + line, e);
      }
    }
    String configuration = new String(directory.storage().read(directory.config()), UTF_8);
    String page = HtmlReport.render(new HtmlReport.Run(name, lines, summary, configuration));
    directory.storage().replace(directory.report(), page.getBytes(UTF_8));
  }
}
