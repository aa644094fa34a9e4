package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.task.ExecutorReport;
import io.github.bellows.worker.task.JavaBytes;
import io.github.bellows.worker.task.PreflightTask;
import io.github.bellows.worker.task.SharedPlace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the executors of an application before a run uses them: one ordinary Spark job of a task
 * for each slot. Nothing is looked at in local mode, where the driver's JVM is all there is.
 *
 * @param engines those that the executors must load; for a survey, all that there are
 * @param required whether an engine that does not load is a problem
 * @param patience how long the job may wait for slots
 */
public record Preflight(
    JavaSparkContext spark, List<EngineProvider> engines, boolean required, Duration patience) {
  private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);
  private static final String DESCRIPTION = "Bellows: pre-flight";
  private static final int MOST_NAMES = 4;

  /**
   * Returns what the executors say.
   *
   * @param storage the driver's file systems
   * @param prepared the directory of prepared data, which all of them must read and write; null to
   *     leave files alone
   * @throws TrainingException if the job does not come to an end: ({@link ErrorCode#CONFIGURATION})
   *     if executors cannot load Bellows' classes, ({@link ErrorCode#NO_CAPACITY}) if no slot
   *     becomes free, or executors are lost
   */
  public Findings examine(Storage storage, @Nullable Path prepared) {
    if (spark.isLocal()) {
      return new Findings(List.of(), List.of(), List.of());
    }
    boolean wasThere = prepared != null && storage.exists(prepared);
    SharedPlace place =
        prepared == null ? null : SharedPlace.mark(storage, "data.prepared", prepared);
    try {
      List<ExecutorReport> reports = merged(run(new PreflightTask(engines, place, storage)));
      return new Findings(reports, problems(reports), List.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException(
          ErrorCode.INTERRUPTED, "stopped while the executors were examined.", e);
    } finally {
      if (place != null) {
        clear(storage, place, wasThere);
      }
    }
  }

  /** What was found is of more interest than a file that stays. */
  private static void clear(Storage storage, SharedPlace place, boolean wasThere) {
    try {
      place.clear(storage, wasThere);
    } catch (TrainingException e) {
      LOG.warn("the pre-flight's own file stays: {}", e.getMessage());
    }
  }

  private List<ExecutorReport> run(PreflightTask task) throws InterruptedException {
    int tasks = Math.max(1, RegisteredExecutors.slots(spark.sc()));
    JavaFutureAction<List<byte[]>> action;
    try (JobLabels labels = JobLabels.description(spark.sc(), DESCRIPTION)) {
      action =
          spark
              .parallelize(Collections.nCopies(tasks, 0), tasks)
              .mapPartitions(task)
              .map(JavaBytes::write)
              .collectAsync();
    }
    try {
      return JavaBytes.read(await(action), ExecutorReport.class);
    } catch (CancellationException | ExecutionException e) {
      throw TaskLoading.failure(e);
    } finally {
      if (!action.isDone()) {
        boolean cancelled = action.cancel(true);
        LOG.debug("pre-flight cancelled: {}", cancelled);
      }
    }
  }

  private List<byte[]> await(JavaFutureAction<List<byte[]>> action)
      throws InterruptedException, ExecutionException {
    long notice = Occupants.noticeNanos(patience.toNanos());
    try {
      return action.get(notice, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn("the pre-flight is not done yet: {}", occupants(action));
    }
    try {
      return action.get(patience.toNanos() - notice, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw TrainingException.of(
          ErrorCode.NO_CAPACITY,
          "spark.master = " + spark.master(),
          "the pre-flight was not done after " + patience.toSeconds() + " s: " + occupants(action),
          "Run the command again when slots are free, or give the application more executors");
    }
  }

  private String occupants(JavaFutureAction<?> own) {
    return Occupants.describe(spark.sc(), Set.copyOf(own.jobIds()));
  }

  /** Returns one report for each executor, by its number. */
  private static List<ExecutorReport> merged(List<ExecutorReport> reports) {
    Map<String, ExecutorReport> byExecutor =
        new TreeMap<>(
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
    reports.forEach(
        report ->
            byExecutor.merge(
                report.executor(),
                report,
                (first, second) -> first.troubles().isEmpty() ? second : first));
    return List.copyOf(byExecutor.values());
  }

  /** Returns one problem for each thing that is wrong, wherever it is. */
  private List<TrainingException> problems(List<ExecutorReport> reports) {
    Map<String, List<ExecutorReport.Trouble>> troubles = new LinkedHashMap<>();
    Map<String, List<String>> where = new LinkedHashMap<>();
    for (ExecutorReport report : reports) {
      List<ExecutorReport.Trouble> all = new ArrayList<>(report.troubles());
      report.engines().stream()
          .filter(engine -> required && !engine.loads())
          .forEach(engine -> all.add(missing(engine)));
      for (ExecutorReport.Trouble trouble : all) {
        String key = trouble.code() + trouble.what();
        troubles.computeIfAbsent(key, unused -> new ArrayList<>()).add(trouble);
        where.computeIfAbsent(key, unused -> new ArrayList<>()).add(report.name());
      }
    }
    List<TrainingException> problems = new ArrayList<>();
    troubles.forEach(
        (key, alike) -> {
          ExecutorReport.Trouble first = alike.get(0);
          problems.add(
              TrainingException.of(
                  first.code(),
                  first.what(),
                  names(where.getOrDefault(key, List.of())) + ": it " + first.rule(),
                  first.fix()));
        });
    return problems;
  }

  private static ExecutorReport.Trouble missing(ExecutorReport.Engine engine) {
    return new ExecutorReport.Trouble(
        "cluster.engine = " + engine.kind(),
        ErrorCode.CONFIGURATION,
        "cannot load the engine that the driver has chosen (" + engine.description() + ")",
        "Make it load on all machines of the cluster, or choose an engine that does with"
            + " cluster.engine");
  }

  private static String names(Collection<String> all) {
    String shown = all.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return all.size() <= MOST_NAMES ? shown : shown + " and " + (all.size() - MOST_NAMES) + " more";
  }
}
