package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.driver.train.RunDirectory;
import java.util.List;

/** TEMPORARY until the report room is merged. */
record ReportPage(RunDirectory directory) {
  void write(RunSummary summary, ObjectNode figures, List<String> metrics) {
    directory.storage().replace(directory.report(), "<html></html>".getBytes(UTF_8));
  }
}
