package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * Where Spark runs, and what settings say of the task slots there will be.
 *
 * @param url as {@code spark.master}
 * @param kind how it starts executors
 */
record Master(String url, Kind kind) {
  private static final Pattern LOCAL =
      Pattern.compile("local(?:\\[(\\*|[1-9]\\d{0,5})(?:\\s*,\\s*\\d+)?])?");
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile(
          "local-cluster\\[\\s*([1-9]\\d{0,5})\\s*,\\s*([1-9]\\d{0,5})\\s*,\\s*(\\d{1,9})\\s*]");

  static final String INSTANCES = "spark.executor.instances";
  private static final String EXECUTOR_CORES = "spark.executor.cores";
  static final String MOST_CORES = "spark.cores.max";

  /** How a master starts executors. */
  enum Kind {
    /** None: tasks are threads of the driver. */
    LOCAL,
    /** A standalone cluster within this machine. */
    LOCAL_CLUSTER,
    /** A standalone cluster: as many cores as there are, up to spark.cores.max. */
    STANDALONE,
    /** YARN: spark.executor.instances. */
    YARN,
    /** Kubernetes: spark.executor.instances. */
    KUBERNETES
  }

  /**
   * Returns the master of some settings.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if Spark knows no such master
   */
  static Master of(SparkConf settings) {
    String url = settings.get("spark.master", "");
    Kind kind = null;
    if (LOCAL.matcher(url).matches()) {
      kind = Kind.LOCAL;
    } else if (LOCAL_CLUSTER.matcher(url).matches()) {
      kind = Kind.LOCAL_CLUSTER;
    } else if (url.startsWith("spark://")) {
      kind = Kind.STANDALONE;
    } else if (url.equals("yarn")) {
      kind = Kind.YARN;
    } else if (url.startsWith("k8s://")) {
      kind = Kind.KUBERNETES;
    }
    if (kind == null) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "spark.master = " + url,
          "must be local[n], spark://HOST:PORT, yarn, k8s://URL or"
              + " local-cluster[executors,cores,MiB]",
          "Use --master 'local[n]' with n the number of workers, or 'local[*]' for one per core");
    }
    return new Master(url, kind);
  }

  /**
   * Returns how many tasks can run at the same time at most; empty if the settings do not say.
   *
   * @param settings those of {@link #of}
   */
  OptionalInt mostSlots(SparkConf settings) {
    int cpus = Math.max(1, settings.getInt("spark.task.cpus", 1));
    return switch (kind) {
      case LOCAL -> OptionalInt.of(localCores() / cpus);
      case LOCAL_CLUSTER -> OptionalInt.of(localClusterSlots(settings, cpus));
      case STANDALONE ->
          settings.contains(MOST_CORES)
              ? OptionalInt.of(mostCores(settings) / cpus)
              : OptionalInt.empty();
      case YARN, KUBERNETES ->
          settings.getBoolean("spark.dynamicAllocation.enabled", false)
              ? OptionalInt.empty()
              : OptionalInt.of(
                  settings.getInt(INSTANCES, 2) * (settings.getInt(EXECUTOR_CORES, 1) / cpus));
    };
  }

  private int localCores() {
    Matcher local = LOCAL.matcher(url);
    String cores = local.matches() ? local.group(1) : null;
    if (cores == null) {
      return 1;
    }
    return cores.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(cores);
  }

  private int localClusterSlots(SparkConf settings, int cpus) {
    Matcher cluster = LOCAL_CLUSTER.matcher(url);
    if (!cluster.matches()) {
      throw new IllegalStateException(url);
    }
    int cores = Integer.parseInt(cluster.group(2));
    int each = settings.getInt(EXECUTOR_CORES, cores);
    int executors = Integer.parseInt(cluster.group(1)) * (cores / each);
    return Math.min(executors * (each / cpus), mostCores(settings) / cpus);
  }

  /** Returns the cores of an executor as far as the settings say; 0 where they do not. */
  int coresOfOne(SparkConf settings) {
    Matcher cluster = LOCAL_CLUSTER.matcher(url);
    int cores = 0;
    if (kind == Kind.LOCAL) {
      cores = localCores();
    } else if (cluster.matches()) {
      cores = Integer.parseInt(cluster.group(2));
    }
    return settings.getInt(EXECUTOR_CORES, cores);
  }

  private static int mostCores(SparkConf settings) {
    return settings.getInt(MOST_CORES, Integer.MAX_VALUE);
  }

  /** Returns whether tasks are threads of the driver. */
  boolean isLocal() {
    return kind == Kind.LOCAL;
  }

  /** Returns the settings that give so many workers a slot each, as the start of a sentence. */
  String settingsFor(int workers) {
    return switch (kind) {
      case LOCAL -> "Use --master 'local[" + workers + "]'";
      case LOCAL_CLUSTER -> {
        Matcher cluster = LOCAL_CLUSTER.matcher(url);
        String memory = cluster.matches() ? cluster.group(3) : "1024";
        yield "Use --master 'local-cluster[" + workers + ",1," + memory + "]'";
      }
      case STANDALONE ->
          "Raise spark.cores.max to "
              + workers
              + " if it is set below, free or add cores of the cluster";
      case YARN, KUBERNETES ->
          "Use --conf spark.executor.instances=" + workers + " --conf spark.executor.cores=1";
    };
  }
}
