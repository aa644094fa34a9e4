package io.github.bellows.driver.cli;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.cluster.Slots;
import io.github.bellows.driver.run.Benchmark;
import io.github.bellows.driver.train.Throughput;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bellows bench}: how fast this machine trains a fixed network. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description =
        "Trains a fixed network for some seconds and prints its speed as one JSON object.")
final class BenchCommand implements Callable<Integer> {
  private static final double MEDIAN = 0.5;
  private static final double MILLIS_PER_SECOND = 1e3;

  @Option(
      names = "--net",
      paramLabel = "NET",
      defaultValue = "lenet",
      description = "mlp (784-512-512-10) or lenet (20-50-500); default ${DEFAULT-VALUE}.")
  private String net = "lenet";

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "128",
      description = "Samples per worker and step; default ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Workers; default ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "8",
      description = "How long to train; default ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "0",
      description =
          "How long to train before, beside ten steps; executors need a minute to be at their best;"
              + " default ${DEFAULT-VALUE}.")
  private double warmUp;

  @Option(
      names = "--prepared",
      paramLabel = "DIR",
      defaultValue = "runs/prepared",
      description = "Where the drawn samples are kept; default ${DEFAULT-VALUE}.")
  private String prepared = "";

  @Mixin private EngineOption engine;
  @Mixin private SparkOptions options;

  @Override
  public Integer call() {
    if (!Benchmark.NETS.contains(net)) {
      throw TrainingException.of(
          ErrorCode.USAGE, "--net = " + net, "must be one of " + Benchmark.NETS, "Write lenet");
    }
    if (batch < 1 || workers < 1 || !(seconds > 0) || !(warmUp >= 0)) {
      throw TrainingException.of(
          ErrorCode.USAGE,
          "--batch %d --workers %d --seconds %s --warm-up %s"
              .formatted(batch, workers, seconds, warmUp),
          "must all be positive, the warm-up may be 0",
          "Correct them");
    }
    try (SparkSession session = options.open("bench", workers)) {
      Slots.of(session.sparkContext(), workers).requireAtLeast(workers);
      Storage storage = SparkOptions.storage(session);
      Path root = storage.qualify(prepared);
      print(
          new Benchmark(net, batch, workers, warmUp, seconds, engine.kind())
              .run(session, storage, root));
    }
    return 0;
  }

  private void print(Throughput speed) {
    double step = speed.stepMillis(MEDIAN);
    System.out.printf(
        Locale.ROOT,
        "{\"net\": \"%s\", \"batch\": %d, \"workers\": %d, \"stepMillis\": %.3f,"
            + " \"samplesPerSecond\": %.0f, \"compute\": %.3f, \"exchange\": %.3f,"
            + " \"update\": %.3f, \"wait\": %.3f}%n",
        net,
        batch,
        workers,
        step,
        (long) workers * batch / step * MILLIS_PER_SECOND,
        speed.computeMillis(),
        speed.exchangeMillis(),
        speed.updateMillis(),
        speed.waitMillis());
  }
}
