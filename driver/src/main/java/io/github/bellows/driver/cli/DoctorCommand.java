package io.github.bellows.driver.cli;

import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.cluster.Slots;
import io.github.bellows.driver.run.Engines;
import io.github.bellows.worker.engine.EngineProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bellows doctor}: whether this machine can train, and what is missing if not. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
      "Checks Java, Spark, engines, threads, memory and the output directory; on a cluster also",
      "each executor. With CONF also whether that run has slots, memory and places for its files."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int OLDEST_JAVA = 17;
  private static final long BYTES_PER_MEBIBYTE = 1 << 20;

  @Parameters(
      arity = "0..1",
      paramLabel = "CONF",
      description = "A configuration, a YAML file on any file system; none: the machines alone.")
  private @Nullable String file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a key of the configuration, such as cluster.workers=2. Repeatable.")
  private List<String> sets = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "The directory that runs will be written to; default: that of CONF, or runs.")
  private @Nullable String output;

  @Mixin private SparkOptions options;

  private int failures;

  /** A check that returns what it found or throws what is wrong. */
  private interface Check {
    String run() throws Exception;
  }

  @Override
  public Integer call() {
    RunConfig config =
        file == null
            ? null
            : ConfigOptions.load(options.storage(), options.sparkConf(), file, sets).config();
    check("java", DoctorCommand::java);
    check("memory", DoctorCommand::memory);
    check("threads", DoctorCommand::threads);
    engines();
    check("output", () -> output(config));
    spark(config);
    System.out.println(failures == 0 ? "ready to train" : failures + " problem(s), see above");
    return failures == 0 ? 0 : ErrorCode.NO_CAPACITY.exitCode();
  }

  private void check(String name, Check check) {
    try {
      System.out.printf("ok    %-9s %s%n", name, check.run());
    } catch (Exception | LinkageError e) {
      failures++;
      System.out.printf("FAIL  %-9s %s%n", name, e.getMessage());
    }
  }

  /** Lists every engine; one that loads is enough. */
  private void engines() {
    int missing = 0;
    for (EngineProvider provider : Engines.ALL.providers()) {
      try {
        System.out.printf("ok    %-9s %s%n", provider.kind(), provider.describe());
      } catch (TrainingException e) {
        missing++;
        System.out.printf("none  %-9s %s%n", provider.kind(), e.getMessage());
      }
    }
    if (missing == Engines.ALL.providers().size()) {
      failures++;
      System.out.printf("FAIL  %-9s %s%n", "engine", "no engine can be loaded, see above");
    }
  }

  private static String java() {
    int version = Runtime.version().feature();
    if (version < OLDEST_JAVA) {
      throw new IllegalStateException("Java " + version + " is too old. Install JDK 17.");
    }
    return Runtime.version() + " on " + System.getProperty("os.arch");
  }

  private static String memory() {
    return Runtime.getRuntime().maxMemory() / BYTES_PER_MEBIBYTE
        + " MiB heap; tensors come on top. Set the heap with --driver-memory";
  }

  private static String threads() {
    String blas = System.getenv("OPENBLAS_NUM_THREADS");
    if (blas != null && !blas.equals("1")) { // unset, the engines set it themselves
      throw new IllegalStateException(
          "OPENBLAS_NUM_THREADS = "
              + blas
              + ": several workers then fight for the cores, 10 to 20 times slower. Set it to 1.");
    }
    return Runtime.getRuntime().availableProcessors() + " processors, one BLAS thread per worker";
  }

  private void spark(@Nullable RunConfig config) {
    List<SparkSession> opened = new ArrayList<>();
    try {
      check("spark", () -> spark(config, opened));
      for (SparkSession session : opened) {
        ExecutorChecks executors =
            new ExecutorChecks(session, SparkOptions.storage(session), config, output);
        check("executors", executors::examine);
        executors.lines().forEach(System.out::println);
        failures += executors.failures();
      }
    } finally {
      opened.forEach(SparkSession::stop);
    }
  }

  private String spark(@Nullable RunConfig config, List<SparkSession> opened) {
    if (config != null) {
      options.checkMode(config);
    }
    SparkSession session = options.open("doctor");
    opened.add(session);
    long counted = session.range(0, 1000, 1, 2).count();
    if (counted != 1000) {
      throw new IllegalStateException("counted " + counted + " of 1000 rows");
    }
    Slots slots = Slots.of(session.sparkContext(), Integer.MAX_VALUE);
    return session.version() + " on " + slots.where() + ", " + slots.available() + " slots";
  }

  private String output(@Nullable RunConfig config) {
    Storage storage = options.storage();
    String wanted = config == null ? "runs" : config.output();
    Path directory = storage.qualify(output == null ? wanted : output);
    boolean wasThere = storage.exists(directory);
    Path probe = new Path(directory, ".doctor");
    try {
      storage.replace(probe, new byte[] {1});
      storage.delete(probe);
      if (!wasThere) {
        storage.delete(directory);
      }
    } catch (TrainingException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    return Storage.display(directory) + " is writable";
  }
}
