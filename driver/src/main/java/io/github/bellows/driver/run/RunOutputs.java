package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.checkpoint.ModelDirectory;
import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.model.Network;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingLoop;
import java.util.List;
import java.util.Map;

/**
 * Writes what a run leaves behind: model, summary, report.
 *
 * @param directory the run
 */
record RunOutputs(RunDirectory directory) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the summary and, unless the run was interrupted, the model and the report. */
  void write(
      RunSummary summary, Network network, Preprocessing preprocessing, List<String> metrics) {
    ObjectNode figures = summary.toJson();
    if (summary.end() != TrainingLoop.End.INTERRUPTED) {
      ModelDirectory.write(
          directory.storage(),
          directory.model(),
          Map.of(
              ModelDirectory.MODEL, ModelYaml.write(network.spec()),
              ModelDirectory.PREPROCESSING, preprocessing.toJson(),
              ModelDirectory.METRICS, text(figures)),
          network.layout(),
          summary.parameters());
      new ReportPage(directory).write(summary, figures, metrics);
    }
    directory.storage().replace(directory.summary(), text(figures).getBytes(UTF_8));
  }

  /** Returns JSON as indented text. */
  static String text(JsonNode json) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures must be writable as JSON", e);
    }
  }
}
