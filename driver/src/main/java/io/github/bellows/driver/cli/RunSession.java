package io.github.bellows.driver.cli;

import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.run.RunResult;
import io.github.bellows.driver.run.StopSignal;
import io.github.bellows.driver.run.TrainingRun;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.StatusFile;
import io.github.bellows.driver.train.TrainingLoop;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.SparkSession;

/**
 * A run with a person at the other end: progress on the terminal, Ctrl-C that leaves a checkpoint,
 * and where the results are.
 */
final class RunSession {
  private static final long STOP_SECONDS = 120;

  /** Before Spark's own hook (40) and Hadoop's file systems (10), which the checkpoint needs. */
  private static final int BEFORE_SPARK = 100;

  private final SparkOptions options;
  private final RunConfig config;
  private final RunDirectory directory;
  private final StopSignal stop = new StopSignal();
  private final CountDownLatch ended = new CountDownLatch(1);

  RunSession(SparkOptions options, RunConfig config, RunDirectory directory) {
    this.options = options;
    this.config = config;
    this.directory = directory;
  }

  /** Runs to the end and returns the exit code. */
  int run() {
    ShutdownHookManager.get()
        .addShutdownHook(this::stopAndWait, BEFORE_SPARK, STOP_SECONDS, TimeUnit.SECONDS);
    System.err.println("bellows: run directory " + Storage.display(directory.path()));
    try {
      SparkSession spark = open();
      ProgressView progress = new ProgressView(config, System.err, ProgressView.onTerminal());
      try {
        RunResult result = new TrainingRun(spark, config, directory, stop).run(List.of(progress));
        show(result);
        return result.end() == TrainingLoop.End.INTERRUPTED ? ErrorCode.INTERRUPTED.exitCode() : 0;
      } finally {
        progress.close();
        if (!stop.requested()) {
          spark.stop(); // else the JVM is shutting down, and Spark stops itself
        }
      }
    } finally {
      ended.countDown();
    }
  }

  private SparkSession open() {
    Integer workers = config.cluster().workers();
    options.pin(config.cluster().instructionSet());
    try {
      options.checkMode(config);
      return options.open(config.name(), workers == null ? 0 : workers);
    } catch (TrainingException e) {
      try {
        new StatusFile(directory, Clock.systemUTC()).failed(e);
      } catch (TrainingException second) {
        e.addSuppressed(second); // The first error is the one to report.
      }
      throw e;
    }
  }

  /** Runs in the JVM's shutdown, while the main thread finishes the step and the checkpoint. */
  private void stopAndWait() {
    if (ended.getCount() == 0) {
      return;
    }
    System.err.println("\nbellows: stopping after this step; writing a checkpoint ...");
    try {
      boolean over = false;
      for (int second = 0; second < STOP_SECONDS && !over; second++) {
        stop.request(); // again and again: while data is prepared, a next job may just have begun
        over = ended.await(1, TimeUnit.SECONDS);
      }
      if (!over) {
        System.err.println("bellows: gave up waiting; the newest checkpoint is still good");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show(RunResult result) {
    String path = Storage.display(directory.path());
    if (result.end() == TrainingLoop.End.INTERRUPTED) {
      System.err.println(
          "bellows: stopped at step " + result.steps() + ". Continue with: bellows resume " + path);
      return;
    }
    if (result.end() == TrainingLoop.End.STOPPED_EARLY) {
      System.out.println("stopped early: validation did not improve any more");
    }
    Evaluation validation = result.validation();
    if (validation != null) {
      StringBuilder line = new StringBuilder("validation:");
      validation
          .scalars()
          .forEach(
              (name, value) -> line.append(String.format(Locale.ROOT, " %s %.4f", name, value)));
      System.out.println(line);
    }
    System.out.println("model:      " + Storage.display(directory.model()));
    System.out.println("report:     " + Storage.display(directory.report()));
    System.out.println("summary:    " + Storage.display(directory.summary()));
  }
}
