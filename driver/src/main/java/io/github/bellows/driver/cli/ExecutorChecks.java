package io.github.bellows.driver.cli;

import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.summary.NetworkSummary;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.cluster.Findings;
import io.github.bellows.driver.cluster.MemoryNeed;
import io.github.bellows.driver.cluster.Preflight;
import io.github.bellows.driver.run.Engines;
import io.github.bellows.driver.run.MemoryEstimate;
import io.github.bellows.driver.run.PreparedRoot;
import io.github.bellows.driver.run.RunPreflight;
import io.github.bellows.worker.task.ExecutorReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** What {@code doctor} says of executors, and of the run that a configuration asks for. */
final class ExecutorChecks {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final JavaSparkContext spark;
  private final SparkSession session;
  private final Storage storage;
  private final @Nullable RunConfig config;
  private final @Nullable String output;
  private final List<String> lines = new ArrayList<>();
  private int failures;

  /**
   * Creates checks of a session.
   *
   * @param config the run; null to look at the executors alone
   * @param output a directory of runs whose prepared data they share; null for that of the run, or
   *     for none
   */
  ExecutorChecks(
      SparkSession session, Storage storage, @Nullable RunConfig config, @Nullable String output) {
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.storage = storage;
    this.config = config;
    this.output = output;
  }

  /** Looks at everything and returns a summary in a few words; {@link #lines} has the rest. */
  String examine() {
    Findings found = config == null ? survey() : ofRun(config);
    found.executors().forEach(this::line);
    found.warnings().forEach(warning -> add("warn", "", warning));
    found.problems().forEach(this::fail);
    if (spark.isLocal()) {
      return "none: workers are threads of this process";
    }
    long hosts = found.executors().stream().map(ExecutorReport::host).distinct().count();
    return found.executors().size() + " on " + hosts + (hosts == 1 ? " host" : " hosts");
  }

  private Findings survey() {
    Path prepared = output == null ? null : PreparedRoot.beneath(output, storage);
    return new Preflight(spark, Engines.ALL.providers(), false, PATIENCE)
        .examine(storage, prepared);
  }

  private Findings ofRun(RunConfig run) {
    RunPreflight preflight = new RunPreflight(session, run, storage);
    int workers;
    try {
      workers = preflight.workers();
    } catch (TrainingException e) {
      fail(e);
      workers = 1;
    }
    add(
        "ok",
        "workers",
        workers + " for " + run.training().lanes() + " lanes, " + preflight.mode().key());
    Findings found = preflight.examine(workers);
    MemoryNeed need = preflight.need();
    if (need != null) {
      add(
          "ok",
          "numbers",
          "an executor of "
              + need.workers()
              + (need.workers() == 1 ? " worker takes " : " workers takes ")
              + need.describe());
    } else {
      numbersHere(run, workers);
    }
    return found;
  }

  private void numbersHere(RunConfig run, int workers) {
    NetworkSummary network = RunPreflight.knownNetwork(run, storage);
    if (network == null || run.training().fullBatch()) {
      add("ok", "numbers", "how much memory they take depends on the data");
    } else {
      long bytes = MemoryEstimate.of(network, run, workers).totalBytes();
      add("ok", "numbers", "about " + MemoryNeed.mebibytes(bytes) + " MiB in this process");
    }
  }

  private void line(ExecutorReport report) {
    boolean works = report.engines().stream().anyMatch(ExecutorReport.Engine::loads);
    String engines =
        report.engines().stream()
            .map(
                engine ->
                    engine.loads()
                        ? engine.description()
                        : "no " + engine.kind() + " (" + engine.description() + ")")
            .collect(Collectors.joining("; "));
    if (config == null && !works) {
      failures++; // with a configuration it is among the problems
    }
    add(
        works ? "ok" : "FAIL",
        "executor",
        report.executor()
            + " on "
            + report.host()
            + ": Java "
            + report.jvm().java()
            + ", "
            + MemoryNeed.mebibytes(report.jvm().heapBytes())
            + " MiB heap, "
            + report.jvm().processors()
            + " processors; "
            + engines);
  }

  private void fail(TrainingException problem) {
    failures++;
    add("FAIL", "", String.valueOf(problem.getMessage()));
  }

  private void add(String state, String name, String text) {
    lines.add(String.format("%-5s %-9s %s", state, name, text));
  }

  /** Returns a line for each executor and each thing that is wrong. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Returns how many things are wrong. */
  int failures() {
    return failures;
  }
}
